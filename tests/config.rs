use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use almenara::config::{Config, Loaded, Problem, known_keys, load, propose_formerly};
use almenara::model::{DayOrder, Poll, RegionId, SourceId, SourceKind, SourceUid};
use almenara::render::slice::canonical;
use tempfile::TempDir;
use url::Url;

const NETWORK: &str = "name = \"Red Faro\"\nhomepage = \"https://www.faro.example/\"\n";

/// A configuration folder with the given files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["config/networks", "config/vocabularies"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    for (name, bytes) in files {
        let path = dir.path().join("config").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

fn read(files: &[(&str, &str)]) -> Result<Loaded, Vec<Problem>> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let dir = folder(&files);
    load(&dir.path().join("config")).map_err(|problems| problems.as_slice().to_vec())
}

/// One network file with one source that holds these lines, and settings that are in order.
fn source(lines: &str) -> Result<Loaded, Vec<Problem>> {
    let network = format!("{NETWORK}[[sources]]\nid = \"faro\"\nurl = \"https://faro.example/alertas/\"\n{lines}");
    read(&[("almenara.toml", ""), ("networks/faro.example.toml", &network)])
}

/// The problems as printed, without the folder.
fn printed(result: Result<Loaded, Vec<Problem>>) -> Vec<String> {
    let problems = result.err().unwrap_or_default();
    problems.iter().map(|problem| problem.to_string().split_once("config/").unwrap().1.to_owned()).collect()
}

#[track_caller]
fn refused(result: Result<Loaded, Vec<Problem>>, expected: &[&str]) {
    let printed = printed(result);
    assert_eq!(printed.len(), expected.len(), "{printed:#?}");
    for (line, expected) in printed.iter().zip(expected) {
        assert!(line.contains(expected), "{line}\nshould say\n{expected}");
    }
}

fn config(result: Result<Loaded, Vec<Problem>>) -> Config {
    result.unwrap_or_else(|problems| panic!("{problems:#?}")).config
}

#[test]
fn an_empty_settings_file_is_enough() {
    let config = config(read(&[("almenara.toml", "")]));
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8470");
    assert_eq!(config.server.base_url.as_str(), "http://127.0.0.1:8470/");
    assert_eq!(config.store_url, "sled:data");
    assert_eq!(config.fetch.contact, "mailto:desk@example.org");
    assert_eq!(config.fetch.gap, Duration::from_secs(1));
    assert_eq!(config.retention, None);
    assert_eq!(config.publisher.name, "Almenara");
    assert!(config.networks.is_empty());
}

#[test]
fn only_the_settings_file_must_exist() {
    let dir = tempfile::tempdir().unwrap();
    let text = load(dir.path()).unwrap_err().to_string();
    assert!(text.contains("almenara.toml: cannot be read"), "{text}");
    fs::write(dir.path().join("almenara.toml"), "").unwrap();
    assert!(load(dir.path()).is_ok());
}

#[test]
fn settings_arrive_as_written() {
    let config = config(read(&[(
        "almenara.toml",
        "[server]\nlisten = \"[::1]:0\"\nbase_url = \"https://wire.example/x/\"\n[store]\nurl = \"memory:\"\n\
         [fetch]\ncontact = \"https://wire.example/contact\"\ngap = \"250ms\"\nallow_private = [\"127.0.0.0/8\", \"::1/128\"]\n\
         [retention]\nkeep = \"2 years\"\n[publisher]\nname = \"Faro\"\n",
    )]));
    assert_eq!(config.server.listen.to_string(), "[::1]:0");
    assert_eq!(config.publisher.base_url.as_str(), "https://wire.example/x/");
    assert_eq!(config.store_url, "memory:");
    assert_eq!(config.fetch.gap, Duration::from_millis(250));
    assert_eq!(config.fetch.allow_private.len(), 2);
    assert!(config.retention.unwrap() > Duration::from_hours(24 * 700));
    assert_eq!(config.publisher.name, "Faro");
}

