//! Passages that a source repeats in many entries: appeals, addresses, what it says of itself.

use almenara::model::{Country, Name, NameKind, Verdict};

use super::{Wire, dated, report};

const APPEAL: &str = "Please write at once in your own language to the ministry of the interior and to the nearest embassy, \
    asking that nobody be harmed, that a doctor and a lawyer be let in, and that whoever is responsible be brought before an \
    ordinary court. Send copies to the office of the ombudsman. Check with our secretariat before writing after the date \
    given above. We are a movement of volunteers without government money, and live by what our members give each month. \
    Join us, become a member, tell your neighbours, hold an evening of letters in your school or parish hall.";

const WHO: [&str; 5] = ["A weaver", "A deaf shepherd", "The bellringer", "A retired ferryman", "An apprentice baker"];
const WHAT: [&str; 6] = [
    "was led away from the well before anybody was awake",
    "has had nothing to eat but rice since the last new moon",
    "found the door of the workshop nailed shut in the morning",
    "is to leave the valley although the road is under snow",
    "was shouted at by strangers who knew the name of a daughter",
    "waits without a blanket for somebody to read out the charge",
];

const SINCE: [&str; 5] = [
    "and nobody at the gate admits to having seen the lorry",
    "because of a song about the price of salt",
    "ever since the bridge was closed to whoever has no stamp",
    "which an uncle learnt from a fellow traveller on the night train",
    "although the council had promised the opposite in writing",
];

#[test]
fn thirty_alerts_with_one_label_and_one_long_appeal_stay_thirty() {
    let mut wire = Wire::default();
    for place in 0..30 {
        let (who, what, since) = (WHO[place % 5], WHAT[place % 6], SINCE[place / 6]);
        let told = format!("{who} {what}, {since}. {APPEAL}");
        assert_eq!(
            wire.tell(report("a", &format!("https://a.example/{place}"), "Urgent action", &told)).0,
            Verdict::New
        );
    }
    assert_eq!(wire.alerts.len(), 30);
}

#[test]
fn an_appeal_that_comes_under_new_ids_is_the_same_though_an_advert_was_put_in() {
    let mut wire = Wire::default();
    let text = format!("{} {}. {APPEAL}", WHO[0], WHAT[0]);
    wire.tell(report("a", "https://a.example/1", "Urgent action", &text));
    let again = report(
        "a",
        "https://a.example/new/1",
        "Urgent action",
        &text.replace(" Send copies", " Order our calendar for the new year. Send copies"),
    );
    assert_eq!(wire.tell(again).0, Verdict::Echo);
}

#[test]
fn an_appeal_that_partners_share_makes_no_copies_of_what_they_tell() {
    let mut wire = Wire::default();
    let mut tell = |source: &str, place: usize, text: String| {
        let title = format!("{} in need", WHO[place % 5]);
        let mut told = dated(report(source, &format!("https://{source}.example/{place}"), &title, &text), 2024, 5, 1);
        // All of them name one country and one body, so that they are held against each other.
        told.tags.countries = vec![Country::new("KEN").expect("a country")];
        let name = Name { kind: NameKind::Word, words: vec!["tumbarel".to_owned()], in_title: false };
        told.tags.names = vec![name];
        wire.tell(told).0
    };
    // Learnt from one of them, which tells of other things each time.
    for place in 0..6 {
        let told = format!("{} {}. {APPEAL}", WHO[place % 5], WHAT[place]);
        tell("a", place, told);
    }
    let other = "In the salt works by the sea two brothers have been told to sign a paper that neither of them can read, and \
                 the foreman keeps their shoes until they do; their mother walked a day to bring bread, and was sent home";
    assert_eq!(tell("b", 7, format!("{other}. {APPEAL}")), Verdict::New);
    let copy = format!("{other}. […]");
    assert_eq!(tell("c", 8, copy), Verdict::Echo, "what is its own is copied still");
}
