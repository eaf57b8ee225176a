//! What a text in the configuration may say, one function per meaning.

use std::net::SocketAddr;
use std::time::Duration;

use chrono_tz::{TZ_VARIANTS, Tz};
use url::{Host, Url};

use crate::fetch::{Cidr, Policy};
use crate::model::{Country, DayOrder, Kind, NetworkId, Proxy, Publish, RegionId, SourceId, SourceKind, Urgency};
use crate::refine::parse::dates::Format;
use crate::refine::parse::page::{check_cut, check_entry_selector, check_selector};
use crate::refine::tag::Vocabulary;

use super::languages;
use super::nearest::nearest;
use super::problem::Refusal;

pub(super) fn name(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) || text.chars().count() > 200 {
        return Err(Refusal::new("is no name", "write a name of 1 to 200 letters on one line"));
    }
    Ok(text.to_owned())
}

pub(super) fn source_id(text: &str) -> Result<SourceId, Refusal> {
    id(text).map(SourceId)
}

pub(super) fn network_id(text: &str) -> Result<NetworkId, Refusal> {
    id(text).map(NetworkId)
}

fn id(text: &str) -> Result<String, Refusal> {
    let plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    if text.is_empty() || text.len() > 100 || !text.chars().all(plain) {
        let remedy = "use 1 to 100 letters, digits, hyphens and full stops, for example \"example-alerts\"";
        return Err(Refusal::new(format!("{text:?} is no id"), remedy));
    }
    if let Some(id) = text.strip_suffix(".toml") {
        return Err(Refusal::new(format!("{text:?} is the name of a file, not an id"), format!("write {id:?}")));
    }
    Ok(text.to_owned())
}

/// An address of the web.
pub(super) fn web(text: &str) -> Result<Url, Refusal> {
    let remedy = "write the whole address, for example \"https://example.org/alerts/\"";
    let url =
        Url::parse(text.trim()).map_err(|error| Refusal::new(format!("{text:?} is no address: {error}"), remedy))?;
    match url.scheme() {
        "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
            Err(Refusal::new("holds a user name or password", "write the address without them"))
        }
        "http" | "https" => Ok(url),
        scheme => Err(Refusal::new(format!("{scheme}: addresses are not read, only http and https"), remedy)),
    }
}

/// Where requests are handed over. What cannot be reached that way is found out when it is tried.
pub(super) fn proxy(text: &str) -> Result<Proxy, Refusal> {
    Proxy::parse(text).map_err(|(message, remedy)| Refusal::new(message, remedy))
}

/// A reason that whoever reads it years later can follow.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    let reason = text.trim();
    let words = reason.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    if words < 3 || reason.chars().any(char::is_control) || reason.chars().count() > 500 {
        return Err(Refusal::new(
            "gives no reason that others could follow",
            "say on one line who agreed and when, for example \"the secretary agreed by letter of 3 May 2026\"",
        ));
    }
    Ok(reason.to_owned())
}