#[test]
fn a_source_arrives_as_written() {
    let config = config(source(
        "kind = \"page\"\nenabled = false\nevery = \"2h\"\nevery_min = \"1h\"\nevery_max = \"3h\"\nlanguage = \"es\"\n\
         timezone = \"America/Tegucigalpa\"\nformerly = [\"old\"]\n[sources.select]\nentry = \"article\"\n\
         link = \"h2 a @href\"\n[sources.defaults]\ncountries = [\"HND\"]\n",
    ));
    let network = &config.networks[0];
    let source = &network.sources[0];
    assert_eq!((network.id.0.as_str(), network.name.as_str()), ("faro.example", "Red Faro"));
    assert_eq!((source.kind, source.enabled), (SourceKind::Page, false));
    let hours = |n| Duration::from_hours(n);
    assert_eq!((source.every_min, source.every, source.every_max), (hours(1), hours(2), hours(3)));
    assert_eq!(source.language.as_deref(), Some("es"));
    assert_eq!(source.timezone.name(), "America/Tegucigalpa");
    assert_eq!(source.select.as_ref().unwrap().link.as_deref(), Some("h2 a @href"));
    assert_eq!(source.defaults.countries[0].as_str(), "HND");
    assert_eq!(source.hosts, ["faro.example"]);
    assert!(config.directory.sources.contains_key(&SourceId("old".to_owned())));
    assert!(network.sources.iter().all(|source| source.network_name == "Red Faro"));
    assert_eq!(config.directory.networks[&network.id].0, "Red Faro");
}

#[test]
fn a_source_takes_language_and_time_zone_of_its_network_unless_it_has_its_own() {
    let network = format!(
        "{NETWORK}language = \"es\"\ntimezone = \"America/Lima\"\n\
         [[sources]]\nid = \"a\"\nurl = \"https://a.example/\"\n\
         [[sources]]\nid = \"b\"\nurl = \"https://b.example/\"\nlanguage = \"qu\"\ntimezone = \"UTC\"\n\
         [sources.defaults]\nregion = \"americas\"\n"
    );
    let config = config(read(&[("almenara.toml", ""), ("networks/faro.toml", &network)]));
    let [a, b] = &config.networks[0].sources[..] else { panic!("two sources") };
    assert_eq!((a.language.as_deref(), a.timezone.name()), (Some("es"), "America/Lima"));
    assert_eq!((b.language.as_deref(), b.timezone.name()), (Some("qu"), "UTC"));
    assert_eq!(b.defaults.region, Some(RegionId("americas".to_owned())));
    assert_eq!(a.hosts, ["faro.example", "a.example", "b.example"]);
}

#[test]
fn every_problem_of_every_file_is_told_at_once_with_its_place() {
    let result = read(&[
        ("almenara.toml", "[server]\nlisten = 8470\nbaseurl = \"http://x/\"\n[fetch]\ngap = \"soon\"\n"),
        (
            "networks/a.example.toml",
            "nme = \"A\"\nhomepage = \"ftp://a.example/\"\n\n[[sources]]\nid = \"a\"\nurl = \"https://a.example/\"\n\
             every = \"30 mins ago\"\n[sources.select]\nentry = \"div[\"\n[sources.defaults]\ncountries = [\"HND\", \"Honduras\"]\n",
        ),
        ("networks/b.example.toml", "name = \"B\nhomepage = \"https://b.example/\"\n"),
    ]);
    refused(
        result,
        &[
            "almenara.toml:2:10: server.listen: is a number, not a text in quotes; write for example listen = \"127.0.0.1:8470\"",
            "almenara.toml:3:1: server.baseurl: no such key; did you mean \"base_url\"?",
            "almenara.toml:5:7: fetch.gap: \"soon\" is no duration; write for example gap = \"1s\"",
            "networks/a.example.toml:1:1: nme: no such key; did you mean \"name\"?",
            "networks/a.example.toml:1:1: name: is missing; write for example name = \"Example network\"",
            "networks/a.example.toml:2:12: homepage: ftp: addresses are not read, only http and https",
            "networks/a.example.toml:7:9: sources[0].every: \"30 mins ago\" is no duration; write for example every = \"30m\"",
            "networks/a.example.toml:9:9: sources[0].select.entry: \"div[\" is no selector",
            "networks/a.example.toml:11:21: sources[0].defaults.countries[1]: \"Honduras\" is no country code; did you mean \"HND\"?",
            "networks/b.example.toml:1:",
        ],
    );
}

#[test]
fn a_syntax_error_does_not_hide_what_else_is_wrong_in_the_file() {
    refused(
        source("every = 30m\nenabld = true\nlanguage = \"spanish\"\n"),
        &[
            "faro.example.toml:6:9: cannot be understood",
            "faro.example.toml:7:1: sources[0].enabld",
            "8:12: sources[0].language",
        ],
    );
}

