//! What a query means, and the one way in which it is written.

use almenara::model::{Slice, Urgency};
use almenara::render::slice::{BadQuery, Key, address, canonical, parse, parse_beside, title};

use proptest::prelude::*;

use crate::support::alerts::{context, country};

fn read(query: &str) -> Slice {
    parse(query, &context().terms).unwrap_or_else(|error| panic!("{query}: {error}"))
}

fn refused(query: &str) -> BadQuery {
    parse(query, &context().terms).expect_err(query)
}

#[test]
fn a_query_in_any_order_and_case_is_one_slice_with_one_address() {
    let wanted = "region=americas&country=GTM,HND&urgency=critical,urgent&lang=es";
    for query in [
        wanted,
        "lang=es&urgency=urgent,critical&country=hnd,gtm&region=AMERICAS",
        "URGENCY=Urgent&country=GTM&Lang=ES&region=americas&urgency=critical,critical&country=hnd",
        "region=americas&&country=HND%2CGTM&urgency=critical,+urgent,&lang=es&network=&type=",
    ] {
        assert_eq!(canonical(&read(query)), wanted, "{query}");
        assert_eq!(address(&read(query), ".atom"), format!("/feed.atom?{wanted}"), "{query}");
        assert_eq!(read(query), read(wanted), "{query}");
    }
}

#[test]
fn what_is_written_is_read_again_as_the_same() {
    let case = "1b4e28ba-2fa1-81d2-883f-0016d3cca427";
    let query = format!(
        "region=americas&country=HND&m49=013&urgency=critical&type=alert&theme=threat&lang=es&network=faro.example\
         &source=faro&case={case}&active=1&prefer=es,en&versions=all"
    );
    assert_eq!(canonical(&read(&query)), query);
    assert_eq!(read(&query).filter.countries, [country("HND")]);
    assert_eq!(read(&query).filter.urgencies, [Urgency::Critical]);
}

#[test]
fn one_term_of_one_facet_has_a_plain_address() {
    for (query, wanted) in [
        ("region=americas", "/region/americas/feed.json"),
        ("country=hnd", "/country/HND/feed.json"),
        ("urgency=critical", "/urgency/critical/feed.json"),
        ("lang=es", "/lang/es/feed.json"),
        ("network=faro.example", "/network/faro.example/feed.json"),
        ("type=alert", "/type/alert/feed.json"),
        ("", "/feed.json"),
        ("active=0", "/feed.json"),
        ("active=1&region=americas", "/region/americas/feed.json"),
        ("prefer=es", "/feed.json?prefer=es"),
        ("lang=es&versions=all", "/feed.json?lang=es&versions=all"),
        ("urgency=urgent&active=true", "/feed.json?urgency=urgent&active=1"),
    ] {
        assert_eq!(address(&read(query), ".json"), wanted, "{query}");
    }
}

#[test]
fn the_order_of_preference_is_kept() {
    assert_eq!(canonical(&read("prefer=fr,es,en,es")), "prefer=fr,es,en");
}

#[test]
fn what_nobody_knows_is_refused_with_what_may_be_written() {
    let error = refused("region=atlantis");
    assert_eq!(error.to_string(), "\"atlantis\" is no known region; allowed values: americas");
    for (query, key) in [
        ("country=XYZ", "country"),
        ("m49=999", "m49"),
        ("urgency=huge", "urgency"),
        ("type=rumour", "type"),
        ("theme=x", "theme"),
        ("lang=xx", "lang"),
        ("prefer=xx", "prefer"),
        ("network=nobody.example", "network"),
        ("source=nobody", "source"),
        ("case=17", "case"),
        ("active=maybe", "active"),
        ("versions=some", "versions"),
    ] {
        assert!(matches!(refused(query), BadQuery::Term { key: found, .. } if found == key), "{query}");
    }
    let unknown = refused("countries=HND").to_string();
    for key in Key::ALL {
        assert!(unknown.contains(key.name()), "{unknown}");
    }
    assert!(read("lang=ar").filter.languages == ["ar"], "known, though nothing in it is stored");
}

#[test]
fn no_query_costs_more_than_it_may() {
    assert_eq!(refused(&"region=americas&".repeat(1_000)), BadQuery::TooLong);
    assert_eq!(refused(&format!("lang={}", "es,".repeat(65))), BadQuery::TooMany);
    assert!(refused(&format!("lang={}", "x".repeat(1_900))).to_string().len() < 300);
    for hostile in ["%", "%ff=%fe", "=&=&=", "region=%00", "region=\u{202e}sacirema", "region=americas%0d%0aX: y"] {
        let _ = parse(hostile, &context().terms);
    }
}

#[test]
fn a_caller_reads_its_own_keys_beside() {
    let terms = context().terms;
    let (slice, beside) = parse_beside("region=americas&BEFORE=x%20y", &terms, &["before"]).expect("read");
    assert_eq!(
        (canonical(&slice).as_str(), beside),
        ("region=americas", vec![("before".to_owned(), "x y".to_owned())])
    );
    assert!(parse("region=americas&before=x", &terms).is_err());
}

#[test]
fn a_slice_is_called_by_what_it_holds() {
    let ctx = context();
    let called = |query: &str| title(&read(query), &ctx);
    assert_eq!(called(""), "Practice Wire");
    assert_eq!(called("country=hnd,gtm&urgency=critical"), "Practice Wire: Guatemala, Honduras · Critical");
    assert_eq!(called("network=linterna.example&lang=es"), "Practice Wire: Spanish · La Linterna & Co");
}

proptest! {
    #[test]
    fn whatever_is_written_is_refused_shortly_or_has_one_form(query in any_query()) {
        match parse(&query, &context().terms) {
            Ok(slice) => {
                let written = canonical(&slice);
                prop_assert_eq!(parse(&written, &context().terms), Ok(slice.clone()));
                prop_assert!(written.is_ascii());
                prop_assert_eq!(canonical(&parse(&written, &context().terms).expect("read")), written);
            }
            Err(error) => prop_assert!(error.to_string().len() < 2_000),
        }
    }
}

/// Queries of pieces that mean something, and of anything.
fn any_query() -> impl Strategy<Value = String> {
    let keys = proptest::sample::select(Key::ALL.map(Key::name).to_vec());
    let terms = proptest::sample::select(vec![
        "americas",
        "HND",
        "gtm",
        "013",
        "critical",
        "Urgent",
        "alert",
        "threat",
        "es",
        "EN",
        "faro.example",
        "linterna",
        "1",
        "all",
        "",
        "%",
        "1b4e28ba-2fa1-81d2-883f-0016d3cca427",
    ]);
    let pair =
        (keys, proptest::collection::vec(terms, 0..4)).prop_map(|(key, terms)| format!("{key}={}", terms.join(",")));
    let piece = prop_oneof![8 => pair, 1 => ".{0,20}"];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.join("&"))
}
