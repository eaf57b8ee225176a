//! Dates as people write them.

use almenara::model::{DayOrder, Moment};
use almenara::refine::parse::dates::{self, Format, Hints};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

mod tables;

fn hints(language: &str) -> Hints {
    Hints { language: (!language.is_empty()).then(|| language.to_owned()), ..Hints::default() }
}

fn told(text: &str, hints: &Hints) -> String {
    dates::parse(text, hints).map_or_else(|| "none".to_owned(), |moment| moment.to_string())
}

#[track_caller]
fn hold(table: &[(&str, &str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(language, text, expected)| {
            let found = told(text, &hints(language));
            (found != *expected).then(|| format!("{language:>3} {text:?}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn days_are_read_in_every_language_of_the_sources() {
    hold(tables::DAYS);
}

#[test]
fn times_and_zones_are_read_as_precisely_as_they_are_told() {
    hold(tables::TIMES);
}

#[test]
fn broken_mail_dates_and_every_form_of_iso_are_read() {
    hold(tables::MACHINES);
}

#[test]
fn labels_weekdays_and_sections_beside_a_date_do_no_harm() {
    hold(tables::DECORATED);
}

#[test]
fn what_is_ambiguous_impossible_or_prose_is_no_date() {
    hold(tables::NONE);
}

#[test]
fn the_order_of_a_page_settles_what_a_language_does_not() {
    let order = |order| Hints { order: Some(order), ..hints("en") };
    assert_eq!(told("03/04/2021", &hints("en")), "none");
    assert_eq!(told("03/04/2021", &hints("en-GB")), "2021-04-03");
    assert_eq!(told("03/04/2021", &hints("pt_BR")), "2021-04-03");
    assert_eq!(told("12.13.2021", &hints("EN_us")), told("12.13.2021", &hints("en")));
    assert_eq!(told("03/04/2021", &order(DayOrder::DayFirst)), "2021-04-03");
    assert_eq!(told("03/04/2021", &order(DayOrder::MonthFirst)), "2021-03-04");
    assert_eq!(told("21/04/03", &order(DayOrder::YearFirst)), "2021-04-03");
    assert_eq!(told("21/04/2021", &order(DayOrder::MonthFirst)), "2021-04-21", "only one order is possible");

    let vote = |texts: &[&str]| dates::order_of(texts.iter().copied());
    assert_eq!(vote(&["03/04/2021", "23/04/2021", "no date"]), Some(DayOrder::DayFirst));
    assert_eq!(vote(&["03/04/2021", "04/23/2021"]), Some(DayOrder::MonthFirst));
    assert_eq!(vote(&["03/04/2021", "2021-04-23"]), None);
    assert_eq!(vote(&["23/04/2021", "04/23/2021"]), None, "a page that contradicts itself tells nothing");
}

#[test]
fn times_without_a_zone_are_in_the_zone_of_the_source() {
    let honduras = Hints { timezone: Tz::America__Tegucigalpa, ..hints("es") };
    assert_eq!(told("7 de mayo de 2019, 18:30", &honduras), "2019-05-07T18:30:00-06:00");
    assert_eq!(told("7 de mayo de 2019, 18:30 GMT", &honduras), "2019-05-07T18:30:00Z");
    let berlin = Hints { timezone: Tz::Europe__Berlin, ..hints("de") };
    assert_eq!(told("31. März 2019 02:30 Uhr", &berlin), "2019-03-31T03:30:00+02:00", "an hour that summer time skips");
    assert_eq!(told("27. Oktober 2019 02:30 Uhr", &berlin), "2019-10-27T02:30:00+02:00", "an hour that comes twice");
}

#[test]
fn distances_are_read_where_the_time_of_reading_is_known() {
    let now: DateTime<Utc> = "2022-08-26T01:30:00Z".parse().unwrap();
    let at = |language: &str, zone| Hints { now: Some(now), timezone: zone, ..hints(language) };
    for (language, text, expected) in tables::DISTANCES {
        assert_eq!(told(text, &at(language, Tz::UTC)), *expected, "{language} {text}");
        assert_eq!(told(text, &hints(language)), "none", "{text}, without a clock");
    }
    assert_eq!(told("yesterday", &at("en", Tz::America__Tegucigalpa)), "2022-08-24");
    assert_eq!(told("hace 3 horas", &at("es", Tz::America__Tegucigalpa)), "2022-08-25");
}

#[test]
fn a_date_is_found_in_prose_with_its_place() {
    for (text, expected, words) in tables::PROSE {
        let found = dates::find(text, &hints("en"));
        let told = found.as_ref().map_or("none".to_owned(), |(moment, _)| moment.to_string());
        assert_eq!(told, *expected, "{text}");
        assert_eq!(found.map_or("", |(_, range)| &text[range]), *words, "{text}");
    }
}

#[test]
fn long_and_strange_texts_cost_little() {
    let start = std::time::Instant::now();
    for piece in ["7 ", "7/", "May ", "7 May ", "12:30 ", "1-", "kānūn ", "(", "7:7:", "ا", "星期"] {
        let long = piece.repeat(40_000 / piece.len());
        dates::parse(&long, &hints("en"));
        dates::parse(&long[..long.floor_char_boundary(250)], &hints("ar"));
        dates::find(&long, &hints("en"));
        dates::order_of(std::iter::once(long.as_str()));
    }
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn no_text_makes_it_fall_over(text in "\\PC{0,80}", language in "(en|es|ar|fa|zh|xx|)") {
        let hints = Hints { now: "2022-08-26T01:30:00Z".parse().ok(), ..hints(&language) };
        dates::parse(&text, &hints);
        if let Some((_, range)) = dates::find(&text, &hints) {
            prop_assert!(text.get(range).is_some_and(|words| !words.is_empty()));
        }
    }

    #[test]
    fn no_heap_of_date_parts_makes_it_fall_over(
        parts in prop::collection::vec("[0-9]{1,5}|[-/.,:|()+ TZ]|May|de|am|GMT|月|日|مايو|۱۴۰۲|1er|ago|Tue", 0..24)
    ) {
        let hints = Hints { now: "2022-08-26T01:30:00Z".parse().ok(), ..hints("en") };
        for text in [parts.concat(), parts.join(" ")] {
            dates::parse(&text, &hints);
            dates::find(&text, &hints);
        }
    }

    #[test]
    fn a_date_that_was_written_out_is_read_back(days in 0..36_000_u64, form in 0..tables::FORMS.len()) {
        let day = chrono::NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Days::new(days);
        let (language, form, months) = tables::FORMS[form];
        let month = months.split(' ').nth(chrono::Datelike::month0(&day) as usize).unwrap();
        let text = day.format(form).to_string().replace('@', &month.replace('_', " "));
        prop_assert_eq!(dates::parse(&text, &hints(language)), Some(Moment::Day(day)), "{}", text);
        prop_assert_eq!(dates::parse(&text, &hints("")), Some(Moment::Day(day)), "without a language: {}", text);
    }
}

/// A language, its months and its weekdays (Monday first), each with all their names.
type Calendar = (&'static str, [Vec<&'static str>; 12], [Vec<&'static str>; 7]);

/// Those of every language in the vocabulary.
fn calendars() -> Vec<Calendar> {
    const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut calendars: Vec<Calendar> = Vec::new();
    for line in include_str!("../config/vocabularies/months.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        if calendars.last().is_none_or(|(language, _, _)| *language != columns[0]) {
            calendars.push((columns[0], Default::default(), Default::default()));
        }
        let (_, months, days) = calendars.last_mut().unwrap();
        let names = columns[3].split('|').collect();
        match columns[1] {
            "month" => months[columns[2].parse::<usize>().unwrap() - 1] = names,
            "weekday" => days[WEEK.iter().position(|day| *day == columns[2]).unwrap()] = names,
            _ => {}
        }
    }
    calendars
}

#[test]
fn a_decade_of_dates_in_every_language_comes_back_and_none_of_them_wrong() {
    use chrono::Datelike;
    const NEEDED: &[&str] = &["en", "es", "fr", "pt", "it", "de", "ca", "ar", "fa", "ru", "uk", "tr", "id"];
    let first = chrono::NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
    let (mut written, mut read, mut read_blind) = (0_usize, 0_usize, 0_usize);
    for (language, months, weekdays) in calendars() {
        for step in 0..365_usize {
            let date = first + chrono::Days::new(step as u64 * 10);
            let names = &months[date.month0() as usize];
            // Japanese and Korean number their months
            let Some(name) = names.get(step % names.len().max(1)) else { continue };
            let weekday = weekdays[date.weekday().num_days_from_monday() as usize][0];
            let (day, year) = (date.day(), date.year());
            let text = match step % 8 {
                0 => format!("{day} {name} {year}"),
                1 => format!("{name} {day}, {year}"),
                2 => format!("{day}. {name} {year}"),
                3 => format!("{year} {name} {day}"),
                4 => format!("{day}-{name}-{year}"),
                5 => format!("{weekday}, {day} {name} {year}"),
                6 => format!("{name} {day} {year}"),
                _ => format!("{day:02} {name}, {year}"),
            };
            let expected = Moment::Day(date);
            let (found, blind) = (dates::parse(&text, &hints(language)), dates::parse(&text, &hints("")));
            assert!(found.is_none_or(|found| found == expected), "{language} {text:?}: {found:?}");
            assert!(blind.is_none_or(|blind| blind == expected), "no language, {text:?}: {blind:?}");
            assert!(found.is_some() || !NEEDED.contains(&language), "{language} {text:?} is not read");
            written += 1;
            read += usize::from(found.is_some());
            read_blind += usize::from(blind.is_some());
        }
    }
    assert!(written > 30_000);
    assert!(read * 100 > written * 97, "{read} of {written}");
    assert!(read_blind * 100 > written * 95, "{read_blind} of {written} without a language");
}

#[test]
fn a_decade_of_numeric_dates_is_right_or_none() {
    use chrono::Datelike;
    let first = chrono::NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
    let orders = [DayOrder::DayFirst, DayOrder::MonthFirst, DayOrder::YearFirst];
    let forms = ["%d/%m/%Y", "%m/%d/%Y", "%y/%m/%d"];
    for days in 0..3_653 {
        let date = first + chrono::Days::new(days);
        for (order, form) in orders.into_iter().zip(forms) {
            let written = date.format(form).to_string();
            let told = Hints { order: Some(order), ..hints("en") };
            assert_eq!(dates::parse(&written, &told), Some(Moment::Day(date)), "{written} {order:?}");
        }
        // without a hint day and month must be told apart by their size
        for form in &forms[..2] {
            let written = date.format(form).to_string();
            let sure = date.day() > 12 || date.day() == date.month();
            assert_eq!(dates::parse(&written, &hints("")), sure.then_some(Moment::Day(date)), "{written}");
        }
        for form in ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"] {
            let written = date.format(form).to_string();
            assert_eq!(dates::parse(&written, &hints("")), Some(Moment::Day(date)), "{written}");
        }
    }
}

#[test]
fn a_form_that_the_operator_spells_out_is_read_exactly() {
    let read = |form: &str, text: &str| {
        let format = Format::new(form).unwrap_or_else(|why| panic!("{form}: {why}"));
        format.read(text, Tz::America__Tegucigalpa).map_or("none".to_owned(), |moment| moment.to_string())
    };
    assert_eq!(read("%d/%m/%Y", "03/04/2021"), "2021-04-03");
    assert_eq!(read("%m/%d/%Y", "03/04/2021"), "2021-03-04");
    assert_eq!(read("%d/%m/%Y", " ٠٣/٠٤/٢٠٢١ "), "2021-04-03", "digits of all scripts");
    assert_eq!(read("%d.%m.%y %H:%M", "03.04.21 18:30"), "2021-04-03T18:30:00-06:00");
    assert_eq!(read("%Y-%m-%dT%H:%M:%S%z", "2021-04-03T18:30:05+0200"), "2021-04-03T18:30:05+02:00");
    assert_eq!(read("%s", "1617474605"), "2021-04-03T18:30:05Z");
    assert_eq!(read("%d/%m/%Y", "31/02/2021"), "none");
    assert_eq!(read("%d/%m/%Y", "3 April 2021"), "none", "no guessing beside a form");
    for (form, advice) in [
        ("%d/%m", "9 March 2024, 14:05:07, as \"09/03\""),
        ("%Q/%m/%Y", "%Q"),
        ("%d/%m/%Y %", "%"),
        ("yesterday", "\"yesterday\""),
        ("", "\"\""),
        (&"%d/%m/%Y ".repeat(20), "longer"),
    ] {
        let why = Format::new(form).unwrap_err();
        assert!(why.contains(advice), "{form}: {why}");
    }
}
