//! How well matching tells reports together and apart, and what it costs: `cargo bench --bench matching`.
//!
//! First the confusion tables of the labelled reports in `tests/fixtures/matching`. Then the whole line (reading, tagging,
//! deciding, committing to a real store on disk) is fed with invented reports until so many alerts are stored, 1,000,000
//! unless `-- --alerts N` says otherwise, and the cost of a report is measured on the way. `-- --tables` ends before that.

mod growth;
mod tables;

/// A store of many small records asks for memory all day; this allocator stays fast where the heap is large and torn.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| arguments.iter().position(|argument| argument == name).map(|place| place + 1);
    tables::print();
    if after("--tables").is_none() {
        let alerts = after("--alerts").and_then(|place| arguments.get(place)?.parse().ok()).unwrap_or(1_000_000);
        growth::print(alerts);
    }
}
