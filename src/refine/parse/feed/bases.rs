//! Links inside a text, where the feed says with `xml:base` what they hang on (RFC 4287 §2).

use url::Url;

use super::context::Context;
use super::outline::Field;
use crate::model::Text;
use crate::refine::parse::markup::{Token, Tokens, attribute, pairs};

/// How many bytes the addresses of one text may add to it.
const MAX_GROWTH: usize = 256 * 1024;
/// How deep bases may be changed within one text.
const MAX_DEPTH: usize = 64;

/// A text with the links in it made absolute, where it was given a base; otherwise as it was.
pub(super) fn based(text: Text, field: &Field<'_>, context: &Context<'_>, base: Option<&Url>) -> Text {
    let Text::Html(html) = text else { return text };
    // the one element around XHTML is no longer part of the text
    let around = match Tokens::new(field.inner.trim_start()).next() {
        Some(Token::Open { name, attributes, .. }) if name.ends_with("div") => attributes,
        _ => "",
    };
    let base = context.rebase(around, context.rebase(field.attributes, base.cloned()));
    if base.is_none() && !html.contains("xml:base") {
        return Text::Html(html);
    }
    Text::Html(absolute(&html, context, base))
}

fn absolute(html: &str, context: &Context<'_>, base: Option<Url>) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut done = 0;
    let mut bases: Vec<(&str, Option<Url>)> = vec![("", base)];
    for token in Tokens::new(html) {
        if out.len() > done + MAX_GROWTH {
            break;
        }
        let current = bases.last().and_then(|(_, base)| base.as_ref());
        match token {
            Token::Open { name, attributes, empty } => {
                let changed = attribute(attributes, "xml:base").map(|_| context.rebase(attributes, current.cloned()));
                let hang = changed.as_ref().map_or(current, Option::as_ref);
                if let Some((written, whole)) = hang.and_then(|base| link(name, attributes, base)) {
                    let at = written.as_ptr() as usize - html.as_ptr() as usize;
                    out.push_str(&html[done..at]);
                    out.push_str(&whole);
                    done = at + written.len();
                }
                if let Some(changed) = changed.filter(|_| !empty && bases.len() < MAX_DEPTH) {
                    bases.push((name, changed));
                } else if bases.len() > 1
                    && !empty
                    && bases.last().is_some_and(|(open, _)| *open == name)
                    && bases.len() < MAX_DEPTH
                {
                    // the same name again: its end must not be taken for the end of the outer one
                    bases.push((name, current.cloned()));
                }
            }
            Token::Close { name } if bases.len() > 1 && bases.last().is_some_and(|(open, _)| *open == name) => {
                bases.pop();
            }
            _ => {}
        }
    }
    out.push_str(&html[done..]);
    out
}

/// The relative address in a link, as written, and what it is in full, as an attribute's value.
fn link<'a>(name: &str, attributes: &'a str, base: &Url) -> Option<(&'a str, String)> {
    if !name.eq_ignore_ascii_case("a") {
        return None;
    }
    let (_, written) = pairs(attributes).find(|(key, _)| key.eq_ignore_ascii_case("href"))?;
    let href = attribute(attributes, "href")?;
    let relative = !written.is_empty() && !href.starts_with('#') && Url::parse(href.trim()).is_err();
    let whole = base.join(href.trim()).ok().filter(|_| relative)?;
    Some((written, whole.as_str().replace('&', "&amp;").replace('"', "%22").replace('\'', "%27")))
}
