//! Pages with status 200 that are no content: challenges, blocks, log-ins, error pages. Each is known by something that
//! only such a page has; words that an ordinary page may contain count only where there is hardly anything else.

use super::glance::Glance;

/// Traces in the markup that no ordinary page carries.
const MARKS: [(&str, &str); 6] = [
    ("_cf_chl_opt", "a Cloudflare challenge"),
    ("id=\"anubis_challenge\"", "an Anubis challenge"),
    ("id=\"challenge-error-text\"", "a Cloudflare challenge"),
    ("id=\"cf-error-details\"", "a Cloudflare block or error page"),
    ("id=\"px-captcha\"", "a HUMAN (PerimeterX) challenge"),
    ("/_sec/cp_challenge/", "an Akamai challenge"),
];

/// Traces that ordinary pages carry as well: they count only on a page with next to nothing on it.
const MARKS_WHEN_BARE: [(&str, &str); 11] = [
    ("captcha-delivery.com", "a DataDome challenge"),
    ("_incapsula_resource", "an Imperva (Incapsula) challenge"),
    ("incapsula incident id", "an Imperva (Incapsula) block page"),
    ("awswafcookiedomainlist", "an AWS WAF challenge"),
    ("gokuprops", "an AWS WAF challenge"),
    ("ddos-guard", "a DDoS-Guard challenge"),
    ("challenges.cloudflare.com", "a Cloudflare challenge"),
    ("g-recaptcha", "a captcha"),
    ("h-captcha", "a captcha"),
    ("cf-turnstile", "a captcha"),
    ("sgcaptcha", "a captcha"),
];

/// Titles that say it all.
const TITLES: [(&str, &str); 15] = [
    ("just a moment...", "a Cloudflare challenge"),
    ("attention required! | cloudflare", "a Cloudflare block page"),
    ("vercel security checkpoint", "a Vercel challenge"),
    ("sucuri website firewall", "a Sucuri block page"),
    ("ddos-guard", "a DDoS-Guard challenge"),
    ("making sure you're not a bot", "an Anubis challenge"),
    ("human verification", "a captcha"),
    ("access to this page has been denied", "a HUMAN (PerimeterX) block page"),
    ("robot challenge screen", "a challenge page"),
    ("bot verification", "a captcha"),
    ("checking your browser", "a challenge page"),
    ("are you a robot", "a captcha"),
    ("account suspended", "a page of the hosting company (account suspended)"),
    ("site blocked", "a block page"),
    ("web page blocked", "a block page"),
];

/// Sentences on pages that hold nothing but them.
const PLEAS: [(&str, &str); 25] = [
    ("enable javascript", "a page that only asks to enable JavaScript"),
    ("javascript is disabled", "a page that only asks to enable JavaScript"),
    ("javascript is required", "a page that only asks to enable JavaScript"),
    ("requires javascript", "a page that only asks to enable JavaScript"),
    ("turn javascript on", "a page that only asks to enable JavaScript"),
    ("turn on javascript", "a page that only asks to enable JavaScript"),
    ("without javascript", "a page that only asks to enable JavaScript"),
    ("active javascript", "a page that only asks to enable JavaScript"),
    ("activer javascript", "a page that only asks to enable JavaScript"),
    ("activar javascript", "a page that only asks to enable JavaScript"),
    ("active o javascript", "a page that only asks to enable JavaScript"),
    ("habilite javascript", "a page that only asks to enable JavaScript"),
    ("habilite o javascript", "a page that only asks to enable JavaScript"),
    ("habilitar javascript", "a page that only asks to enable JavaScript"),
    ("javascript aktivieren", "a page that only asks to enable JavaScript"),
    ("verify you are human", "a captcha"),
    ("verifying you are human", "a captcha"),
    ("you are not a robot", "a captcha"),
    ("checking your browser", "a challenge page"),
    ("request unsuccessful", "a block page"),
    ("you don't have permission to access", "a block page"),
    ("access denied", "a block page"),
    ("request blocked", "a block page"),
    ("unavailable for scheduled maintenance", "a maintenance page"),
    ("error establishing a database connection", "an error page of the site (no database)"),
];

/// Titles of error pages, where the page has nothing else.
const FAILURES: [&str; 13] = [
    "403 forbidden",
    "404 not found",
    "page not found",
    "500 internal server error",
    "502 bad gateway",
    "503 service",
    "504 gateway",
    "service unavailable",
    "bad gateway",
    "access denied",
    "under maintenance",
    "error 404",
    "página no encontrada",
];