#[test]
fn what_hangs_on_a_broken_section_header_is_read_all_the_same() {
    for header in [
        "[[sources]",
        "[sources]]",
        "[[sources",
        "[[source] # the alerts",
        "sources]]",
        "[[sources]] ]",
        "[[ sources ]",
    ] {
        let network = format!(
            "{NETWORK}{header}\nid = \"one\"\nevery = \"soon\"\n[[sources]]\nid = \"two\"\nurl = \"https://b.example/\"\nbla = 1\n"
        );
        let told = printed(read(&[("almenara.toml", ""), ("networks/a.toml", &network)]));
        let expected = [
            "cannot be understood",
            "sources[0].url: is missing",
            "a.toml:5:9: sources[0].every: \"soon\" is no duration",
            "a.toml:9:1: sources[1].bla: no such key",
        ];
        assert_eq!(told.len(), expected.len(), "{header}: {told:#?}");
        assert!(told[0].ends_with("; write [[sources]] alone on the line"), "{header}: {told:#?}");
        for (line, expected) in told.iter().zip(expected) {
            assert!(line.contains(expected), "{header}: {line}\nshould say\n{expected}");
        }
    }
    refused(
        read(&[("almenara.toml", "[server\nlisten = 1\n[fetch]\ngap = \"soon\"\n")]),
        &["almenara.toml:1:", "almenara.toml:2:10: server.listen", "almenara.toml:4:7: fetch.gap"],
    );
    refused(
        source("[sources.select\nentry = \"div[\"\n[sources.defaults]]\nregion = \"x\"\n"),
        &["a", "sources[0].select.entry", "write [sources.defaults]", "sources[0].defaults.region"],
    );
}

#[test]
fn what_hangs_on_a_header_that_nobody_understands_is_passed_over() {
    let network = format!(
        "{NETWORK}[[what is this]]\nid = \"one\"\nbla = 1\n[[sources]]\nid = \"two\"\nurl = \"https://b.example/\"\nbla = 1\n"
    );
    refused(
        read(&[("almenara.toml", ""), ("networks/a.toml", &network)]),
        &["a.toml:3:", "a.toml:9:1: sources[0].bla: no such key"],
    );
}

#[test]
fn values_out_of_range_are_refused_with_what_to_write() {
    refused(source("every = \"10ms\"\n"), &["\"10ms\" is shorter than 1s"]);
    refused(source("every = \"3 months\"\n"), &["is longer than 30days"]);
    refused(source("every = \"1h\"\nevery_min = \"2h\"\n"), &["every_min: is longer than every"]);
    refused(source("every = \"1h\"\nevery_max = \"10m\"\n"), &["every_max: is shorter than every"]);
    refused(source("kind = \"rss\"\n"), &["\"rss\" is no kind; write kind = \"auto\", \"feed\" or \"page\""]);
    refused(
        source("enabled = \"no\"\n"),
        &["enabled: is a text, not true or false; write enabled = false, without quotes"],
    );
    refused(source("language = \"es-MX\"\n"), &["write the two letters of ISO 639-1, for example language = \"es\""]);
    refused(source("timezone = \"mexico city\"\n"), &["timezone = \"America/Mexico_City\""]);
    refused(source("timezone = \"America/Tegucigapla\"\n"), &["timezone = \"America/Tegucigalpa\""]);
    refused(
        source("formerly = \"old\"\n"),
        &["formerly: is a text, not a list; write for example formerly = [\"example-alerts\"]"],
    );
    refused(
        source("select = \"article\"\n"),
        &[
            "sources[0].select: is a text, not a section; write its name in brackets on a line of its own, its keys below: [sources.select]",
        ],
    );
    refused(source("[sources.select]\ntitle = \"h2\"\n"), &["sources[0].select.entry: is missing"]);
    refused(source("[sources.defaults]\nregion = \"america\"\n"), &["\"america\" is no region"]);
    refused(
        source("[sources.defaults]\ncountries = [\"HND\"]\nregion = \"americas\"\n"),
        &["sources[0].defaults.region: stands beside countries"],
    );
    refused(source("[sources.defaults]\ncountries = [\"ZZZ\"]\n"), &["\"ZZZ\" is no country code"]);
}

#[test]
fn who_writes_hours_for_a_time_zone_is_asked_for_a_city() {
    for hours in ["GMT-6", "UTC+3", "utc -3", "UTC−6", "+05:30", "-6", "Etc/GMT 6"] {
        let told = printed(source(&format!("timezone = \"{hours}\"\n")));
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("not a time zone; write the zone of the organisation's city"), "{told:?}");
        assert!(told[0].ends_with("timezone = \"America/Tegucigalpa\""), "{told:?}");
    }
    // Central Standard Time is not Central European Time.
    refused(source("timezone = \"CST\"\n"), &["for example timezone = \"America/Tegucigalpa\""]);
    refused(source("timezone = \"utc\"\n"), &["timezone = \"UTC\""]);
}

