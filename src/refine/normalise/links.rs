//! Addresses: resolved, web only, freed of trackers and redirectors.

use url::{Host, Url};

use crate::model::{MAX_LINK, host_of};

/// How many redirectors may stand in front of one address.
const MAX_REDIRECTORS: usize = 3;

/// Query parameters that tell who came how, never what is shown.
const TRACKERS: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "epik",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "mkt_tok",
    "xid",
    "xtor",
    "s_cid",
    "cmpid",
    "ncid",
    "spm",
    "_ga",
    "_gl",
    "ga_source",
    "ref_src",
    "ref_url",
    "__twitter_impression",
    "vero_id",
    "vero_conv",
    "wickedid",
    "rb_clickid",
    "hss_channel",
    "ml_subscriber",
    "ml_subscriber_hash",
    "mibextid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "phpsessid",
    "jsessionid",
    "srsltid",
    "sfnsn",
    "__cf_chl_tk",
    "__s",
    "ss_source",
    "ss_campaign_id",
    "trk",
    "trkcampaign",
    "dm_i",
    "echobox",
];
/// Families of the same.
const TRACKER_FAMILIES: &[&str] = &[
    "utm_",
    "pk_",
    "piwik_",
    "mtm_",
    "matomo_",
    "at_custom",
    "at_medium",
    "at_campaign",
    "fb_",
    "oly_",
    "hsa_",
    "itm_",
];

/// Hosts (without `www.`), paths and parameters of services that only forward.
const REDIRECTORS: &[(&str, &str, &[&str])] = &[
    ("google.com", "/url", &["q", "url"]),
    ("l.facebook.com", "/l.php", &["u"]),
    ("lm.facebook.com", "/l.php", &["u"]),
    ("l.instagram.com", "/", &["u"]),
    ("youtube.com", "/redirect", &["q"]),
    ("t.umblr.com", "/redirect", &["z"]),
    ("vk.com", "/away.php", &["to"]),
    ("slack-redir.net", "/link", &["url"]),
    ("duckduckgo.com", "/l/", &["uddg"]),
    ("out.reddit.com", "", &["url"]),
    ("linkedin.com", "/redir/redirect", &["url"]),
    ("safelinks.protection.outlook.com", "/", &["url"]),
];

/// The address behind a link as it was written: absolute, http or https, without user name, trackers, redirectors and
/// fragments that only jump within the page. `None` for whatever is no web address, also after odd white space.
pub fn resolve(written: &str, base: Option<&Url>) -> Option<Url> {
    let written = trimmed(written);
    if written.is_empty() || written.len() > MAX_LINK {
        return None;
    }
    let url = match Url::parse(written) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(written).ok()?,
        Err(_) => return None,
    };
    let mut url = canonical(url)?;
    for _ in 0..MAX_REDIRECTORS {
        let Some(inner) =
            behind_redirector(&url).and_then(|inner| Url::parse(trimmed(&inner)).ok()).and_then(canonical)
        else {
            break;
        };
        url = inner;
    }
    (url.as_str().len() <= MAX_LINK).then_some(url)
}

/// True where the address is on one of the hosts (given without `www.`) or below one.
pub fn is_on(url: &Url, hosts: &[String]) -> bool {
    let Some(Host::Domain(host)) = url.host() else {
        return url.host_str().is_some_and(|host| hosts.iter().any(|own| own == host));
    };
    hosts.iter().any(|own| host == own || host.strip_suffix(own.as_str()).is_some_and(|below| below.ends_with('.')))
}

/// Without white space of any script, control characters and what has no width, on both sides.
pub(super) fn trimmed(written: &str) -> &str {
    written.trim_matches(|c: char| c.is_whitespace() || c.is_control() || super::characters::is_invisible(c))
}

fn canonical(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str().filter(|host| !host.trim_matches('.').is_empty())?;
    if host.ends_with('.') {
        let host = host.trim_end_matches('.').to_owned();
        url.set_host(Some(&host)).ok()?;
    }
    if !url.username().is_empty() || url.password().is_some() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    if let Some(query) = url.query() {
        let query = kept(query).join("&");
        url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    }
    if url.fragment().is_some_and(is_jump) {
        url.set_fragment(None);
    }
    Some(url)
}

/// The pairs of a query that say what is shown.
fn kept(query: &str) -> Vec<&str> {
    let is_tracker = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default().trim_start_matches("amp;").to_ascii_lowercase();
        TRACKERS.contains(&name.as_str()) || TRACKER_FAMILIES.iter().any(|family| name.starts_with(family))
    };
    query.split('&').filter(|pair| !pair.is_empty() && !is_tracker(pair)).collect()
}

/// True for fragments that name a place which every page has, or carry a tracker. Others may take the reader to one
/// entry of many on a page, or be the route within an application.
fn is_jump(fragment: &str) -> bool {
    const JUMPS: &[&str] = &[
        "top",
        "main",
        "content",
        "main-content",
        "comments",
        "respond",
        "more",
        "primary",
        "page",
        "header",
        "start",
    ];
    let fragment = fragment.to_ascii_lowercase();
    let name = fragment.split(['=', '-']).next().unwrap_or_default();
    fragment.is_empty()
        || JUMPS.contains(&fragment.as_str())
        || fragment.starts_with(":~:")
        || fragment.starts_with('.')
        || fragment.contains('=') && (TRACKERS.contains(&name) || name.starts_with("utm_"))
        || matches!(name, "more" | "comment") && fragment[name.len()..].trim_start_matches('-').parse::<u64>().is_ok()
}

fn behind_redirector(url: &Url) -> Option<String> {
    let host = host_of(url);
    let (_, _, names) = REDIRECTORS.iter().find(|(service, path, _)| {
        (host == *service || host.strip_suffix(service).is_some_and(|below| below.ends_with('.')))
            && (path.is_empty() || url.path() == *path)
    })?;
    url.query_pairs()
        .find(|(name, value)| names.contains(&name.as_ref()) && value.starts_with("http"))
        .map(|(_, value)| value.into_owned())
}
