//! `protect`: a person, wherever and however named.

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::search::found;
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";
/// The name in every spelling that stands somewhere.
const NAMES: [&str; 6] = ["mansur", "mansour", "منصور", "мансур", "zarifa", "ظريفة"];

fn entries() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut entries = feeds::three();
    entries.push((
        "a-4",
        "https://a.example/2026/free-zarifa-mansur",
        "The teacher Zarifa Mansur was taken from her school",
        "Three men in plain clothes led Zarifa Mansur away on Monday morning; Mansur had spoken about unpaid wages.",
    ));
    entries.push((
        "a-5",
        "https://a.example/ar/5",
        "اعتقال المعلمة ظريفة منصور في مدرستها",
        "اقتاد ثلاثة رجال بملابس مدنية المعلمة ظريفة منصور صباح الاثنين بعد حديثها عن الأجور.",
    ));
    entries.push((
        "a-6",
        "https://a.example/ru/6",
        "Учительницу увели из школы на глазах у детей",
        "В понедельник трое в штатском увели учительницу: Зарифа Мансур говорила о невыплаченной зарплате.",
    ));
    entries
}

fn world() -> (Site, Place) {
    let site = Site::serve([("/a".to_owned(), RSS, feeds::rss(&entries()))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    (site, place)
}

fn protect(place: &Place, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["protect"].iter().chain(arguments).copied().collect();
    let ran = place.run_with(&all, "Zarifa Mansur\n".as_bytes());
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    for name in NAMES {
        assert!(!ran.stdout.to_lowercase().contains(name), "no answer says the name: {}", ran.stdout);
    }
    ran.stdout
}

fn everything(place: &Place) -> String {
    let daemon = place.serve();
    let addresses = ["/", "/feed.atom", "/feed.rss", "/feed.json", "/lang/ar/feed.atom", "/lang/ru/feed.atom"];
    addresses.map(|address| daemon.get(address).1).concat().to_lowercase()
}

#[test]
fn a_protected_person_is_nowhere_any_more_and_whoever_names_them_later_waits() {
    let (site, place) = world();
    // The third one named her in passing and does not any more.
    let mut former = entries();
    former[2].3 =
        "The prize honours ten years of patient work in the highlands, the jury with Zarifa Mansur in it said.";
    site.put("/a", RSS, &feeds::rss(&former));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    site.put("/a", RSS, &feeds::rss(&entries()));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let listed = protect(&place, &[]);
    assert!(
        listed.contains("alerts name this person")
            && listed.contains("nothing was done")
            && listed.contains("in its past only"),
        "{listed}"
    );
    assert!(!found(&place.data(), &["mansur"]).is_empty(), "looking changes nothing");

    let done = protect(&place, &["--yes"]);
    assert!(done.contains("taken back for safety") && done.contains("backups"), "{done}");
    assert_eq!(found(&place.data(), &NAMES), []);
    let shown = everything(&place);
    for name in NAMES {
        assert!(!shown.contains(name), "{name}");
    }
    assert!(shown.contains("lantern prize"), "what did not name her any more is still there");
    assert!(shown.contains("ingosi"), "others are still there");

    // The same again after a rebuilt index, and something new that names her in another spelling of the script.
    std::fs::remove_dir_all(place.data().join("index")).expect("an index");
    let mut more = entries();
    more.push((
        "a-7",
        "https://a.example/7",
        "Vigil for Zarifa MANSUR tonight",
        "Friends of Zarifa Mansur meet at the gate at eight.",
    ));
    more.push((
        "a-8",
        "https://a.example/8",
        "وقفة تضامن مع ظريفة منصور",
        "يجتمع أصدقاء ظريفة منصور عند البوابة في الثامنة مساء اليوم.",
    ));
    site.put("/a", RSS, &feeds::rss(&more));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert_eq!(found(&place.data(), &NAMES), []);
    let held = place.run(&["held"]).stdout;
    assert_eq!(held.matches("protected ").count(), 2, "{held}");
    assert!(!everything(&place).contains("vigil"), "it waits");
    let acts = place.run(&["audit", "--json"]).json();
    assert_eq!(acts[0]["verb"], "protect");
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn a_protected_person_can_be_shown_with_initials() {
    let (site, place) = world();
    protect(&place, &["--initials", "Z. M.", "--yes"]);
    assert_eq!(found(&place.data(), &NAMES), []);
    let exported = || place.run(&["export"]).stdout;
    for text in ["The teacher Z. M. was taken", "; Z. M. had spoken", "المعلمة Z. M. في", "учительницу: Z. M. говорила"]
    {
        assert!(exported().contains(text), "{text}");
    }
    assert!(exported().contains("\"link\":\"https://a.example/\""), "the address names her: the homepage stands there");
    // Told again and told otherwise she is still called so.
    let mut more = entries();
    more[3].3 =
        "Three men led Zarifa Mansur away on Monday morning and brought her back to her school on Tuesday at noon.";
    site.put("/a", RSS, &feeds::rss(&more));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert_eq!(found(&place.data(), &NAMES), []);
    assert!(exported().contains("led Z. M. away on Monday morning and brought"));
    let shown = everything(&place);
    assert!(shown.contains("z. m.") && NAMES.iter().all(|name| !shown.contains(name)));
}

#[test]
fn a_name_is_never_taken_from_arguments() {
    let (_site, place) = world();
    assert_eq!(place.run(&["protect", "Zarifa Mansur"]).code, Some(2));
    let none = place.run_with(&["protect", "--yes"], b"\n");
    assert_eq!(none.code, Some(1));
    assert!(none.stderr.contains("no name was given"), "{}", none.stderr);
}