#[test]
fn what_is_neither_true_nor_false_is_never_turned_around() {
    for (written, meant) in
        [("\"false\"", "false"), ("0", "false"), ("\"No\"", "false"), ("\"true\"", "true"), ("1", "true")]
    {
        let told = printed(source(&format!("enabled = {written}\n")));
        assert!(told[0].ends_with(&format!("; write enabled = {meant}, without quotes")), "{written}: {told:?}");
    }
    for written in ["\"perhaps\"", "[]", "0.5"] {
        let told = printed(source(&format!("enabled = {written}\n")));
        assert!(told[0].ends_with("write enabled = true or enabled = false"), "{written}: {told:?}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_answered_with_an_example_of_that_key() {
    refused(
        read(&[("almenara.toml", "[fetch]\ngap = 1\n")]),
        &["gap: is a number, not a text in quotes; write for example gap = \"1s\""],
    );
    refused(source("[sources.defaults]\ncountries = \"HND\"\n"), &["write for example countries = [\"HND\"]"]);
    refused(
        source("[sources.defaults]\ncountries = [504]\n"),
        &["countries[0]: is a number, not a text in quotes; write for example countries = [\"HND\"]"],
    );
    let lone = format!("{NETWORK}[sources]\nid = \"a\"\nurl = \"https://a.example/\"\n");
    refused(
        read(&[("almenara.toml", ""), ("networks/a.toml", &lone)]),
        &["sources: is a section, not a list; write [[sources]] on a line of its own"],
    );
}

#[test]
fn a_language_is_written_with_the_shortest_code_it_has() {
    for (written, meant) in
        [("eng", "en"), ("spa", "es"), ("ger", "de"), ("ES", "es"), ("pt-BR", "pt"), ("fra_FR", "fr")]
    {
        let told = printed(source(&format!("language = \"{written}\"\n")));
        assert!(
            told[0].ends_with(&format!("write the two letters of ISO 639-1, for example language = \"{meant}\"")),
            "{told:?}"
        );
    }
    for code in ["es", "ckb", "fil", "quc"] {
        assert_eq!(
            config(source(&format!("language = \"{code}\"\n"))).networks[0].sources[0].language.as_deref(),
            Some(code)
        );
    }
}

#[test]
fn a_source_behind_a_proxy_or_past_its_robots_txt_arrives_as_written() {
    let config = config(source(
        "proxy = \"socks5h://127.0.0.1:9050\"\nignore_robots_because = \" the secretary agreed by letter \"\n",
    ));
    let source = &config.networks[0].sources[0];
    assert_eq!(source.proxy.as_ref().map(ToString::to_string).as_deref(), Some("socks5h://127.0.0.1:9050"));
    assert_eq!(source.ignore_robots_because.as_deref(), Some("the secretary agreed by letter"));
}

#[test]
fn a_proxy_or_a_consent_that_says_too_little_is_refused_with_what_to_write() {
    refused(source("proxy = \"socks5://127.0.0.1:9050\"\n"), &["sources[0].proxy: would have the names"]);
    refused(source("proxy = \"127.0.0.1:9050\"\n"), &["write for example proxy = \"socks5h://127.0.0.1:9050\""]);
    refused(source("proxy = \"http://u:secret@a/b\"\n"), &["holds more than a host and a port"]);
    for reason in ["\"\"", "\"yes\"", "\"they agreed\"", "\"1 2 3 4\""] {
        refused(source(&format!("ignore_robots_because = {reason}\n")), &["say on one line who agreed and when"]);
    }
    refused(source("ignore_robots_because = true\n"), &["is true or false, not a text"]);
    let onion = |more: &str| {
        let network = format!("{NETWORK}[[sources]]\nid = \"faro\"\nurl = \"http://faro.onion/\"\n{more}");
        read(&[("almenara.toml", ""), ("networks/faro.example.toml", &network)])
    };
    for more in ["", "proxy = \"http://127.0.0.1:8118\"\n"] {
        refused(onion(more), &["sources[0].url: is an onion address, which only Tor reaches; add proxy"]);
    }
    assert!(onion("proxy = \"socks5h://127.0.0.1:9050\"\n").is_ok());
}

#[test]
fn a_selector_that_does_not_work_is_refused_in_plain_words_with_one_remedy() {
    for selector in ["div[", "h2:nope", "h2 a::text", "//div", "a >", "", "a @hr ef", "p:contains('x')", "h2 'a", "))"]
    {
        let told = printed(source(&format!("[sources.select]\nentry = \"article\"\ntitle = \"{selector}\"\n")));
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].matches("write ").count(), 1, "{told:?}");
        assert!(told[0].contains("sources[0].select.title") && !told[0].contains("developer"), "{told:?}");
    }
}

