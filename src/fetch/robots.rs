//! robots.txt (RFC 9309): text to rules, and whether they admit an address. Reads and matches in time proportional to
//! the length of both, on bytes, whatever stands in them.

use std::time::Duration;

use url::Url;

/// Most of a robots.txt that is read (RFC 9309 §2.5 asks for at least as much).
pub(super) const MAX_BYTES: usize = 500 << 10;
/// The longest `Crawl-delay` that is honoured between two requests.
const MAX_DELAY: Duration = Duration::from_mins(1);

/// Whether a robots.txt admits an address to whom it knows by this product token, as every visit asks it.
pub fn admits(robots: &[u8], token: &str, url: &Url) -> bool {
    Rules::read(robots, token).allow(url)
}

/// What a robots.txt asks of us.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// The pause it asks for between two requests, bounded.
    pub(super) delay: Option<Duration>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Rule {
    allow: bool,
    pattern: Vec<u8>,
}

impl Rules {
    /// Reads the groups for `token`, or where none names it, those for `*` (RFC 9309 §2.2.1).
    pub(super) fn read(text: &[u8], token: &str) -> Self {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let (mut named, mut general) = (None, Self::default());
        let mut group = Group::default();
        for line in text[..text.len().min(MAX_BYTES)].split(|byte| matches!(byte, b'\n' | b'\r')) {
            let Some((key, value)) = directive(line) else { continue };
            if let Key::Agent = key {
                group.open(value, token);
                if group.named {
                    named.get_or_insert_with(Self::default);
                }
                continue;
            }
            group.has_rules |= !matches!(key, Key::Delay);
            let targets = [named.as_mut().filter(|_| group.named), Some(&mut general).filter(|_| group.general)];
            for rules in targets.into_iter().flatten() {
                rules.add(&key, value);
            }
        }
        named.unwrap_or(general)
    }

    fn add(&mut self, key: &Key, value: &[u8]) {
        match key {
            Key::Allow | Key::Disallow if !value.is_empty() => {
                self.rules.push(Rule { allow: matches!(key, Key::Allow), pattern: normal(value, false) });
            }
            Key::Delay => {
                let seconds = std::str::from_utf8(value).ok().and_then(|text| text.parse::<f64>().ok());
                self.delay = seconds
                    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                    .map(|delay| delay.min(MAX_DELAY))
                    .or(self.delay);
            }
            _ => {}
        }
    }

    /// True where an address may be read: the longest matching pattern decides, a tie is a yes (RFC 9309 §2.2.2).
    pub(super) fn allow(&self, url: &Url) -> bool {
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path.push('?');
            path.push_str(query);
        }
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path.as_bytes(), true);
        self.rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allow))
            .is_none_or(|rule| rule.allow)
    }
}

/// The group that is being read.
#[derive(Default)]
struct Group {
    named: bool,
    general: bool,
    has_rules: bool,
}

impl Group {
    /// A `user-agent` line joins those right before it, or opens a new group.
    fn open(&mut self, agent: &[u8], token: &str) {
        if self.has_rules {
            *self = Self::default();
        }
        let name = agent.iter().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_')).count();
        self.named |= agent[..name].eq_ignore_ascii_case(token.as_bytes());
        self.general |= agent.starts_with(b"*");
    }
}

enum Key {
    Agent,
    Allow,
    Disallow,
    Delay,
}

/// `key: value` without comment and space around; other keys are none of our business and end no group.
fn directive(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
    let colon = line.iter().position(|byte| *byte == b':')?;
    let key = match line[..colon].trim_ascii().to_ascii_lowercase().as_slice() {
        b"user-agent" | b"useragent" | b"user agent" => Key::Agent,
        b"allow" => Key::Allow,
        // Misspelt often enough that guessing otherwise would be impolite.
        b"disallow" | b"dissallow" | b"dissalow" | b"disalow" | b"diasllow" | b"disallaw" => Key::Disallow,
        b"crawl-delay" | b"crawldelay" => Key::Delay,
        _ => return None,
    };
    Some((key, line[colon + 1..].trim_ascii()))
}

/// One spelling for what is percent-encoded and what is not (RFC 9309 §2.2.2): unreserved characters plain, all else
/// that is encoded or beyond ASCII in capitals. In a `literal` path, unlike in a pattern, `*` and `$` mean themselves.
fn normal(text: &[u8], literal: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let encoded = (byte == b'%').then(|| decoded(after)).flatten();
        match encoded {
            Some(plain) if is_unreserved(plain) => out.push(plain),
            Some(other) => encode(&mut out, other),
            None if !byte.is_ascii() || (literal && matches!(byte, b'*' | b'$')) => encode(&mut out, byte),
            None => out.push(byte),
        }
        if encoded.is_some() {
            rest = &rest[2..];
        }
    }
    out
}

