//! What publishing systems add to the end of every excerpt: "Read more", "The post … appeared first on …".

use std::sync::LazyLock;

use regex::Regex;

/// How many such additions may stand behind one another.
const MAX_ADDITIONS: usize = 4;

/// "Read more" in the languages of the sources, with the arrows, quotation marks and titles that follow it.
static MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        (?: ^ | [\s.…\]\)!?»”"'،。؟] )
        (
          [\[\(<]? \s*
          (?: read\ (?:the\ )? (?:more|full\ (?:story|article|post|text|statement|alert)|on) (?:\ here)? | continue\ reading | keep\ reading | more\ info(?:rmation)? | learn\ more
            | leer\ (?:m[aá]s|nota\ completa) | seguir\ leyendo | sigue\ leyendo | contin[uú]a(?:r)?\ (?:leyendo|lendo) | ver\ m[aá]s
            | lire\ (?:la\ suite|plus|l[’']article) | continuer\ la\ lecture | en\ savoir\ plus
            | (?:leia|ler|saiba|ver)\ mais | leggi\ (?:tutto|di\ più|ancora) | continua\ a\ leggere
            | weiterlesen | mehr\ (?:lesen|erfahren) | lees\ (?:meer|verder) | llegir(?:-ne)?\ m[eé]s | continua\ llegint
            | läs\ mer | les\ mer | læs\ mere | czytaj\ (?:więcej|dalej) | citește\ mai\ (?:mult|departe)
            | читать\ (?:далее|дальше|полностью) | подробнее | читати\ (?:далі|більше) | детальніше
            | devamını\ oku | devamı | baca\ (?:selengkapnya|lebih\ lanjut|juga)? | selengkapnya
            | اقرأ?\ المزيد | إقرأ\ المزيد | قراءة\ المزيد | المزيد | ادامه\ مطلب | بیشتر\ بخوانید
            | 阅读更多 | 阅读全文 | 查看更多 | 閱讀更多 | 続きを読む | 더\ 보기 | đọc\ (?:thêm|tiếp)
          )
          (?: \s* [“"'‘:] [^“”"]{0,120} [”"'’]? )?
          [\s.…»›→⟶>:\]\)+]*
        ) $"#,
    )
    .expect("a constant pattern")
});

/// How WordPress says "The post X appeared first on Y." in each language: the beginning, and what stands between X
/// and Y.
const APPEARED: &[(&str, &str)] = &[
    ("The post ", " appeared first on "),
    ("The post ", " first appeared on "),
    ("La entrada ", " se publicó primero en "),
    ("La entrada ", " apareció primero en "),
    ("La entrada ", " aparece primero en "),
    ("El post ", " apareció primero en "),
    ("L’article ", " est apparu en premier sur "),
    ("L'article ", " est apparu en premier sur "),
    ("Cet article ", " est apparu en premier sur "),
    ("O post ", " apareceu primeiro em "),
    ("O post ", " aparece primeiro em "),
    ("O conteúdo ", " aparece primeiro em "),
    ("Der Beitrag ", " erschien zuerst auf "),
    ("L'articolo ", " proviene da "),
    ("L’articolo ", " proviene da "),
    ("L'articolo ", " sembra essere il primo su "),
    ("L'entrada ", " ha aparegut primer a "),
    ("L’entrada ", " ha aparegut primer a "),
    ("Het bericht ", " verscheen eerst op "),
    ("Сообщение ", " появились сначала на "),
    ("Запись ", " впервые появилась "),
    ("ظهرت المقالة ", " أولاً على "),
    ("The article ", " appeared first on "),
];

/// The longest title and the longest name of a site in such a sentence, in bytes.
const MAX_APPEARED: (usize, usize) = (600, 200);

/// How many bytes of a text (white space folded) are left when such endings are taken off.
pub(super) fn kept(text: &str) -> usize {
    let mut text = text.trim_end();
    for _ in 0..MAX_ADDITIONS {
        // only the end can match: long texts need not be read from the beginning
        let from = text.floor_char_boundary(text.len().saturating_sub(1000));
        let Some(start) = appeared(&text[from..]).or_else(|| more(&text[from..])) else { break };
        text = text[..from + start].trim_end();
    }
    text.len()
}

fn appeared(tail: &str) -> Option<usize> {
    APPEARED.iter().find_map(|(opening, between)| {
        let middle = tail.rfind(between)?;
        let start = tail[..middle].rfind(opening)?;
        let parted = tail[..start].chars().next_back().is_none_or(char::is_whitespace);
        let near = middle - start <= MAX_APPEARED.0 && tail.len() - middle - between.len() <= MAX_APPEARED.1;
        (parted && near).then_some(start)
    })
}

fn more(tail: &str) -> Option<usize> {
    let button = MORE.captures(tail)?.get(1)?;
    let before = tail[..button.start()].trim_end().chars().next_back();
    // in the middle of a sentence, in small letters and without an arrow, it is part of the sentence
    let spoken = before.is_some_and(char::is_alphanumeric)
        && button.as_str().starts_with(char::is_lowercase)
        && !button.as_str().ends_with(['»', '›', '→', '⟶', '>', '…']);
    (!spoken).then_some(button.start())
}