#[test]
fn an_order_of_dates_is_one_of_three() {
    let order = |text: &str| config(source(&format!("date_order = \"{text}\"\n"))).networks[0].sources[0].date_order;
    assert_eq!(order("dmy"), Some(DayOrder::DayFirst));
    assert_eq!(order("mdy"), Some(DayOrder::MonthFirst));
    assert_eq!(order("ymd"), Some(DayOrder::YearFirst));
    refused(
        source("date_order = \"d/m/y\"\n"),
        &["sources[0].date_order: \"d/m/y\" is no order of day, month and year; write \"dmy\""],
    );
}

#[test]
fn what_helps_a_selector_is_checked_with_it() {
    let select = |lines: &str| source(&format!("[sources.select]\nentry = \"li\"\n{lines}\n"));
    let whole = config(select(
        "list = \"ul\"\ntitle = \"a\"\ntitle_regex = '^Alert: (.+)$'\ndate = \"i\"\ndate_format = \"%d/%m/%Y\"\nauthor = \".by\"",
    ));
    let taken = whole.networks[0].sources[0].select.clone().unwrap();
    assert_eq!(taken.title_regex.as_deref(), Some("^Alert: (.+)$"));
    assert_eq!((taken.list.as_deref(), taken.date_format.as_deref()), (Some("ul"), Some("%d/%m/%Y")));
    assert_eq!(taken.author.as_deref(), Some(".by"));
    for (lines, told) in [
        (
            "title = \"a\"\ntitle_regex = '(open'",
            "title_regex: \"(open\" is no regular expression: unclosed group; write",
        ),
        ("title = \"a\"\ntitle_regex = '(?=x)'", "looking ahead"),
        ("title = \"a\"\ntitle_regex = '(a{900}){900}'", "repeats too much"),
        ("title = \"a\"\ntitle_regex = ''", "it is empty"),
        ("title_regex = 'x'", "title_regex: stands there without title; write title"),
        ("date_format = \"%d/%m/%Y\"", "date_format: stands there without date; write"),
        ("date = \"i\"\ndate_format = \"%d/%m\"", "14:05:07, as \"09/03\""),
        ("date = \"i\"\ndate_format = \"%d/%Q\"", "%Q stands for no part of a date; write for example date_format"),
        ("list = \"ul @id\"", "list: \"ul @id\" is no selector of a list: @id takes an attribute, but a list is"),
    ] {
        refused(select(lines), &[told]);
    }
}

#[test]
fn an_entry_is_an_element_and_no_attribute() {
    for selector in ["article @id", "@id"] {
        refused(
            source(&format!("[sources.select]\nentry = \"{selector}\"\n")),
            &[
                "@id takes an attribute, but an entry is an element with all that is in it; write for example entry = \"article\"",
            ],
        );
    }
}

#[test]
fn a_former_id_is_not_the_name_of_a_file() {
    let network = format!("{NETWORK}formerly = [\"old.example.toml\"]\n");
    refused(
        read(&[("almenara.toml", ""), ("networks/a.toml", &network)]),
        &["formerly[0]: \"old.example.toml\" is the name of a file, not an id; write \"old.example\""],
    );
    refused(source("formerly = [\"old.toml\"]\n"), &["write \"old\""]);
}

#[test]
fn settings_out_of_range_are_refused_with_what_to_write() {
    let settings = |text: &str| read(&[("almenara.toml", text)]);
    refused(settings("[server]\nlisten = \"localhost:8470\"\n"), &["listen = \"127.0.0.1:8470\""]);
    refused(
        settings("[server]\nbase_url = \"https://x.example/wire\"\n"),
        &["write base_url = \"https://x.example/wire/\""],
    );
    refused(settings("[server]\nbase_url = \"https://x.example/?a\"\n"), &["write base_url = \"https://x.example/\""]);
    refused(settings("[store]\nurl = \"sqlite:x\"\n"), &["\"sqlite:x\" is no store"]);
    refused(settings("[store]\nurl = \"sled:\"\n"), &["names no folder"]);
    for contact in ["desk@example.org", "mailto:desk", "http://x.example/", "mailto:desk@x.example\\r\\nX: y", ""] {
        refused(settings(&format!("[fetch]\ncontact = \"{contact}\"\n")), &["fetch.contact"]);
    }
    for range in ["127.0.0.0/33", "localhost/8", "/8", ""] {
        refused(settings(&format!("[fetch]\nallow_private = [\"{range}\"]\n")), &["fetch.allow_private[0]"]);
    }
    refused(settings("[retention]\nkeep = \"1h\"\n"), &["is shorter than 1day"]);
    refused(settings("[publisher]\nname = \" \"\n"), &["is no name"]);
    refused(settings("server = 1\n"), &["keys below: [server]"]);
}

