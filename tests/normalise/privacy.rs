//! Phone numbers, e-mail and street addresses are taken out; every other number stays.

use almenara::model::Field;
use almenara::refine::normalise::privacy::conceal;

/// What stays of a text when people's doors are taken out of it.
fn shown(text: &str) -> String {
    conceal(text, Field::Summary).map_or_else(|| text.to_owned(), |(shown, _)| shown)
}

#[test]
fn ways_to_reach_a_person_are_taken_out() {
    for (text, wanted) in [
        ("Call us on +504 9988-7766 now", "Call us on […] now"),
        ("Contact: Tel. (504) 2232-1234 / 2232-5678", "Contact: Tel. […]"),
        ("WhatsApp: 50499887766", "WhatsApp: […]"),
        ("Tel: 020 7946 0958 or 020 7946 0959.", "Tel: […] or […]."),
        ("Téléphone : 01 42 68 53 00", "Téléphone : […]"),
        ("Appelez le 06 12 34 56 78 pour témoigner", "Appelez le […] pour témoigner"),
        ("Telefone: (11) 98765-4321", "Telefone: […]"),
        ("Tel. +49 (0)30 123 45 67", "Tel. […]"),
        ("Tel. Redaktion: 971 717 308", "Tel. Redaktion: […]"),
        ("هاتف: ٠٧٧٠ ١٢٣ ٤٥٦٧", "هاتف: […]"),
        ("تلفن: ۰۲۱-۸۸۷۷۶۶۵۵", "تلفن: […]"),
        ("फोन: ९८७६५४३२१०", "फोन: […]"),
        ("电话：010-6655 4433", "电话：[…]"),
        ("Телефон горячей линии: 8 800 123 45 67", "Телефон горячей линии: […]"),
        ("(202) 555-0143", "[…]"),
        ("08012345678", "[…]"),
        ("Write to https://wa.me/50499887766 at once", "Write to […] at once"),
        ("moses@lantern.example.org", "[…]"),
        ("write to press [at] faro [dot] org please", "write to […] please"),
        ("prensa(at)faro.example", "[…]"),
        ("info at faro dot org", "[…]"),
        ("mailto:ana.perez@faro.example.Then", "[…]"),
        ("He lived at 12 Fleet Street, Lagos", "He lived at […], Lagos"),
        ("Calle 19 # 4-88, Bogotá", "[…], Bogotá"),
        ("Avenida Reforma No. 222, México", "[…], México"),
        ("Rua da Consolação, nº 1250", "[…]"),
        ("14 rue de la Paix, Tunis", "[…], Tunis"),
        ("Lindenstraße 12a, Berlin", "[…], Berlin"),
        ("Ana Pérez, mobile +34 600 123 456, email ana@faro.example", "Ana Pérez, mobile […], email […]"),
    ] {
        let text_ = shown(text);
        assert_eq!(text_, wanted, "{text}");
        assert_eq!(shown(&text_), text_, "a second time changes nothing");
    }
}

#[test]
fn a_reason_tells_what_was_taken_out_without_telling_it() {
    let (_, reasons) = conceal("Ring +504 9988-7766 or write to ana@faro.example", Field::Title).expect("two");
    let told: Vec<(&str, &str)> = reasons.iter().map(|why| (why.rule.as_str(), why.matched.as_str())).collect();
    assert_eq!(told, [("phone-removed", "+50… (11 digits)"), ("email-removed", "a…")]);
}

