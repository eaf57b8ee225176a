//! Notices that say in clear words that what stood in their place was taken away by whoever had published it. An error page, a
//! block or a guess ("may have been moved") is none, nor is what others had taken down.

use std::sync::LazyLock;

use regex::RegexSet;

use super::{depth, glance::Glance, open, wall};
use crate::model::{Document, Source};
use crate::refine::contract::Error;
use crate::refine::normalise::text::plain;

/// Longer than this, in characters, it tells a story: then only its title and first sentence can be a notice.
const SHORT: usize = 1_000;
/// How many sentences of a short text are looked at.
const SENTENCES: usize = 3;
/// A page with more main text than this, in characters, has its content.
const PAGE: usize = 1_500;
/// With so little text, in characters, an entry tells nothing beside a notice, and all that is visible on a page is looked at.
const LITTLE: usize = 400;

/// Sentences that name what they stand in the place of: "this page has been removed".
const SAID_OF_THIS: &[&str] = &[
    r"\bthis (?:web ?page|page|article|post|entry|alert|appeal|statement|publication|story|urgent action|press release|release|notice|report)\b(?: \w+){0,4}? (?:has been|was|is|had to be|have been) (?:\w+ ){0,2}?(?:removed|withdrawn|retracted|taken down|taken offline|deleted|unpublished)\b",
    r"\bno longer (?:available|online|accessible) (?:at|on|upon|following) (?:[\w']+ ){0,3}?request\b|\bya no está (?:disponible|accesible|en línea) (?:a|por) (?:petición|solicitud|pedido)\b|\bn'est plus (?:disponible|accessible|en ligne) à la demande\b|\b(?:não está mais|já não está) (?:disponível|acessível|no ar) (?:a|por) (?:pedido|solicitação)\b",
    r"\b(?:has|have|we) (?:\w+ )?(?:removed|withdrawn|withdrew|retracted|deleted|unpublished|taken down) this (?:web ?page|page|article|post|entry|alert|appeal|statement|publication|story|urgent action|press release|release|notice|report)\b",
    r"\best[ae] (?:página|artículo|entrada|nota|noticia|publicación|alerta|comunicado|acción urgente|declaración|informe|llamamiento|denuncia)\b(?: \w+){0,4}? (?:ha sido|fue|tuvo que ser|ha tenido que ser|está) (?:\w+ ){0,2}?(?:retirad|eliminad|borrad|removid|suprimid)[oa]\b",
    r"\b(?:hemos|ha|se ha) (?:retirado|eliminado|borrado|suprimido) est[ae] (?:página|artículo|entrada|nota|noticia|publicación|alerta|comunicado|acción urgente|declaración|informe|llamamiento|denuncia)\b",
    r"\b(?:cette|cet|ce) (?:page|article|publication|billet|alerte|communiqué|appel|déclaration|action urgente|note|rapport)\b(?: \w+){0,4}? (?:a été|est|a dû être|fut) (?:\w+ ){0,2}?(?:retirée?|supprimée?|effacée?|dépubliée?)\b",
    r"\bnous avons (?:retiré|supprimé|effacé|dépublié) (?:cette|cet|ce) (?:page|article|publication|billet|alerte|communiqué|appel|déclaration|action urgente|note|rapport)\b",
    r"\best[ae] (?:página|artigo|publicação|postagem|post|nota|notícia|alerta|comunicado|declaração|matéria|reportagem|ação urgente|denúncia|apelo|relatório)\b(?: \w+){0,4}? (?:foi|teve de ser|teve que ser|está) (?:\w+ ){0,2}?(?:removid|retirad|eliminad|apagad|excluíd|suprimid)[oa]\b",
    r"\b(?:removemos|retiramos|apagamos|excluímos|suprimimos) est[ae] (?:página|artigo|publicação|postagem|nota|notícia|alerta|comunicado|declaração|matéria|reportagem|ação urgente|denúncia|apelo)\b",
    r"(?:تم|تمت|جرى|جرت|قمنا ب|قررنا) ?(?:حذف|إزالة|ازالة|سحب) (?:هذه|هذا) ال(?:صفحة|مقالة|مقال|بيان|نداء|منشور|خبر|تقرير|مادة|إنذار|تنبيه|تحرك العاجل)",
    r"(?:هذه|هذا) ال(?:صفحة|مقالة|مقال|بيان|نداء|منشور|خبر|تقرير|مادة|إنذار|تنبيه)(?: \w+){0,3}? (?:حذفت?|أزيلت?|ازيلت?|سحبت?|محذوفة?|مسحوبة?)\b",
    r"(?:حذفت?|أزيلت?|ازيلت?|سحبت?|(?:تم|تمت) (?:حذف|إزالة|سحب)) (?:هذه|هذا) ال(?:صفحة|مقالة|مقال|بيان|نداء|منشور|خبر|تقرير|مادة|إنذار|تنبيه)",
    r"\bdiese[rs]? (?:seite|artikel|beitrag|meldung|mitteilung|erklärung|eilaktion|pressemitteilung|bericht|aufruf)\b(?: \w+){0,7}? (?:entfernt|gelöscht|zurückgezogen|zurückgenommen)\b",
    r"\bquest[ao] (?:pagina|articolo|comunicato|appello|notizia|dichiarazione|pubblicazione|allerta|post)\b(?: \w+){0,4}? (?:è stat[oa]|fu) (?:\w+ ){0,2}?(?:rimoss|ritirat|eliminat|cancellat)[oa]\b",
    r"\bэт(?:а|от|о) (?:страница|статья|публикация|запись|заявление|материал|сообщение|обращение)\b(?: \w+){0,4}? (?:удал[её]н[аоы]?|отозван[аоы]?|снят[аоы]?)\b",
    r"\bмы (?:удалили|отозвали|сняли) эт(?:у|от|о) (?:страницу|статью|публикацию|запись|заявление|материал|сообщение)\b",
    r"\bbu (?:sayfa|haber|yazı|açıklama|makale|bildiri|duyuru|çağrı)\b(?: \w+){0,6}? (?:kaldırıl|silin|geri çekil)\w*",
    r"(?:本|此|该|這|这)(?:篇|个|個)?(?:页面|頁面|页|文章|声明|聲明|帖子|报道|報道|文)(?:已|已被|已经|已經|被).{0,8}?(?:删除|刪除|撤回|撤下|移除)",
    r"این (?:صفحه|مقاله|مطلب|بیانیه|خبر|گزارش|فراخوان)(?: \w+){0,6}? (?:حذف|برداشته|پس گرفته) شد",
];