#[test]
fn a_contact_counts_as_set_exactly_where_the_fetcher_says_so() {
    for host in
        ["example.org", "www.example.com", "example.net", "desk.example", "desk.test", "desk.invalid", "EXAMPLE.org."]
    {
        for contact in [format!("mailto:desk@{host}"), format!("https://{host}/contact")] {
            let settings = format!("[fetch]\ncontact = \"{contact}\"\n");
            let loaded = read(&[("almenara.toml", &settings)]).unwrap();
            assert!(!loaded.config.fetch.contact_is_set());
            assert!(loaded.warnings.iter().any(|warning| warning.key == "fetch.contact"), "{contact}");
        }
    }
    let loaded = read(&[("almenara.toml", "[fetch]\ncontact = \"mailto:desk@farotest.org\"\n")]).unwrap();
    assert!(loaded.config.fetch.contact_is_set() && loaded.warnings.is_empty());
}

#[test]
fn a_contact_that_could_not_be_sent_is_refused_before_it_is_needed() {
    let settings = |contact: &str| read(&[("almenara.toml", &format!("[fetch]\ncontact = '{contact}'\n"))]);
    refused(
        settings("https://faro.example/contact_(us)"),
        &["cannot be sent along with a request; write contact = \"https://faro.example/contact_%28us%29\""],
    );
    refused(settings("https://faro.example/señas"), &["write contact = \"https://faro.example/se%C3%B1as\""]);
    refused(settings(&format!("mailto:{}@faro.example", "a".repeat(200))), &["at most 200 letters"]);
}

#[test]
fn ids_are_held_against_one_another_over_all_files() {
    let a = format!("{NETWORK}[[sources]]\nid = \"one\"\nurl = \"https://a.example/\"\n");
    let b = format!(
        "{NETWORK}formerly = [\"a\"]\n[[sources]]\nid = \"one\"\nurl = \"https://b.example/\"\n\
         [[sources]]\nid = \"two\"\nurl = \"https://c.example/\"\nformerly = [\"one\", \"gone\"]\n\
         [[sources]]\nid = \"three\"\nurl = \"https://d.example/\"\nformerly = [\"gone\"]\n"
    );
    refused(
        read(&[("almenara.toml", ""), ("networks/a.toml", &a), ("networks/b.toml", &b)]),
        &[
            "b.toml:5:6: sources[0].id: \"one\" is the id of another source, in",
            "b.toml:10:13: sources[1].formerly[0]: \"one\" is still there, in",
            "b.toml:14:13: sources[2].formerly[0]: \"gone\" is claimed already, in",
            "b.toml:3:13: formerly[0]: \"a\" is still there, in",
        ],
    );
}

#[test]
fn what_is_odd_but_usable_is_a_warning() {
    let a = format!(
        "{NETWORK}[[sources]]\nid = \"one\"\nurl = \"https://a.example/\"\nevery = \"5s\"\n\
         [[sources]]\nid = \"two\"\nurl = \"https://a.example/#news\"\n\
         [[sources]]\nid = \"here\"\nurl = \"http://127.0.0.1:9/\"\nevery = \"1s\"\n"
    );
    let settings = "[fetch]\ncontact = \"mailto:desk@example.org\"\n";
    let loaded = read(&[("almenara.toml", settings), ("networks/a.toml", &a), ("lost.toml", "")]).unwrap();
    let printed: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "is still the example",
        "sources[0].every: is less than a minute",
        "is read already",
        "lost.toml: is not read",
    ];
    assert_eq!(printed.len(), expected.len(), "{printed:#?}");
    for (line, expected) in printed.iter().zip(expected) {
        assert!(line.contains(expected), "{line}\nshould say\n{expected}");
    }
}

#[test]
fn whatever_is_not_read_is_told_and_what_nobody_expects_to_be_read_is_not() {
    let files: Vec<(&str, &[u8])> = [
        "almenara.toml",
        "almenara.toml.old",
        "README",
        "notes.md",
        ".hidden.toml",
        "network/a.example.toml",
        "networks/LICENSE-ODC",
        "networks/a.example.toml~",
        "networks/.a.example.toml.swp",
        "networks/b.example.TOML",
        "networks/c.example.toml.txt",
        "networks/d.example.json",
        "networks/europe/e.example.toml",
        "vocabularies/months.tsv",
        "vocabularies/places.yaml",
    ]
    .map(|name| (name, b"".as_slice()))
    .to_vec();
    let dir = folder(&files);
    let loaded = load(&dir.path().join("config")).unwrap();
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "config/almenara.toml.old: is not read; move it to networks/ or vocabularies/",
        "config/network: is not read; did you mean the folder networks/?",
        "networks/b.example.TOML: is not read; rename it to b.example.toml",
        "networks/c.example.toml.txt: is not read; rename it to c.example.toml",
        "networks/d.example.json: is not read; only files whose names end in .toml are read",
        "networks/europe: is not read; folders in this folder are not looked into",
        "vocabularies/places.yaml: is not read",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (line, expected) in told.iter().zip(expected) {
        assert!(line.contains(expected), "{line}\nshould say\n{expected}");
    }
}