/// How the world reaches the wire: an address below which others are made.
pub(super) fn base(text: &str) -> Result<Url, Refusal> {
    let mut url = web(text)?;
    if url.query().is_none() && url.fragment().is_none() && url.path().ends_with('/') {
        return Ok(url);
    }
    url.set_query(None);
    url.set_fragment(None);
    url.set_path(&format!("{}/", url.path().trim_end_matches('/')));
    Err(Refusal::new(format!("{text:?} does not end in a slash"), format!("write base_url = \"{url}\"")))
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, Refusal> {
    text.trim().parse().map_err(|_| {
        Refusal::new(
            format!("{text:?} is no address to listen on"),
            "write number and port, for example listen = \"127.0.0.1:8470\", or \"0.0.0.0:8470\" for all networks",
        )
    })
}

/// How an organisation can reach whoever runs the wire; nothing that the fetcher could not send along.
pub(super) fn contact(text: &str) -> Result<String, Refusal> {
    let contact = text.trim();
    let url = Url::parse(contact).ok().filter(|url| match url.scheme() {
        "mailto" => url.path().split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
        "https" => true,
        _ => false,
    });
    match url {
        Some(_) if Policy::can_send(contact) => Ok(contact.to_owned()),
        Some(url) => {
            let coded = url.as_str().replace('(', "%28").replace(')', "%29").replace('"', "%22").replace('\\', "%5C");
            let remedy = if Policy::can_send(&coded) {
                format!("write contact = \"{coded}\"")
            } else {
                "write an address of at most 200 letters, without spaces and brackets".to_owned()
            };
            Err(Refusal::new(format!("{text:?} cannot be sent along with a request"), remedy))
        }
        None => {
            let remedy = "write an address that somebody reads, in the form \"mailto:NAME@DOMAIN\" or \"https://DOMAIN/contact\"";
            Err(Refusal::new(format!("{text:?} is no contact"), remedy))
        }
    }
}

/// A length of time within bounds, as people write it: `30m`, `1h 30m`, `2 days`.
pub(super) fn duration(
    example: &'static str,
    least: Duration,
    most: Duration,
) -> impl Fn(&str) -> Result<Duration, Refusal> {
    move |text| {
        let remedy = format!("write for example {example}");
        let Ok(duration) = humantime::parse_duration(text.trim()) else {
            return Err(Refusal::new(format!("{text:?} is no duration"), remedy));
        };
        let short = humantime::format_duration;
        if duration < least {
            return Err(Refusal::new(format!("{text:?} is shorter than {}", short(least)), remedy));
        }
        if duration > most {
            return Err(Refusal::new(format!("{text:?} is longer than {}", short(most)), remedy));
        }
        Ok(duration)
    }
}

pub(super) fn kind(text: &str) -> Result<SourceKind, Refusal> {
    match text {
        "feed" => Ok(SourceKind::Feed),
        "page" => Ok(SourceKind::Page),
        "auto" => Ok(SourceKind::Auto),
        _ => Err(Refusal::new(format!("{text:?} is no kind"), "write kind = \"auto\", \"feed\" or \"page\"")),
    }
}

pub(super) fn publish(text: &str) -> Result<Publish, Refusal> {
    match text {
        "auto" => Ok(Publish::Auto),
        "headline" => Ok(Publish::Headline),
        "review" => Ok(Publish::Review),
        _ => Err(Refusal::new(
            format!("{text:?} is no way to publish"),
            "write publish = \"auto\", \"headline\" (no excerpts) or \"review\" (nothing before you release it)",
        )),
    }
}

/// An urgency that can be told of a source as a whole, or of words in it.
pub(super) fn urgency(text: &str) -> Result<Urgency, Refusal> {
    term(text, &Urgency::ALL[..5], Urgency::term, "no urgency")
}

/// A type of message.
pub(super) fn message(text: &str) -> Result<Kind, Refusal> {
    term(text, &Kind::ALL, Kind::term, "no type of message")
}

fn term<T: Copy>(text: &str, all: &[T], name: impl Fn(T) -> &'static str, wrong: &str) -> Result<T, Refusal> {
    all.iter().copied().find(|one| name(*one) == text.trim()).ok_or_else(|| {
        let known: Vec<String> = all.iter().map(|one| format!("{:?}", name(*one))).collect();
        Refusal::new(format!("{text:?} is {wrong}"), format!("write one of {}", known.join(", ")))
    })
}

/// Words of a title or text.
pub(super) fn words(text: &str) -> Result<String, Refusal> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_alphanumeric) && text.chars().count() <= 100 {
        return Ok(text);
    }
    Err(Refusal::new("holds no words", "write 1 to 100 letters as they stand in the source's titles or texts"))
}

/// A remark of a line or two.
pub(super) fn note(text: &str) -> Result<String, Refusal> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().any(char::is_control) || text.chars().count() > 500 {
        return Err(Refusal::new("is no remark", "write 1 to 500 letters"));
    }
    Ok(text)
}

/// The primary subtag of a language tag (BCP 47): the shortest code there is.
pub(super) fn language(text: &str) -> Result<String, Refusal> {
    if languages::is_code(text) {
        return Ok(text.to_owned());
    }
    let primary = text.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let meant = languages::two_letters(&primary).or_else(|| languages::is_code(&primary).then_some(&*primary));
    Err(Refusal::new(
        format!("{text:?} is no language code that is used here"),
        match meant {
            Some(meant) if meant.len() == 3 => format!("write language = {meant:?}"),
            Some(meant) => format!("write the two letters of ISO 639-1, for example language = {meant:?}"),
            None => "write the two letters of ISO 639-1, for example language = \"en\"".to_owned(),
        },
    ))
}

/// What to write where no zone was meant that we could name.
const A_CITY: &str = "America/Tegucigalpa";

pub(super) fn timezone(text: &str) -> Result<Tz, Refusal> {
    text.parse().map_err(|_| {
        if is_offset(text) {
            // The IANA names that look like it (Etc/GMT-6) mean the opposite side of Greenwich.
            return Refusal::new(
                format!("{text:?} is a distance from Greenwich, not a time zone"),
                format!("write the zone of the organisation's city, for example timezone = {A_CITY:?}"),
            );
        }
        let wanted = text.trim().replace(' ', "_");
        let city = |zone: &&str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&wanted));
        let places = || {
            TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| !name.starts_with("Etc/") && !name.contains("GMT"))
        };
        // Letters such as CST stand for several zones, and the nearest name for another one.
        let initials = wanted.len() < 6 && wanted.bytes().all(|byte| byte.is_ascii_uppercase());
        let meant = places().find(city).or_else(|| nearest(&wanted, places()).filter(|_| !initials));
        Refusal::new(
            format!("{text:?} is no time zone"),
            format!("write a name of the IANA list, for example timezone = {:?}", meant.unwrap_or(A_CITY)),
        )
    })
}

