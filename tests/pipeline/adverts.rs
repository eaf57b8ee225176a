//! What a source puts into the text of all its entries, and takes out again.

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;
use serde_json::Value;

use super::{RSS, alerts, outcome};

const TOLD: [&str; 6] = [
    "The ferry keeper of Ostrel was led away at noon. Nobody has seen the rope maker since.",
    "Two sisters in Kavendor wait for a stamp that the clerk keeps in a drawer.",
    "The choir of Umbresk sang in the yard until the lamps were put out.",
    "A shepherd near Tolvane found his well filled with stones.",
    "The printer of Maresk was told to come back with his machine.",
    "Seven carters at the Pell bridge refuse to load the salt.",
];

fn feed(advert: &str, first: &str) -> String {
    let entries: Vec<[String; 4]> = TOLD
        .iter()
        .enumerate()
        .map(|(n, told)| {
            let told = if n == 0 { first } else { told };
            let (one, other) = told.split_once(' ').expect("two words");
            // Once before the text, once after its first sentence.
            let text = if n % 2 == 0 { format!("{advert} {one} {other}") } else { format!("{told} {advert}") };
            [format!("f-{n}"), format!("https://a.example/f/{n}"), format!("Kenya: Notice number {n}"), text]
        })
        .collect();
    let entries: Vec<(&str, &str, &str, &str)> = entries.iter().map(|[a, b, c, d]| (&**a, &**b, &**c, &**d)).collect();
    feeds::rss(&entries)
}

#[test]
fn another_advert_in_every_text_is_no_revision_and_a_change_beside_it_is() {
    let calendar = "Order our calendar for the new year, with twelve woodcuts by friends of the house.";
    let concert = "Hear the spring concert in the old tram depot, tickets at the door from six.";
    let site = Site::serve([("/feed".to_owned(), RSS, feed(calendar, TOLD[0]))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let before = alerts(&place);

    site.put("/feed", RSS, &feed(concert, TOLD[0]));
    let tally = outcome(&place, "lakeside")["tally"].take();
    assert_eq!((&tally["revised"], &tally["seen"]), (&Value::from(0), &Value::from(6)), "{tally}");
    let served = alerts(&place);
    for alert in &served {
        let known = before.iter().find(|known| known["id"] == alert["id"]).expect("the same alerts");
        assert_eq!(known["updated"], alert["updated"]);
        assert!(alert.to_string().contains("spring concert"), "the newest text is served: {alert}");
    }

    let found = TOLD[0].replace("Nobody has seen", "A nurse has seen");
    site.put("/feed", RSS, &feed(calendar, &found));
    let tally = outcome(&place, "lakeside")["tally"].take();
    assert_eq!((&tally["revised"], &tally["seen"]), (&Value::from(1), &Value::from(5)), "{tally}");
}
