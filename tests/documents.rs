//! README, CHANGELOG and config are true.

use std::path::Path;

use crate::support::program::Place;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
        .unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// What each command of the README must end with in a fresh clone; one that is not here fails the test.
fn expected(command: &str) -> Option<i32> {
    Some(match command {
        "check"
        | "serve"
        | "verify"
        | "export --entries"
        | "status"
        | "held"
        | "audit"
        | "hold accessnow-feed"
        | "release accessnow-feed" => 0,
        "fetch" | "fetch --json" => 3,
        // Nothing was stored yet.
        _ if ["explain ", "merge ", "split "].iter().any(|verb| command.starts_with(verb)) => 1,
        _ if command.starts_with("try --from ") => 0,
        // In a fresh clone there is no contact, without which nothing is asked.
        _ if command.starts_with("add ") => 1,
        "replay < tests/fixtures/replay.ndjson" => 0,
        _ => return None,
    })
}

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = Place::as_shipped();
    place.copy("tests/fixtures/seed");
    place.write("tests/fixtures/replay.ndjson", &read("tests/fixtures/replay.ndjson"));

    let readme = read("README.md");
    let commands: Vec<&str> =
        blocks(&readme, "sh").flat_map(str::lines).map(str::trim).filter(|l| !l.is_empty()).collect();
    assert!(commands.len() >= 10, "{commands:?}");
    let mut asked = Vec::new();
    for line in commands {
        if line == "tests/run" {
            assert!(root.join(line).is_file(), "it runs this test");
            continue;
        }
        if let Some(address) = line.strip_prefix("curl ") {
            asked.push(address.trim_matches('\'').to_owned());
            continue;
        }
        if line == "cargo run --release -- demo" {
            // `cli::the_demo_told_once_ends_by_itself` runs it, at a faster pace.
            continue;
        }
        let command = line.strip_prefix("cargo run --release -- ").unwrap_or_else(|| panic!("who tests {line:?}?"));
        let code = expected(command).unwrap_or_else(|| panic!("what must {line:?} end with?"));
        let (arguments, input) = match command.split_once(" < ") {
            Some((arguments, file)) => (arguments, std::fs::read(place.path().join(file)).expect("the input is there")),
            None => (command, Vec::new()),
        };
        let arguments: Vec<&str> = arguments.split(' ').collect();
        if command == "serve" {
            let daemon = place.serve();
            assert_eq!(daemon.get("/healthz").0, 200);
            assert_eq!(daemon.stop().0, Some(code));
            continue;
        }
        let ran = place.run_with(&arguments, &input);
        assert_eq!(ran.code, Some(code), "{line}: {}{}", ran.stdout, ran.stderr);
    }
    let daemon = place.serve();
    for address in asked {
        let path = address.strip_prefix("http://127.0.0.1:8470").unwrap_or_else(|| panic!("where is {address:?}?"));
        assert_eq!(daemon.get(path).0, 200, "{address}");
    }
    daemon.stop();
}

#[test]
fn the_readme_shows_the_help_as_it_is() {
    let help = Place::empty().run(&["--help"]).stdout;
    let readme = read("README.md");
    let shown = blocks(&readme, "text").next().expect("a block of text");
    assert_eq!(shown.trim(), help.trim(), "put the output of `almenara --help` into README.md");
}

#[test]
fn the_readme_lists_every_scheme() {
    let readme = read("README.md");
    let schemes = read("src/render/schemes.rs");
    let mut count = 0;
    for uri in schemes.split('"').filter(|part| part.starts_with("tag:")) {
        assert!(readme.contains(&format!("`{uri}`")), "README.md does not list {uri}");
        count += 1;
    }
    assert!(count >= 8);
}

#[test]
fn the_changelog_opens_with_what_is_unreleased() {
    let changelog = read("CHANGELOG.md");
    assert!(changelog.lines().find(|line| line.starts_with("## ")).is_some_and(|line| line == "## Unreleased"));
}

#[test]
fn the_shipped_configuration_checks_and_asks_only_for_the_contact() {
    let ran = Place::empty().run(&["--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config"), "check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let warnings: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with("warning")).collect();
    assert!(warnings.len() == 1 && warnings[0].contains("fetch.contact"), "{}", ran.stdout);
}

fn blocks<'a>(text: &'a str, language: &str) -> impl Iterator<Item = &'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or("")).collect::<Vec<_>>().into_iter()
}