/// Sentences that can stand for nothing but a notice, when they begin a text or are its title.
const SAID_FIRST: &[&str] = &[
    r"^\W*(?:the )?(?:(?:page|article|post|entry|alert|appeal|statement|publication|story|content|urgent action|press release) )?(?:has been |was )?(?:removed|withdrawn|taken down|deleted|retracted|unpublished) (?:at|on|upon|following) (?:the |a |an )?(?:[\w']+ ){0,3}?request\b",
    r"^\W*(?:el |la )?(?:(?:página|artículo|entrada|nota|noticia|publicación|alerta|comunicado|contenido) )?(?:ha sido |fue )?(?:retirad|eliminad|suprimid)[oa] (?:a petición|a solicitud|por solicitud|a pedido|por petición)\b",
    r"^\W*(?:la |le |l')?(?:(?:page|article|publication|billet|alerte|communiqué|appel|contenu) )?(?:a été )?(?:retirée?|supprimée?|effacée?) à la demande\b",
    r"^\W*(?:o |a )?(?:(?:página|artigo|publicação|postagem|nota|notícia|alerta|comunicado|conteúdo) )?(?:foi )?(?:removid|retirad|eliminad|apagad)[oa] (?:a|por|após) (?:o )?(?:pedido|solicitação)\b",
    r"^\W*(?:تم |تمت )?(?:حذف|إزالة|سحب|حذفت|أزيلت|سحبت) .{0,40}?بناء على (?:طلب|رغبة)",
    r"^\W*(?:seite|artikel|beitrag|meldung)? ?(?:wurde )?auf (?:\w+ )?(?:wunsch|bitte) .{0,60}?(?:entfernt|gelöscht|zurückgezogen)\b",
    r"^\W*(?:страница|статья|публикация|материал|запись)? ?(?:был[аои]? )?(?:удал[её]н|отозван|снят)[аоы]? по (?:просьбе|запросу)\b",
    // nothing else is said
    r"^\W*(?:(?:this |the |our )?(?:page|article|post|entry|alert|appeal|call|statement|publication|content|text|report|urgent action|urgent appeal|press release) )?(?:has been |was |is )?(?:removed|withdrawn|retracted|taken down|unpublished)(?: from (?:our|the|this) (?:web ?)?site)?\W*$",
    r"^\W*(?:est[ae] |el |la |o |a )?(?:página|artículo|entrada|nota|noticia|publicación|alerta|comunicado|contenido|texto|denuncia|llamamiento|acción urgente|artigo|postagem|notícia|conteúdo|denúncia|apelo) (?:ha sido |fue |foi )?(?:retirad|eliminad|suprimid|removid|apagad)[oa](?: do (?:ar|site)| de (?:la web|la página|nuestra página|nuestra web|nuestro sitio))?\W*$",
    r"^\W*(?:cette |cet |ce |la |le |l')?(?:page|article|publication|alerte|communiqué|appel|contenu|texte|note|déclaration|action urgente) (?:a été )?(?:retirée?|supprimée?)(?: de notre site)?\W*$",
    r"^\W*(?:(?:تم|تمت) )?(?:حذف|إزالة|سحب) (?:هذا |هذه )?ال(?:صفحة|مقال|مقالة|بيان|نداء|منشور|خبر|محتوى|تحرك|نص)(?: العاجل)?\W*$",
];

