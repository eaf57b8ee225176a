//! The vocabularies of the published categories, as tag URIs (RFC 4151). Readers filter by them, so they are constants:
//! they hang on no address of ours and never change. New vocabularies get new names.

/// Countries a report is about: ISO 3166-1 alpha-3, for example `HND` (`XKX` for Kosovo).
pub const COUNTRY: &str = "tag:almenara,2026:scheme/country";
/// Areas above those countries: UN M49, three digits, one category for each ancestor, for example `013`.
pub const M49: &str = "tag:almenara,2026:scheme/m49";
/// Network regions: `africa`, `americas`, `asia-pacific`, `europe-central-asia`, `middle-east-north-africa`.
pub const REGION: &str = "tag:almenara,2026:scheme/region";
/// How soon somebody has to act: `critical`, `urgent`, `elevated`, `routine`, `resolved`, `unknown`.
pub const URGENCY: &str = "tag:almenara,2026:scheme/urgency";
/// What kind of message it is: `alert`, `update`, `outcome`, `correction`, `withdrawal`, `statement`, `news`.
pub const TYPE: &str = "tag:almenara,2026:scheme/type";
/// What it is about: what was done (`killing`, `detention`, …) and who is concerned (`journalists`, `lawyers`, …).
pub const THEME: &str = "tag:almenara,2026:scheme/theme";
/// Language of the leading report: BCP 47 primary subtag, for example `es`.
pub const LANGUAGE: &str = "tag:almenara,2026:scheme/language";
/// The source's own wording of the place.
pub const SOURCE_PLACE: &str = "tag:almenara,2026:scheme/source-place";
/// Reference codes of known series, in their normal form.
pub const REFERENCE: &str = "tag:almenara,2026:scheme/reference";

/// XML namespace of our extension elements, prefix `alm` by habit: `alm:tag` (a category's basis) and `alm:report` (what
/// each source said, when it published and when we first saw it). JSON Feed carries the same in `_almenara`.
pub const NAMESPACE: &str = "tag:almenara,2026:ns";

/// The namespaces beside Atom's that our feeds are written with, by prefix: deleted entries (RFC 6721), archives (RFC 5005),
/// GeoRSS, threads (RFC 4685) and our own.
pub(super) fn prefixes() -> [(&'static str, &'static str); 5] {
    [
        ("alm", NAMESPACE),
        ("at", "http://purl.org/atompub/tombstones/1.0"),
        ("fh", "http://purl.org/syndication/history/1.0"),
        ("georss", "http://www.georss.org/georss"),
        ("thr", "http://purl.org/syndication/thread/1.0"),
    ]
}
