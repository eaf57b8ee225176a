//! Feeds of invented networks for tests of the whole wire.

/// An RSS feed of entries: id, link, title, text.
pub(crate) fn rss(entries: &[(&str, &str, &str, &str)]) -> String {
    let items: Vec<String> = entries
        .iter()
        .map(|(id, link, title, text)| {
            format!(
                "<item><guid isPermaLink=\"false\">{id}</guid><link>{link}</link><title>{title}</title>\
                 <description>{text}</description><pubDate>Mon, 09 Mar 2026 10:00:00 +0000</pubDate></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Invented</title><link>https://a.example/</link>\
         <description>Invented</description>{}</channel></rss>",
        items.concat()
    )
}

/// Three entries of an invented network that share nothing.
pub(crate) fn three() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    vec![
        (
            "a-1",
            "https://a.example/raid",
            "Kenya: Office of the Lakeside Assembly raided at night",
            "Twelve officers broke the door, took four laptops and arrested the accountant Wafula Ingosi.",
        ),
        (
            "a-2",
            "https://a.example/threat",
            "Honduras: Death threats against the weaver Nicanora Estrella",
            "A note with two bullets was left at her door in Intibucá; the police refused to take her complaint.",
        ),
        (
            "a-3",
            "https://a.example/prize",
            "Lantern prize goes to the Weavers of Peace in Peru",
            "The prize honours ten years of patient work in the highlands and will be handed over in autumn.",
        ),
    ]
}