/// What an error page calls itself, as a whole part of its title; nothing that a list of alerts could be called.
const ERROR_TITLES: [&str; 34] = [
    "404",
    "error 404",
    "404 error",
    "error 404 not found",
    "404 not found",
    "404 page not found",
    "not found",
    "page not found",
    "page not found (404)",
    "oops! page not found",
    "page introuvable",
    "page non trouvée",
    "cette page est introuvable",
    "erreur 404",
    "página no encontrada",
    "no se ha encontrado la página",
    "página não encontrada",
    "pagina non trovata",
    "pàgina no trobada",
    "seite nicht gefunden",
    "fehler 404",
    "pagina niet gevonden",
    "страница не найдена",
    "сторінку не знайдено",
    "sayfa bulunamadı",
    "halaman tidak ditemukan",
    "الصفحة غير موجودة",
    "لم يتم العثور على الصفحة",
    "صفحه پیدا نشد",
    "页面不存在",
    "maintenance mode",
    "under maintenance",
    "site under maintenance",
    "scheduled maintenance",
];

/// What such pages say first where their title is only the site's name; nothing that an alert could begin with.
const SAID_FIRST: [&str; 11] = [
    "page not found",
    "error 404",
    "under maintenance",
    "be back soon",
    "página no encontrada",
    "en mantenimiento",
    "página não encontrada",
    "em manutenção",
    "page introuvable",
    "page non trouvée",
    "الصفحة غير موجودة",
];

/// Words with which the titles of log-in pages begin or end.
const LOGINS: [&str; 16] = [
    "log in",
    "login",
    "sign in",
    "signin",
    "iniciar sesión",
    "acceder",
    "connexion",
    "se connecter",
    "anmelden",
    "anmeldung",
    "entrar",
    "accedi",
    "вход",
    "войти",
    "تسجيل الدخول",
    "登录",
];

/// A page with less visible text than this has no content.
const BARE_WORDS: usize = 700;
/// How much of the visible text, in bytes, is its opening.
const OPENING: usize = 300;
/// A page with more links than this is no wall.
const BARE_LINKS: usize = 8;

/// Whether the theme says so itself: WordPress marks the body of every page that was not found, menus and all.
fn is_error_body(html: &str) -> bool {
    let Some(at) = html.find("<body") else { return false };
    let tag = &html[at..html[at..].find('>').map_or(html.len(), |end| at + end)];
    tag.split(['"', '\'']).nth(1).is_some_and(|classes| classes.split_ascii_whitespace().any(|name| name == "error404"))
}

/// The name of the wall that a page is, or `None` for an ordinary page.
pub(super) fn detect(html: &str) -> Option<String> {
    let glance = Glance::of(html);
    let title = glance.title.to_lowercase();
    if let Some((_, what)) = TITLES.iter().find(|(start, _)| title.starts_with(start) && glance.links <= BARE_LINKS) {
        return Some((*what).to_owned());
    }
    let part = |part: &str| ERROR_TITLES.contains(&part.trim().trim_end_matches(['.', '!']));
    if title.split(['|', '–', '—', '·', '•', '»', '«', '-', ':']).any(part) || is_error_body(html) {
        return Some(format!("an error page ({})", glance.describe()));
    }
    let head = &html[..html.floor_char_boundary(256 * 1024)];
    let some_links = glance.links <= 4 * BARE_LINKS;
    if some_links && let Some((_, what)) = MARKS.iter().find(|(mark, _)| head.contains(mark)) {
        return Some((*what).to_owned());
    }
    let named_login = LOGINS.iter().any(|word| title.starts_with(word) || title.ends_with(word));
    let little = if named_login { 2 * BARE_WORDS } else { BARE_WORDS };
    if glance.password && glance.words.len() < little && some_links {
        return Some("a login page".to_owned());
    }
    if glance.words.len() >= BARE_WORDS || glance.links > BARE_LINKS {
        return None;
    }
    let lower = head.to_lowercase();
    if let Some((_, what)) = MARKS_WHEN_BARE.iter().find(|(mark, _)| lower.contains(mark)) {
        return Some((*what).to_owned());
    }
    if let Some((_, what)) = PLEAS.iter().find(|(plea, _)| glance.words.contains(plea) || title.contains(plea)) {
        return Some((*what).to_owned());
    }
    // Themes keep the name of the site as title and say it in the heading, before anything else.
    let opening = &glance.words[..glance.words.floor_char_boundary(OPENING)];
    let fails = FAILURES.iter().any(|failure| title.contains(failure))
        || SAID_FIRST.iter().any(|failure| opening.contains(failure));
    fails.then(|| format!("an error page ({})", glance.describe()))
}
