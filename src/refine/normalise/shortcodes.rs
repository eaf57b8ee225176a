//! Instructions of page builders that leak into excerpts: `[vc_row full_width="…"]`, `[/caption]`.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// A name in small letters, in brackets, which is a closing one, or has an underscore or attributes; or one that the
/// end of the text cuts off.
static SHORTCODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        \[ /? [a-z][a-z0-9]*(?:_[a-z0-9-]+)+ (?:\s[^\[\]]{0,2000})? (?:\]|$)   # [vc_row], [et_pb_text …]
        | \[ / [a-z][a-z0-9_-]+ \]                                             # [/caption]
        | \[ [a-z][a-z0-9_-]+ \s+ [a-z0-9_-]+ = ["'“”″‘’\#\w] [^\[\]]{0,2000} (?:\]|$)   # [caption id="1"]
        | \[ (?:gallery|embed|playlist|audio|video|caption|toc|divider|spacer|row|column) \] "#,
    )
    .expect("a constant pattern")
});

/// The text without them. What people write in brackets stays: `[…]`, `[UPDATE]`, `[sic]`, `[Urgent Alert]`.
pub(super) fn remove(text: &str) -> Cow<'_, str> {
    if text.contains('[') { SHORTCODE.replace_all(text, " ") } else { Cow::Borrowed(text) }
}
