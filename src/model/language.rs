//! Tags of languages (BCP 47).

use std::borrow::Cow;

/// The primary subtag of a language tag (BCP 47 §2.2.1) in lower case, of tags with underscores (`pt_BR`) too. `None`
/// for what names no language: an empty tag, `und`, `mul`, `zxx`, a word.
pub fn primary_subtag(tag: &str) -> Option<Cow<'_, str>> {
    let subtag = tag.trim().split(['-', '_']).next()?;
    if !(2..=3).contains(&subtag.len()) || !subtag.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let lower = if subtag.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(subtag.to_ascii_lowercase())
    } else {
        Cow::Borrowed(subtag)
    };
    (!matches!(&*lower, "und" | "mul" | "zxx")).then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_of_a_tag_is_its_language() {
        for (tag, wanted) in [
            ("fa-IR", Some("fa")),
            ("pt_BR", Some("pt")),
            ("ZH-hant-TW", Some("zh")),
            (" es ", Some("es")),
            ("ckb", Some("ckb")),
            ("und", None),
            ("UND-Latn", None),
            ("zxx", None),
            ("", None),
            ("x-private", None),
            ("english", None),
            ("é", None),
            ("12", None),
        ] {
            assert_eq!(primary_subtag(tag).as_deref(), wanted, "{tag:?}");
        }
    }
}