/// Words that show that nobody knows, or that it only moved, wherever they stand.
const UNSURE: &[&str] = &[
    r"\b(?:may|might|could) have\b|\bpossibly\b|\bperhaps\b|\bhas moved\b|\bbeen (?:re)?moved (?:to|or)\b|\brenamed\b|\btemporarily\b|\bdoes ?n[o']t exist\b|\bnot (?:be )?found\b|\b404\b|\bexpired\b|\bname changed\b",
    r"\b(?:puede|podría|pudo|quizás?|tal vez)\b|\bhaya sido\b|\bmovid[oa]s?\b|\btrasladad[oa]s?\b|\bno existe\b|\bpode ter\b|\btalvez\b|\bnão existe\b",
    r"\bpeut\b|\bait été\b|\bdéplacée?s?\b|\bn'existe\b|\bintrouvable\b|\bpotrebbe\b|\bforse\b|\bspostat[oa]\b",
    r"ربما|قد (?:ت|ي)كون|نقلت? |غير موجود",
    r"\bmöglicherweise\b|\bvielleicht\b|\bverschoben\b|\bвозможно\b|\bперемещ\w+|\bне существует\b|\bolabilir\b|\btaşın\w+",
    r"可能|不存在|شاید",
];

/// Words that show that others had it taken down, in the sentence that says so.
const MADE_TO: &[&str] = &[
    r"\b(?:by|requests? (?:of|from)|orders? (?:of|from)|demands? (?:of|from)) (?:\w+ ){0,3}?(?:courts?|authorit(?:y|ies)|government|ministry|police|regulators?|prosecutors?|censors?|hackers?)\b|\bcourt order\b|\bblocked\b|\byour country\b|\bcopyright\b|\bdmca\b|\bterms of (?:use|service)\b|\bviolat\w+ (?:our|the|of)\b|\bguidelines\b|\bhacked\b",
    r"\b(?:por|orden|órdenes|petición|solicitud|requerimiento|pedido|ordem|solicitação) (?:de |del |da |do |das |dos |la |el |las |los |o |a |os |as |un |una |um |uma )*(?:juez\w*|juiz\w*|tribunal\w*|judicial\w*|autoridad\w*|gobierno|governo|ministerio|ministério|policía|polícia|fiscalía)|\borden judicial\b|\bordem judicial\b|\bbloquead[oa]\b",
    r"\b(?:par|demande|ordre|décision) (?:de |du |des |d'|la |le |les |l'|un |une )*(?:tribunal|justice|juge|autorités?|gouvernement|ministère|police|préfecture)|\bbloquée?\b",
    r"محكمة|السلطات|الحكومة|وزارة|الوزارة|الشرطة|محجوب|حجب",
    r"\b(?:von|durch|anordnung|wunsch|bitte|verfügung) (?:\w+ ){0,2}?(?:gericht\w*|behörde\w*|regierung|polizei|ministerium\w*)\b|\bgerichtlich\w*|\bgesperrt\b|\btribunale\b|\bautorità\b|\bbloccat[oa]\b",
    r"\bсуд\w*|\bроскомнадзор\w*|\bвласт\w+|\bзаблокир\w+|\bпрокур\w+|\bmahkeme\w*|\berişim\w*|\bmüdürlü\w+",
    r"法院|违反|違反|政府|警方|审查|دادگاه|دادستان|مقامات",
];

