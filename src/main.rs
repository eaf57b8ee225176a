//! Arguments to exit code.

use std::process::ExitCode;

/// A store of many small records asks for memory all day; this allocator stays fast where the heap is large and torn.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    almenara::cli::main()
}