#[test]
fn every_other_number_stays() {
    for text in [
        "COL 003 / 0521 / OBS 056",
        "HND 001 / 0526 / OBS 001.2",
        "UA 5/03 Index: MDE 13/1234/2025",
        "MDE 13/1234/2025",
        "AL 5/2024 AL HND 3/2023",
        "AMR 37/7890/2024",
        "Article 19 of the Covenant",
        "Article 19, 21 and 22",
        "1 200 000 people displaced since 2019",
        "12,500,000 people",
        "12.500.000 personas",
        "2019-2024 report",
        "2019 - 2024",
        "14/03/2024",
        "14.03.2024",
        "2024-03-14 10:00",
        "03-14-2024",
        "On 14 March 2024, 23 people were arrested",
        "43 normalistas: 10 años después",
        "14.0723, -87.1921",
        "+14.0723 -87.1921",
        "Ley 1257 de 2008",
        "Resolution 2649 (2022)",
        "Case No. 12.345",
        "Case 11.385/2019",
        "Petition No. 1234567890",
        "Expediente 0801-2023-12345",
        "Radicado 11001-31-03-001-2023-00123",
        "docket 1:23-cv-01234",
        "No. 2023-456789",
        "UN Doc. A/HRC/52/36",
        "A/HRC/RES/31/32",
        "US$ 1,500,000",
        "$450-500 million",
        "USD 20000000",
        "€ 12 000 000",
        "100 000 000 euros",
        "50,000 to 70,000 refugees",
        "call for 7 000 000 signatures",
        "Call 19 June protest",
        "phone tapping of 1,200 journalists in 2023",
        "mobile internet shut down for 216 hours in 2024",
        "cell 14, block 3",
        "Cell 403 of Evin prison",
        "Call for action 2024-2025",
        "tel aviv 2023",
        "Tel Aviv 7 October 2023",
        "signal jammed 2024-06-12",
        "Decree 341/2023",
        "Decreto 41-2023",
        "Día 8 de marzo",
        "18 de Julio 1234 personas",
        "Avenida 18 de Julio",
        "Avenida Reforma 2024",
        "protesta en la Calle 26 de Bogotá",
        "Calle 13",
        "12 Wall Street journalists",
        "4 Tahrir Square protesters",
        "3 High Court judges",
        "10 Downing Street officials said",
        "15 rue",
        "9/11 trial",
        "24/7 hotline",
        "911 call",
        "call 911",
        "dial 112",
        "El 112 colapsó",
        "COVID-19",
        "F-16",
        "0.5 per cent",
        "00:30 on 12 May",
        "0630 hours",
        "since 0600 on 12 March",
        "14 de marzo de 2024",
        "14-15 March 2024",
        "35 killed, 120 wounded, 1 500 detained",
        "detained for 1 825 days",
        "aged 15 - 17",
        "between 2010 and 2024, 1 234 567 people",
        "Version 2.10.3.4",
        "IBAN DE89 3704 0044 0532 0000 00",
        "account 0123456789",
        "ID 0801-1990-12345",
        "prisoner number 123456",
        "prisoner no. 0123456789",
        "@faro_hn",
        "follow @faro.hn on twitter",
        "10 @ 5 dollars",
        "UTC+03:00",
        "GMT+5:30",
        "+500 people",
        "+50,000 signatures",
        "+20 000 personas marcharon",
        "+1 000 000 firmas",
        "الساعة ١٠:٠٠ يوم ١٤ مارس ٢٠٢٤",
        "مقتل ١٢٠٠٠ شخص منذ ٢٠١١",
        "المادة ١٩",
        "۱۲ اسفند ۱۴۰۲",
        "१२ मार्च २०२४",
        "2024年3月14日",
        "1948-2023: 75 years of Nakba",
        "Law No. 45 of 2020",
        "Section 153(1) and 295-A",
        "Sections 124A, 153A and 505",
        "CERD/C/KGZ/8-10",
        "CEDAW/C/HND/CO/9",
        "E-003456/2023",
        "P9_TA(2023)0123",
        "2023/2121(INI)",
        "S/RES/2178 (2014)",
        "Application no. 12345/67",
        "App. nos. 58170/13, 62322/14 and 24960/15",
        "Ordinance 18/1970",
        "Journalists in danger: 67 killed, 363 jailed",
        "1st, 2nd and 3rd of May 1886-2024",
        "11M 20 aniversario",
        "8M 2024",
        "Route 181 convoy",
        "kilometre 124",
        "Km 17 de la carretera",
        "Carretera Panamericana km 124",
        "on page 12-14",
        "at 6.30 p.m. on 01.02.2024",
        "01 02 2024",
        "02 03 04 dead",
        "20240314",
        "2024031415",
        "GPS 15°30'N 88°02'W",
        "N 15.5000 W 88.0333",
        "ratio 3-2-1",
        "vote 123-45-6",
        "score 15-30-40",
        "ids 123-456-789",
        "$1.234.567.890",
        "EU 2016/679",
        "Directive 2012/29/EU",
        "Rule 39",
        "phase 2 2025-2026",
        "telephone surveillance law 2020/123",
        "mobile 4000 protesters",
        "mobile court sentenced 200 on 2024-05-06",
        "call centre raid: 1 050 arrested",
        "SMS blocked for 3 000 000 users",
        "fax from 12/03/1999",
        "portable 2 500 personas",
        "movil 2024",
        "mobiles seized: 12 345",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn nothing_hostile_makes_it_slow_or_panic() {
    let start = std::time::Instant::now();
    for unit in ["1", "1 ", "+1 (", "٠", "a@", "a@b.", "tel ", "Calle 1 ", "12 A ", "[at] ", "é1-", "(0", "0 / "] {
        let text: String = unit.repeat(20_000 / unit.len());
        let shown = shown(&text);
        assert!(shown.len() <= text.len() * 3, "{unit}");
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
