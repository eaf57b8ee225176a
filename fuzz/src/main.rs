//! Fuzzing on any compiler: `cargo test --test fuzz -- feed --inputs 10000000` in the folder above, or `cargo run --release`
//! here; `all` takes every target, `--seconds` bounds the time of each, `--number` chooses other inputs. An input that
//! breaks something or takes long is kept under `artifacts/`, and the run fails. For coverage-guided fuzzing:
//! `cargo +nightly fuzz run feed --features libfuzzer`.

mod mutate;
mod targets;

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::Mutator;

/// No input of this size may take longer.
const TOO_LONG: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number_after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let wanted = arguments.first().map_or("all", String::as_str);
    let seconds = number_after("--seconds").map_or(Duration::MAX, Duration::from_secs);
    let inputs = number_after("--inputs").unwrap_or(if seconds == Duration::MAX { 10_000 } else { u64::MAX });
    let number = number_after("--number").unwrap_or(1);
    let chosen: Vec<_> = targets::TARGETS.iter().filter(|(name, _)| wanted == "all" || wanted == *name).collect();
    if chosen.is_empty() {
        eprintln!("no target is called {wanted:?}; there are feed, page, date, robots and all");
        return ExitCode::from(2);
    }
    let clean = chosen.iter().all(|(name, target)| run(name, *target, inputs, seconds, number));
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one target; whether nothing broke.
fn run(name: &str, target: fn(&[u8]), inputs: u64, seconds: Duration, number: u64) -> bool {
    let mut mutator = Mutator::new(seeds(name), number);
    let begun = Instant::now();
    let (mut done, mut slowest) = (0, Duration::ZERO);
    while done < inputs && begun.elapsed() < seconds {
        let input = mutator.input();
        let start = Instant::now();
        let whole = catch_unwind(|| target(&input)).is_ok();
        let took = start.elapsed();
        slowest = slowest.max(took);
        done += 1;
        if !whole || took > TOO_LONG {
            let kept = keep(name, number, done, &input);
            eprintln!(
                "{name}: input {done} of number {number} breaks it or takes long ({took:?}); it is kept in {}",
                kept.display()
            );
            return false;
        }
    }
    println!("{name}: {done} inputs clean in {:.0?}, the slowest took {slowest:.1?}", begun.elapsed());
    true
}

fn keep(name: &str, number: u64, done: u64, input: &[u8]) -> PathBuf {
    let folder = fuzz_folder().join("artifacts").join(name);
    let path = folder.join(format!("{number}-{done}"));
    if let Err(error) = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, input)) {
        eprintln!("{}: {error}", path.display());
    }
    path
}

/// What inputs are made from: the tests' fixtures, and a few lines for what has none.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let fixtures = |folders: &[&str]| {
        let root = fuzz_folder().join("../tests/fixtures");
        let mut files: Vec<PathBuf> = folders
            .iter()
            .filter_map(|folder| std::fs::read_dir(root.join(folder)).ok())
            .flat_map(|files| files.flatten().map(|file| file.path()))
            .collect();
        files.sort();
        files.iter().filter_map(|file| std::fs::read(file).ok()).collect::<Vec<_>>()
    };
    let lines = |lines: &[&str]| lines.iter().map(|line| line.as_bytes().to_vec()).collect();
    match name {
        "feed" => fixtures(&["feed"]),
        "page" => fixtures(&["seed", "page"]),
        "date" => lines(&[
            "0Tue, 07 May 2019 10:00:00 +0200",
            "02019-05-07T10:00:00Z",
            "1May 7th, 2019 12:29 pm",
            "2hace 3 días",
            "2Le 15 / 06 / 2015",
            "3٧ مايو ٢٠١٩",
            "4۱۷ اردیبهشت ۱۳۹۸",
            "5вчера в 10:15",
            "6๗ พ.ค. ๒๕๖๒",
            "72019年5月7日",
            "011.05.21",
            "0Published on 3 Sept 2020 | Updated 4 Sept 2020",
        ]),
        _ => lines(&[
            "User-agent: *\nDisallow: /private/*.html$\nAllow: /private/open\nCrawl-delay: 2\n/private/x.html",
            "\u{FEFF}User-Agent: almenara\nUser-agent: other\nDisallow:\n\nUser-agent: *\nDisallow: /\n/a?b=c%20d",
        ]),
    }
}

fn fuzz_folder() -> PathBuf {
    // built as a test of the wire's own package, or as this one
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.ends_with("fuzz") { package.to_owned() } else { package.join("fuzz") }
}
