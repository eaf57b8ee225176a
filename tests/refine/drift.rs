//! Whether what was read is still what it always was.

use almenara::model::{Condition, Habit, Sight};
use almenara::refine::Error;
use almenara::refine::drift::{Look, judge, judge_error};

fn habit(counts: &[u32]) -> Habit {
    let mut habit = Habit::default();
    for entries in counts {
        habit.learn(
            Sight { entries: *entries, dated: *entries },
            Some("en".to_owned()),
            Some("Alerts - Lantern".to_owned()),
            "main > ul > li".to_owned(),
        );
    }
    habit
}

fn look(entries: u32) -> Look<'static> {
    Look {
        entries,
        dated: entries,
        known: entries / 2,
        language: Some("en"),
        title: Some("Alerts - Lantern"),
        path: "main > ul > li",
    }
}

#[test]
fn the_usual_is_the_median_of_the_last_eight() {
    assert_eq!(habit(&[]).usual(), 0);
    assert_eq!(habit(&[20, 20, 3]).usual(), 20);
    assert_eq!(habit(&[90, 90, 90, 1, 2, 3, 4, 5, 6, 7, 8]).usual(), 5);
}

#[test]
fn conditions_have_names_and_numbers() {
    let usual = habit(&[20, 20, 21, 20]);
    let told = |look: Look| judge(&usual, &look).map(|condition| condition.to_string());
    assert_eq!(told(look(20)), None);
    assert_eq!(told(look(11)), None);
    assert_eq!(told(look(0)).as_deref(), Some("list-vanished: 0 entries where 20 were usual"));
    assert_eq!(told(look(4)).as_deref(), Some("list-shrank: 4 entries where 20 were usual"));
    assert_eq!(
        told(Look { dated: 1, ..look(20) }).as_deref(),
        Some("dates-lost: 1 of 20 entries are dated where 100 % were usual")
    );
    let spanish = Look { known: 0, language: Some("es-HN"), ..look(20) };
    assert!(told(spanish).is_some_and(|told| told.starts_with("another-page: its language is es where en")));
    let shop = Look { known: 0, title: Some("Cheap shoes"), ..look(20) };
    let menu = Look { known: 0, path: "nav > ul > li", ..look(20) };
    assert!(told(menu).is_some_and(|told| told.contains("nav > ul > li where main > ul > li was usual")));
    assert!(told(shop).is_some_and(|told| told.contains("Cheap shoes")));
}

#[test]
fn what_holds_known_entries_is_no_other_page() {
    let usual = habit(&[20, 20, 20]);
    assert_eq!(judge(&usual, &Look { known: 1, title: Some("Cheap shoes"), language: Some("fr"), ..look(20) }), None);
    let after_a_long_pause = Look { known: 0, title: Some("Alerts (20 new) - Lantern"), ..look(20) };
    assert_eq!(judge(&usual, &after_a_long_pause), None);
}

#[test]
fn what_always_varied_or_is_new_raises_nothing() {
    assert_eq!(judge(&habit(&[]), &look(0)), None);
    assert_eq!(judge(&habit(&[20]), &look(2)), None, "one reading says nothing");
    assert_eq!(judge(&habit(&[9, 2, 7, 1]), &look(1)), None);
    assert_eq!(judge(&habit(&[2, 2, 2]), &look(1)), None);
}

#[test]
fn errors_that_show_another_page_are_conditions_and_passing_faults_are_not() {
    let url = || "https://lantern.example/".to_owned();
    let usual = habit(&[20]);
    assert_eq!(judge_error(&usual, &Error::NoListing { url: url() }), Some(Condition::ListVanished { usual: 20 }));
    let wall = Error::Wall { url: url(), what: "a login page".to_owned() };
    let told = judge_error(&usual, &wall).map(|condition| condition.to_string());
    assert_eq!(told.as_deref(), Some("another-page: a login page where 20 entries were usual"));
    let broken = Error::BrokenFeed { url: url(), why: "it is cut off".to_owned(), seen: 3 };
    assert_eq!(judge_error(&usual, &broken), None);
    assert_eq!(judge_error(&Habit::default(), &Error::NoListing { url: url() }), None);
}