fn decoded(after: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    Some((digit(*after.first()?)? * 16 + digit(*after.get(1)?)?) as u8)
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn encode(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(format!("%{byte:02X}").as_bytes());
}

/// A pattern against the beginning of a path: `*` stands for anything, a final `$` for the end. Each piece between
/// stars is taken where it first fits, which is enough because only the last piece may be tied to the end.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split(|byte| *byte == b'*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if to_end && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        if piece.is_empty() {
            continue;
        }
        match rest.windows(piece.len()).position(|window| window == piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(text: &str, address: &str) -> bool {
        Rules::read(text.as_bytes(), "almenara").allow(&Url::parse(address).expect(address))
    }

    fn allows_path(rule: &str, path: &str) -> bool {
        allows(&format!("user-agent: almenara\nallow: {rule}\ndisallow: /\n"), &format!("http://a.ngo{path}"))
    }

    #[test]
    fn nothing_said_is_everything_allowed() {
        assert!(allows("", "http://a.ngo/alerts"));
        assert!(allows("<html><body>Not found</body></html>", "http://a.ngo/alerts"));
        assert!(allows("user-agent: *\ndisallow:\n", "http://a.ngo/alerts"));
        assert!(allows("disallow: /\n", "http://a.ngo/alerts"), "a rule before any group belongs to nobody");
    }

    #[test]
    fn a_group_that_names_us_replaces_the_one_for_everybody() {
        let text = "User-Agent: *\nDisallow: /\n\nUser-agent: other\nUSER-AGENT: Almenara/9.0 (+x)\nCrawl-delay: 2\nDisallow: /private\n";
        assert!(allows(text, "http://a.ngo/alerts"));
        assert!(!allows(text, "http://a.ngo/private/x"));
        assert_eq!(Rules::read(text.as_bytes(), "almenara").delay, Some(Duration::from_secs(2)));
        assert!(!allows("user-agent: *\ndisallow: /\n", "http://a.ngo/alerts"));
        assert!(allows("user-agent: almenarabot\ndisallow: /\n", "http://a.ngo/alerts"), "another's name, not ours");
        assert!(allows("user-agent: *\ndisallow: /\nuser-agent: almenara\n", "http://a.ngo/x"), "named, and free");
    }

    #[test]
    fn groups_for_the_same_agent_are_one_and_foreign_lines_end_none() {
        let text = "user-agent: almenara\ndisallow: /a\nuser-agent: z\ndisallow: /z\nuser-agent: almenara\nsitemap: http://a.ngo/s\ndisallow: /b\n";
        assert!(!allows(text, "http://a.ngo/a") && !allows(text, "http://a.ngo/b") && allows(text, "http://a.ngo/z"));
        assert!(!allows("user-agent: almenara\ncrawl-delay: 1\nuser-agent: z\ndisallow: /\n", "http://a.ngo/a"));
    }

    #[test]
    fn the_longest_pattern_decides_and_a_tie_is_a_yes() {
        let text = "user-agent: *\ndisallow: /x/\nallow: /x/page\nallow: /same\ndisallow: /same\n";
        assert!(allows(text, "http://a.ngo/x/page"));
        assert!(!allows(text, "http://a.ngo/x/other"));
        assert!(allows(text, "http://a.ngo/same"));
        assert!(allows("user-agent: *\ndisallow: /\n", "http://a.ngo/robots.txt"));
    }

    #[test]
    fn stars_and_the_end_mark_mean_what_they_mean() {
        for (pattern, path, fits) in [
            ("/fish", "/fish.html", true),
            ("/fish", "/Fish", false),
            ("/fish*", "/fishheads/yummy", true),
            ("/*.php", "/folder/any.php.file?x=1", true),
            ("/*.php", "/windows.PHP", false),
            ("/*.php$", "/filename.php", true),
            ("/*.php$", "/filename.php?parameters", false),
            ("/*.php$", "/filename.php/other.php", true),
            ("/fish*.php", "/fishheads/catfish.php?p", true),
            ("/$", "/", true),
            ("/$", "/a", false),
            ("*", "/anything", true),
            ("/a*b*c$", "/a-b-b-c", true),
            ("/a*b*c$", "/a-c-b", false),
            ("/***x", "/x", true),
            ("/*$", "/a", true),
        ] {
            assert_eq!(allows_path(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn percent_encoding_and_plain_spelling_are_the_same() {
        for (pattern, path) in [
            ("/foo/bar?baz=https://x", "/foo/bar?baz=https://x"),
            ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84"),
            ("/foo/bar/%e3%83%84", "/foo/bar/\u{30c4}"),
            ("/foo/%62%61%7A", "/foo/baz"),
            ("/foo%2fbar", "/foo%2Fbar"),
            ("/a-%2A.html", "/a-*.html"),
            ("/a-%24.html", "/a-$.html"),
        ] {
            assert!(allows_path(pattern, path), "{pattern} {path}");
        }
        assert!(!allows_path("/foo%2fbar", "/foo/bar"));
    }

    #[test]
    fn marks_line_ends_comments_and_slips_do_not_matter() {
        assert!(!allows("\u{feff}User-agent : almenara # us\rDisalow : /x # not here\r\n", "http://a.ngo/x/y"));
    }

    #[test]
    fn whatever_stands_in_it_neither_panics_nor_takes_long() {
        let long = "\u{30c4}".repeat(20_000);
        let stars = "*a".repeat(100_000);
        let address = format!("http://a.ngo/{}", "a".repeat(4_000));
        for text in [
            format!("user-agent: *\ndisallow: /{long}"),
            format!("user-agent: *\ndisallow: {stars}b\ndisallow: %\ndisallow: %4"),
        ] {
            let begun = std::time::Instant::now();
            assert!(allows(&text, &address));
            assert!(begun.elapsed() < Duration::from_secs(1));
        }
    }
}