/// Whether a text is a number of hours, as in `UTC+3`, `GMT -6` or `+05:30`.
fn is_offset(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("etc/").unwrap_or(&text);
    let hours = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt")).unwrap_or(text).trim_start();
    hours.starts_with(|letter: char| letter.is_ascii_digit() || "+-−–±".contains(letter))
}

pub(super) fn country(vocabulary: &Vocabulary) -> impl Fn(&str) -> Result<Country, Refusal> {
    move |text| {
        let known = Country::new(text).filter(|code| vocabulary.knows_country(*code));
        known.ok_or_else(|| {
            let remedy = match vocabulary.suggest_country(text) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => "write the three letters of ISO 3166-1, for example \"HND\" for Honduras".to_owned(),
            };
            Refusal::new(format!("{text:?} is no country code"), remedy)
        })
    }
}

pub(super) fn region(vocabulary: &Vocabulary) -> impl Fn(&str) -> Result<RegionId, Refusal> {
    move |text| {
        let region = RegionId(text.to_owned());
        if vocabulary.knows_region(&region) {
            return Ok(region);
        }
        let labels = vocabulary.labels();
        let ids: Vec<&str> = labels.regions.keys().map(|id| id.0.as_str()).collect();
        let remedy = match nearest(text, ids.iter().copied()) {
            Some(meant) => format!("did you mean {meant:?}?"),
            None => format!("write one of: {}", ids.join(", ")),
        };
        Err(Refusal::new(format!("{text:?} is no region"), remedy))
    }
}

pub(super) fn selector(text: &str) -> Result<String, Refusal> {
    check_selector(text).map(|()| text.to_owned()).map_err(|why| {
        let remedy = "write for example \"h2 a\", or \"h2 a @href\" to take an attribute";
        Refusal::new(format!("{text:?} is no selector: {why}"), remedy)
    })
}

/// The selector of an entry, which is an element with all that is in it.
pub(super) fn entry_selector(text: &str) -> Result<String, Refusal> {
    check_entry_selector(text).map(|()| text.to_owned()).map_err(|why| {
        let remedy = "write for example entry = \"article\" or entry = \"ul.news > li\"";
        Refusal::new(format!("{text:?} is no selector of an entry: {why}"), remedy)
    })
}

/// The selector of the element that holds all entries.
pub(super) fn list_selector(text: &str) -> Result<String, Refusal> {
    check_entry_selector(text).map(|()| text.to_owned()).map_err(|why| {
        let why = why.replace("an entry is", "a list is");
        Refusal::new(format!("{text:?} is no selector of a list: {why}"), "write for example list = \"ul.news\"")
    })
}

/// A regular expression that cuts a field.
pub(super) fn cut(key: &str) -> impl Fn(&str) -> Result<String, Refusal> {
    move |text| {
        check_cut(text).map(|()| text.to_owned()).map_err(|why| {
            let remedy = format!(
                "write for example {key} = '^Alert: (.+)$': what its brackets match is kept; in single quotation marks a \\ needs no other"
            );
            Refusal::new(format!("{text:?} is no regular expression: {why}"), remedy)
        })
    }
}

/// The form of a date.
pub(super) fn date_format(text: &str) -> Result<String, Refusal> {
    Format::new(text).map(|_| text.to_owned()).map_err(|why| {
        let remedy =
            "write for example date_format = \"%d/%m/%Y\" for 31/12/2024, or \"%d.%m.%y %H:%M\" for 31.12.24 18:30";
        Refusal::new(format!("{text:?} is no form of a date: {why}"), remedy)
    })
}

pub(super) fn date_order(text: &str) -> Result<DayOrder, Refusal> {
    match text {
        "dmy" => Ok(DayOrder::DayFirst),
        "mdy" => Ok(DayOrder::MonthFirst),
        "ymd" => Ok(DayOrder::YearFirst),
        _ => Err(Refusal::new(
            format!("{text:?} is no order of day, month and year"),
            "write \"dmy\" for 31/12/2024, \"mdy\" for 12/31/2024, or \"ymd\" for 24/12/31",
        )),
    }
}

pub(super) fn cidr(text: &str) -> Result<Cidr, Refusal> {
    text.trim().parse().map_err(|_| {
        let remedy = "write a network and the number of its fixed bits, for example \"127.0.0.0/8\"";
        Refusal::new(format!("{text:?} is no range of addresses"), remedy)
    })
}

/// Whether an address is this very machine, which nobody needs to be polite to.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