fn set(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns).expect("patterns of ours compile")
}

static OF_THIS: LazyLock<RegexSet> = LazyLock::new(|| set(SAID_OF_THIS));
static FIRST: LazyLock<RegexSet> = LazyLock::new(|| set(SAID_FIRST));
static DOUBT: LazyLock<RegexSet> = LazyLock::new(|| set(UNSURE));
static OTHERS: LazyLock<RegexSet> = LazyLock::new(|| set(MADE_TO));

/// Whether the title and text of an entry are a notice that what stood in its place was taken away; `tagged` is true where they
/// were found to be of that type, which is enough for a short one.
pub fn is_removal(title: &str, text: &str, tagged: bool) -> bool {
    let (title, text) = (flat(title), flat(text));
    // Titles of pages end with the name of the site.
    let titles: Vec<&str> = title.split(['|', '–', '—', '·', '•', '»', '«', ':']).map(str::trim).collect();
    let looked_at = if text.chars().count() > SHORT { 1 } else { SENTENCES };
    let said: Vec<&str> = titles.into_iter().chain(sentences(&text).take(looked_at)).collect();
    let opening = said.len() - sentences(&text).take(looked_at).count().saturating_sub(1);
    let tells = |(place, said): (usize, &&str)| {
        (OF_THIS.is_match(said) || (place < opening && FIRST.is_match(said))) && !OTHERS.is_match(said)
    };
    let brief = tagged && text.chars().count() <= LITTLE && !said.iter().any(|said| OTHERS.is_match(said));
    (brief || said.iter().enumerate().any(tells)) && !said.iter().any(|said| DOUBT.is_match(said))
}

/// Whether a page that answered is a notice that what stood there was taken away by whoever had published it.
///
/// # Errors
/// Where it is no content at all: a challenge, a login, an error page, nothing that can be read.
pub fn is_removed(document: &Document, source: &Source) -> Result<bool, Error> {
    let html = open(document)?.text;
    let url = document.url.to_string();
    if let Some(what) = wall::detect(&html) {
        return Err(Error::Wall { url, what: plain(&what, super::MAX_MESSAGE) });
    }
    depth::parse_html(&html).map_err(|what| Error::TooMuch { url, what })?;
    let main = super::article::read(document, source)?.text;
    let letters = main.chars().count();
    if letters > PAGE {
        return Ok(false);
    }
    let glance = Glance::of(&html);
    if is_removal(&glance.title, &main, false) {
        return Ok(true);
    }
    // The notice may be too short to be found among the menus.
    let all = flat(&glance.words);
    let tells = |said: &str| OF_THIS.is_match(said) && !DOUBT.is_match(said) && !OTHERS.is_match(said);
    Ok(letters < LITTLE && sentences(&all).any(tells))
}

/// In lower case, white space collapsed, without the marks that Arabic may be written with or without.
fn flat(text: &str) -> String {
    let marks = |c: &char| !matches!(c, '\u{640}' | '\u{64b}'..='\u{652}' | '\u{ad}' | '\u{200b}'..='\u{200f}');
    let apostrophes = |c: char| if c == '\u{2019}' { '\'' } else { c };
    let lower: String = text.chars().filter(marks).map(apostrophes).flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', '。', '؟', '।']).map(str::trim).filter(|said| !said.is_empty())
}