#[test]
fn settings_under_a_wrong_name_are_asked_to_be_renamed() {
    let dir = folder(&[("Almenara.toml", b"")]);
    let text = load(&dir.path().join("config")).unwrap_err().to_string();
    assert!(text.contains("Almenara.toml: is not read; rename it to almenara.toml"), "{text}");
}

#[test]
fn warnings_are_told_after_the_errors_when_there_are_errors_too() {
    let dir = folder(&[
        ("almenara.toml", b"[server]\nlisten = 1\n[fetch]\ncontact = \"mailto:desk@example.org\"\n"),
        ("networks/a.example.toml", NETWORK.as_bytes()),
        ("networks/b.txt", b""),
    ]);
    let problems = load(&dir.path().join("config")).unwrap_err();
    assert_eq!((problems.as_slice().len(), problems.warnings().len()), (1, 3));
    let text = problems.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(!lines[0].starts_with("warning: ") && lines[0].contains("server.listen"), "{text}");
    for (line, expected) in lines[1..].iter().zip([
        "fetch.contact: is still the example",
        "sources: are missing, so nothing is read of this network; add a [[sources]] section",
        "b.txt: is not read",
    ]) {
        assert!(line.starts_with("warning: ") && line.contains(expected), "{text}");
    }
}

#[test]
fn byte_order_mark_and_windows_line_ends_are_nothing_special() {
    let text = format!("\u{feff}{}every = \"x\"\r\n", NETWORK.replace('\n', "\r\n"));
    refused(read(&[("almenara.toml", "\u{feff}"), ("networks/a.toml", &text)]), &["a.toml:3:1: every: no such key"]);
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    let large = vec![b'#'; 1_000_001];
    let cases: [(&[u8], &str); 4] = [
        (b"name = \"a\"\nhomepage = \"\xe9\"\n", "x.toml:2:13: holds bytes that are not UTF-8"),
        (b"name = \"a\"\n\0\0", "x.toml:2:1: holds a NUL byte"),
        (b"\xff\xfen\0a\0", "x.toml: is written in UTF-16"),
        (&large, "x.toml: is larger than 1 MB"),
    ];
    for (bytes, expected) in cases {
        let dir = folder(&[("almenara.toml", b""), ("networks/x.toml", bytes)]);
        let text = load(&dir.path().join("config")).unwrap_err().to_string();
        assert!(text.contains(expected), "{text}\nshould say\n{expected}");
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_a_problem() {
    let dir = folder(&[("almenara.toml", b"")]);
    fs::create_dir(dir.path().join("config/networks/x.toml")).unwrap();
    let text = load(&dir.path().join("config")).unwrap_err().to_string();
    assert!(text.contains("x.toml: is no file"), "{text}");
}

#[test]
fn deep_nesting_and_half_written_files_are_refused_without_harm() {
    for text in
        ["[".repeat(100_000), format!("a = {}", "[".repeat(100_000)), "[[sources]\n".to_owned(), "a = \"".to_owned()]
    {
        assert!(read(&[("almenara.toml", ""), ("networks/x.toml", &text)]).is_err());
    }
}

#[test]
fn a_hundred_thousand_sources_are_read() {
    use std::fmt::Write as _;
    let dir = folder(&[("almenara.toml", b"")]);
    for file in 0..20 {
        let mut text = NETWORK.to_owned();
        for source in 0..5_000 {
            write!(text, "[[sources]]\nid = \"s{file}-{source}\"\nurl = \"https://a.example/{file}/{source}\"\n")
                .unwrap();
        }
        fs::write(dir.path().join(format!("config/networks/n{file}.toml")), text).unwrap();
    }
    let loaded = load(&dir.path().join("config")).unwrap();
    assert_eq!(loaded.config.networks.iter().map(|network| network.sources.len()).sum::<usize>(), 100_000);
}

#[test]
fn relative_paths_start_from_the_parent_of_the_folder() {
    let dir = folder(&[("almenara.toml", b"")]);
    let loaded = load(&dir.path().join("config")).unwrap();
    assert_eq!(loaded.config.root, dir.path());
    let loaded = load(&dir.path().join("config/networks/..")).unwrap();
    assert_eq!(loaded.config.root, dir.path().canonicalize().unwrap());
    assert_eq!(load(Path::new("config")).unwrap().config.root, Path::new("."));
}

#[test]
fn a_lost_source_and_a_fresh_one_with_its_address_are_proposed_as_the_same() {
    let config = config(source("formerly = [\"older\"]\n"));
    let poll = |id: &str, url: &str| {
        let id = SourceId(id.to_owned());
        Poll::never(id.clone(), SourceUid::first(&id), Url::parse(url).unwrap())
    };
    let lost = poll("lost", "https://faro.example/alertas/");
    let proposals = propose_formerly(&config, std::slice::from_ref(&lost));
    assert_eq!(proposals.len(), 1);
    assert!(
        proposals[0]
            .contains("write formerly = [\"lost\", \"older\"] under id = \"faro\" in networks/faro.example.toml")
    );

    let elsewhere = poll("lost", "https://elsewhere.example/");
    assert!(propose_formerly(&config, std::slice::from_ref(&elsewhere)).is_empty());
    let mut heir = poll("faro", "https://faro.example/alertas/");
    heir.visited = Some(chrono::DateTime::UNIX_EPOCH);
    assert!(propose_formerly(&config, &[lost, heir.clone()]).is_empty(), "it has a history of its own");
    heir.seems = Some(SourceId("lost".to_owned()));
    assert_eq!(propose_formerly(&config, &[elsewhere, heir]).len(), 1);
    assert!(
        propose_formerly(&config, &[poll("older", "https://faro.example/alertas/")]).is_empty(),
        "carried over already"
    );
}

#[test]
fn everything_shipped_loads_and_says_how_sure_its_addresses_are() {
    let loaded = load(Path::new("config")).unwrap_or_else(|problems| panic!("{problems}"));
    let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.len() == 1 && warnings[0].contains("is still the example"), "{warnings:#?}");
    assert!(loaded.config.networks.len() >= 12);
    for network in &loaded.config.networks {
        let text = fs::read_to_string(format!("config/networks/{}.toml", network.id)).unwrap();
        for (part, source) in text.split("[[sources]]\n").zip(&network.sources) {
            let doubtful = part.contains("# A guess") || part.contains("# Seen to fail");
            let sure = ["# Sure:", "# Rather sure:", "# Not sure:"].iter().any(|words| part.contains(words));
            assert!(doubtful != sure, "{}: its comment should say how sure its address is", source.id);
            assert_eq!(source.enabled, sure, "{}", source.id);
        }
    }
}

#[test]
fn every_known_key_stands_in_the_readme_and_no_other() {
    let readme = fs::read_to_string("config/README.md").unwrap();
    let rows: HashSet<&str> = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let known = known_keys();
    for (_, key) in &known {
        let explained =
            rows.contains(key.as_str()) || known.iter().any(|(_, other)| other.starts_with(&format!("{key}.")));
        assert!(explained, "{key} is not in config/README.md");
    }
    let keys: HashSet<&str> = known.iter().map(|(_, key)| key.as_str()).collect();
    for row in rows.iter().filter(|row| !row.contains(".toml")) {
        assert!(keys.contains(row), "{row} is in config/README.md, but nothing reads it");
    }
}

fn feeds(text: &str) -> Result<Loaded, Vec<Problem>> {
    read(&[("almenara.toml", ""), ("feeds.toml", text)])
}

#[test]
fn a_feed_by_name_holds_what_its_keys_say() {
    let config = config(feeds(
        "[[feed]]\nname = \"now\"\ntitle = \"Now\"\nurgency = [\"urgent\", \"CRITICAL\"]\nregion = \"americas, africa\"\n\
         active = true\nprefer = [\"es\", \"en\"]\n[[feed]]\nname = \"all\"\ntitle = \"All\"\n",
    ));
    let written: Vec<(&str, String)> =
        config.feeds.iter().map(|feed| (feed.name.as_str(), canonical(&feed.slice))).collect();
    let now = "region=africa,americas&urgency=critical,urgent&active=1&prefer=es,en";
    assert_eq!(written, [("now", now.to_owned()), ("all", String::new())]);
}

#[test]
fn a_feed_by_name_that_means_nothing_is_refused_with_what_may_be_written() {
    refused(
        feeds(
            "[[feed]]\nname = \"A b\"\ntitle = \"x\"\n[[feed]]\nname = \"c\"\ntitle = \"C\"\nregion = [\"atlantis\"]\nplace = 3\nactive = 7\n[[feed]]\nname = \"c\"\n",
        ),
        &[
            "feeds.toml:2:8: feed[0].name: \"A b\" cannot stand in an address",
            "feed[1].region[0]: cannot be understood",
            "feed[1].place: no such key",
            "feed[1].active",
            "feed[2].title: is missing",
            "feed[2].name: \"c\" is the name of two feeds",
        ],
    );
}
