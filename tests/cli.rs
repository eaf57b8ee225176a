//! The commands as a user types them.

mod desk;
mod editing;
mod protect;
mod publish;
mod retract;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;

fn feed_site() -> Site {
    Site::serve([("/feed".to_owned(), "application/rss+xml", feeds::rss(&feeds::three()))])
}

#[test]
fn fetch_prints_a_table_and_exits_with_0_when_all_went_well() {
    let (site, place) = (feed_site(), Place::new());
    place.source("lakeside", &site.url("/feed"), "");
    let ran = place.run(&["fetch"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("source") && lines[0].contains("revised"), "{}", ran.stdout);
    let row: Vec<&str> = lines[1].split_whitespace().collect();
    assert_eq!(row[..3], ["lakeside", "ok", "3"]);
    let again = place.run(&["fetch", "--json"]);
    assert_eq!(again.json()[0]["outcome"]["tally"]["seen"], 3);
}

#[test]
fn fetch_exits_with_3_when_some_source_failed_and_says_what_to_do() {
    let (site, place) = (feed_site(), Place::new());
    place.source("lakeside", &site.url("/feed"), "");
    place.source("moved", &site.url("/nowhere"), "");
    let ran = place.run(&["fetch"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stdout);
    assert!(ran.stdout.contains("gone"), "{}", ran.stdout);
    let only = place.run(&["fetch", "lakeside"]);
    assert_eq!(only.code, Some(0));
    let unknown = place.run(&["fetch", "lakesite"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("lakeside"), "it lists what there is: {}", unknown.stderr);
}

#[test]
fn bad_configuration_exits_with_2_and_tells_file_line_and_remedy() {
    let place = Place::new();
    place.write("config/networks/x.example.toml", "name = \"X\"\nhomepage = \"https://x.example/\"\n[[sources]]\nid = \"x\"\nurl = \"https://x.example/\"\nevry = \"30m\"\n");
    for command in ["check", "fetch", "serve"] {
        let ran = place.run(&[command]);
        assert_eq!(ran.code, Some(2), "{command}: {}{}", ran.stdout, ran.stderr);
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(told.contains("x.example.toml:6:1") && told.contains("every"), "{command}: {told}");
    }
}

#[test]
fn a_command_asks_the_daemon_that_holds_the_store() {
    let (site, place) = (feed_site(), Place::new());
    place.source("lakeside", &site.url("/feed"), "every_min = \"1h\"\n");
    let text = std::fs::read_to_string(place.path().join("config/networks/lakeside.example.toml")).expect("written");
    place.write("config/networks/lakeside.example.toml", &text.replace("every = \"1s\"", "every = \"1h\""));
    let daemon = place.serve();
    daemon.until("/feed.json", |body| body.contains("Intibuc"));
    let mut entries = feeds::three();
    entries.insert(
        0,
        ("a-4", "https://a.example/four", "Kenya: The accountant Wafula Ingosi is free", "He came home on Friday."),
    );
    site.put("/feed", "application/rss+xml", &feeds::rss(&entries));
    let ran = place.run(&["fetch", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.json()[0]["outcome"]["tally"]["new"], 1, "{}", ran.stdout);
    assert!(daemon.get("/feed.atom").1.contains("is free"), "every output has changed when the command returns");
    let verified = place.run(&["verify"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
    let exported = place.run(&["export"]);
    assert_eq!(exported.json().len(), 4, "{}", exported.stderr);
    let control =
        std::fs::read_to_string(place.data().join("control")).expect("the address stands in the store's folder");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(control.trim()).expect("the socket is there").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn a_command_and_a_daemon_wait_for_another_command_that_has_the_store() {
    for (command, ends) in [("export", true), ("serve", false)] {
        let place = Place::new();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let opened = runtime.block_on(almenara::store::open("sled:data", place.path())).expect("the store opens");
        let mut waiting = Command::new(env!("CARGO_BIN_EXE_almenara"))
            .arg(command)
            .current_dir(place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stderr = BufReader::new(waiting.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let told = stderr.find(|line| line.starts_with("waiting for "));
        assert_eq!(
            told,
            Some(format!("waiting for process {}, which uses the store", std::process::id())),
            "{command}"
        );
        runtime.block_on(opened.store.close()).expect("the store closes");
        if ends {
            assert_eq!(waiting.wait().expect("it ends").code(), Some(0), "{command}");
        } else {
            let mut line = String::new();
            BufReader::new(waiting.stdout.take().expect("a pipe")).read_line(&mut line).expect("it serves");
            assert!(line.starts_with("Almenara serves"), "{line}");
            waiting.kill().expect("it can be killed");
            waiting.wait().expect("it ends");
        }
    }
}

#[test]
fn a_second_daemon_is_told_who_holds_the_store() {
    let place = Place::new();
    let daemon = place.serve();
    let second = place.run(&["serve"]);
    assert_eq!(second.code, Some(1));
    assert!(second.stderr.contains("in use by"), "{}", second.stderr);
    drop(daemon);
}

#[test]
fn try_needs_no_configuration_and_says_what_is_wrong() {
    let place = Place::empty();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/seed/wordpress.html");
    let ran = place.run(&["try", "--from", page, "--base", "https://vigia.example/alertas/"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("title made from the summary") && ran.stdout.contains("country:KEN"), "{}", ran.stdout);
    place.write("broken.xml", "<rss version=\"2.0\"><channel><item><title>cut");
    let ran = place.run(&["try", "--from", "broken.xml", "--base", "https://a.example/feed", "--json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("https://a.example/feed"), "{}", ran.stderr);
    let ran = place.run(&["try", "--from", "nowhere.html", "--base", "https://a.example/"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("nowhere.html"));
    assert_eq!(place.run(&["try", "--from", page]).code, Some(2), "--base is missing");
    let ran = place.run(&["try", "https://a.example/"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("contact"), "{}", ran.stderr);
    assert!(!place.data().exists(), "nothing is written");
}

#[test]
fn try_asks_an_address_that_may_be_asked() {
    let (site, place) = (feed_site(), Place::new());
    let ran = place.run(&["try", &site.url("/feed"), "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let reports = ran.json();
    assert_eq!(reports.len(), 3);
    assert_eq!(reports[0]["countries"], json!(["KEN"]));
    assert_eq!(reports[0]["published"], "2026-03-09T10:00:00Z");
    assert_eq!(reports[0]["published_precision"], "second");
    assert!(!place.data().exists(), "nothing is written");
}

fn lines(entries: &[Value]) -> Vec<u8> {
    entries.iter().flat_map(|entry| format!("{entry}\n").into_bytes()).collect()
}

#[test]
fn replay_answers_every_line_in_order() {
    let place = Place::empty();
    let text = "Two gunmen opened fire on a meeting of the watershed council; Ysolde Quintanar escaped unhurt.";
    let mut input = lines(&[
        json!({"source": "a", "id": 7, "title": "Guatemala: Shots at the community hall", "summary": text, "published": "2026-03-09"}),
        json!({"source": "b", "title": "Guatemala: Shots at the community hall", "summary": text}),
    ]);
    input.extend(b"not json\n");
    input.extend(lines(&[
        json!({"source": "a", "id": 7, "title": "Guatemala: Shots at the community hall", "summary": "She is in hospital."}),
        json!({"source": "a", "id": 7, "title": "Guatemala: Shots at the community hall", "summary": "She is in hospital."}),
        json!({"source": "c", "summary": ""}),
        json!({"title": "only a title", "published": "yesterday or so"}),
        json!({"title": "Only a title"}),
    ]));
    let ran = place.run_with(&["replay", "--json"], &input);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let answers = ran.json();
    let verdicts: Vec<_> = answers.iter().map(|answer| answer["verdict"].as_str().unwrap_or("error")).collect();
    assert_eq!(verdicts, ["new", "echo", "error", "revised", "seen", "error", "error", "new"]);
    let alert = &answers[0]["alert"];
    assert!(alert.as_str().is_some_and(|id| id.starts_with("urn:uuid:")));
    for attached in [1, 3] {
        assert_eq!(&answers[attached]["alert"], alert);
        assert_eq!(&answers[attached]["of"], alert);
    }
    assert_eq!(answers[0]["of"], Value::Null);
    assert_eq!(answers[4]["of"], Value::Null);
    assert_eq!(&answers[4]["alert"], alert);
    assert_eq!(answers[7]["published"], Value::Null);
    assert_eq!(answers[7]["published_from"], "first-seen");
    for answer in answers.iter().filter(|answer| answer["verdict"].is_string()) {
        let reasons = answer["reasons"].as_array().expect("reasons");
        assert!(reasons.iter().any(|reason| reason["tag"].as_str().is_some_and(|tag| tag.starts_with("verdict:"))));
    }
}

#[test]
fn an_export_can_be_replayed() {
    let mut entries = feeds::three();
    entries.push((
        "a-4",
        "https://a.example/untitled",
        "",
        "The weaver who was threatened in autumn left her house on foot; nobody has heard of her since.",
    ));
    let feed =
        feeds::rss(&entries).replace("<title></title>", "<category>Guatemala</category><category>Weavers</category>");
    let (site, place) = (Site::serve([("/feed".to_owned(), "application/rss+xml", feed)]), Place::new());
    place.source("lakeside", &site.url("/feed"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let alerts = place.run(&["export"]).json();
    let exported = place.run(&["export", "--entries"]);
    let replayed = place.run_with(&["replay"], exported.stdout.as_bytes());
    let answers = replayed.json();
    assert_eq!((alerts.len(), answers.len()), (4, 4));
    for answer in &answers {
        assert_eq!(answer["verdict"], "new", "{}", replayed.stdout);
        let alert = alerts.iter().find(|alert| alert["reports"][0]["link"] == answer["link"]).expect("it was exported");
        let report = &alert["reports"][0];
        for field in ["countries", "urgency", "type", "region"] {
            let tag = match field {
                "type" => &alert["tags"]["kind"],
                "region" => &alert["tags"]["regions"][0],
                field => &alert["tags"][field],
            };
            assert_eq!(&answer[field], tag, "{field} of {answer}");
        }
        assert_eq!(answer["title"], report["title"]);
        assert_eq!(answer["title_from"], report["title_from"]);
    }
    let untitled = answers.iter().find(|answer| answer["title_from"] == "summary").expect("it has no title");
    assert_eq!(untitled["countries"], json!(["GTM"]), "told by its category alone");
}

#[test]
fn the_demo_told_once_ends_by_itself() {
    let ran = Place::empty().run(&["demo", "--once", "--pace", "0"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    for word in ["new", "revised", "echo"] {
        assert!(ran.stdout.contains(word), "the story shows a {word}: {}", ran.stdout);
    }
}
