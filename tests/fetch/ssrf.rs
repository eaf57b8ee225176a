//! Some hundreds of generated ways to be led to this machine, against a canary on every address it has.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use almenara::fetch::{Error, Fetcher, Names, Policy};
use almenara::model::{OutcomeKind, Validators};
use async_trait::async_trait;
use tokio::net::TcpListener;
use url::Url;

use super::{loopback, noon};
use crate::support::hostile::{Hostile, Seen, reply};

const NONE: Validators = Validators { etag: None, last_modified: None };
/// The only address that may be reached.
const LURE: &str = "127.0.0.2";

/// A canary on every address of this machine, of both families where there are two.
async fn canary() -> Hostile {
    let everywhere = match TcpListener::bind("[::]:0").await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind("0.0.0.0:0").await.expect("a free port"),
    };
    Hostile::on(everywhere, |_| reply(200, &[], b"reached"))
}

/// As in service, but for one address of loopback.
fn policy() -> Policy {
    Policy {
        contact: "mailto:desk@wire.ngo".to_owned(),
        allow_private: vec![LURE.parse().expect("a range")],
        gap: std::time::Duration::ZERO,
        ..loopback()
    }
}

/// Every way to write one number of an address.
fn digits(number: u32, width: usize) -> Vec<String> {
    let circled = |c: char| char::from_u32(0x2460 + c as u32 - '1' as u32).filter(|_| c != '0').unwrap_or('⓪');
    let wide = |c: char| char::from_u32(0xFF10 + c as u32 - '0' as u32).expect("a digit");
    let bold = |c: char| char::from_u32(0x1D7CE + c as u32 - '0' as u32).expect("a digit");
    let plain = number.to_string();
    vec![
        plain.clone(),
        format!("0{number:o}"),
        format!("0x{number:x}"),
        format!("0X{number:X}"),
        format!("0x{number:0width$x}"),
        format!("{number:0>4o}"),
        plain.chars().map(wide).collect(),
        plain.chars().map(circled).collect(),
        plain.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat(),
        plain.chars().map(bold).collect(),
    ]
}

/// Hosts that end at this machine, in all spellings of all ways to write it.
fn hosts() -> Vec<String> {
    let mut hosts = Vec::new();
    for address in [Ipv4Addr::LOCALHOST, Ipv4Addr::new(127, 1, 2, 3), Ipv4Addr::UNSPECIFIED] {
        let [a, b, c, d] = address.octets().map(u32::from);
        hosts.extend(digits(address.to_bits(), 8));
        for a in digits(a, 2) {
            hosts.extend([format!("{a}.{b}.{c}.{d}"), format!("{a}.{}", (b << 16) | (c << 8) | d)]);
            hosts.extend([
                format!("{a}.{b}.{}", (c << 8) | d),
                format!("{a}.{b}.{c}.{d}."),
                format!("{a}。{b}．{c}｡{d}"),
            ]);
        }
        let (high, low) = ((a << 8) | b, (c << 8) | d);
        hosts.extend([
            format!("[::ffff:{address}]"),
            format!("[::ffff:{high:x}:{low:x}]"),
            format!("[0:0:0:0:0:FFFF:{address}]"),
            format!("[::{address}]"),
            format!("[::ffff:0:{address}]"),
            format!("[64:ff9b::{address}]"),
            format!("[64:ff9b:1::{address}]"),
            format!("[2002:{high:x}:{low:x}::]"),
            format!("[2002:{high:x}:{low:x}::1]"),
            format!("[2001:0:4136:e378:8000:63bf:{:x}:{:x}]", !high & 0xffff, !low & 0xffff),
            format!("[fe80::5efe:{address}]"),
            format!("[2001:db8::{address}]"),
        ]);
    }
    let fixed = [
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000::0001]",
        "[::%31]",
        "[::1%25lo]",
        "[::1%lo]",
        "[fe80::1%25lo]",
        "[fe80::1%251]",
        "[fec0::1]",
        "[ff02::1]",
        "[ff01::1]",
        "[fd00::1]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ｌocalhost",
        "loc%61lhost",
        "public.ngo@127.0.0.1",
        "public.ngo:80@127.0.0.1",
        "127.0.0.1%2f@127.0.0.1",
        "public.ngo%00@127.0.0.1",
        "@127.0.0.1",
        ":@127.0.0.1",
        "127.0.0.1\\@public.ngo",
        "127.0.0.1#@public.ngo",
        "127.0.0.1?@public.ngo",
        "127.0.0.1\t",
        "127.\n0.0.1",
    ];
    hosts.extend(fixed.map(str::to_owned));
    hosts
}

/// Whole addresses at a port, from hosts and from tricks with what stands around them.
fn addresses(port: u16) -> Vec<String> {
    let mut addresses: Vec<String> = hosts().iter().map(|host| format!("http://{host}:{port}/")).collect();
    for around in ["http:\\\\H\\", "http:H/", "http:/H/", "http:////H/", " http://H/ ", "HTTP://H/", "hTtP://H/a/../"] {
        addresses.push(around.replace('H', &format!("127.0.0.1:{port}")));
    }
    // No port: the canary is not there, but the guard does not know.
    addresses.extend(["http://127.0.0.1", "https://127.1/", "https://[::1]/", "http://0/"].map(str::to_owned));
    addresses
}

/// Addresses of names, one answer after the other; the last one stays.
#[derive(Default)]
struct Fickle {
    answers: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

#[async_trait]
impl Names for Fickle {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut answers = self.answers.lock().expect("nobody panics with it");
        let known = answers.get_mut(name.trim_end_matches('.')).ok_or_else(|| io::Error::other("no such name"))?;
        Ok(if known.len() > 1 { known.remove(0) } else { known[0].clone() })
    }
}

/// Every address that a name could give to lead to this machine, or to what is near it.
fn private() -> Vec<IpAddr> {
    let v4 = [[127, 0, 0, 1], [127, 255, 255, 254], [0, 0, 0, 0], [10, 0, 0, 1], [192, 168, 0, 1], [172, 16, 0, 1]];
    let more =
        [[169, 254, 169, 254], [100, 64, 0, 1], [192, 0, 0, 1], [198, 18, 0, 1], [224, 0, 0, 1], [255, 255, 255, 255]];
    let v6 =
        ["::", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1"];
    let rest = [
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "fe80::1",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "3fff::1",
    ];
    let v6 = v6.into_iter().chain(rest).map(|text| text.parse::<Ipv6Addr>().expect(text).into());
    v4.into_iter().chain(more).map(IpAddr::from).chain(v6).collect()
}

async fn refused(fetcher: &Fetcher, text: &str) -> bool {
    // What is no address at all for the parser that everything goes through leads nowhere.
    let Ok(url) = Url::parse(text) else { return false };
    let error = fetcher.visit(&url, &NONE).await.expect_err(text);
    let unknown = matches!(error, Error::Unresolved { .. });
    assert!(unknown || error.outcome_kind() == OutcomeKind::Blocked, "{text}: {error}");
    true
}

#[tokio::test]
async fn no_generated_address_name_or_redirect_reaches_this_machine() {
    let canary = canary().await;
    let port = canary.addr.port();
    let allowed = Fetcher::new(loopback(), noon).expect("a fetcher");
    allowed.visit(&format!("http://127.0.0.1:{port}/").parse().expect("an address"), &NONE).await.expect("it is there");
    let before = canary.seen_all().len();

    let fickle = Arc::new(Fickle::default());
    let names: Arc<dyn Names> = Arc::clone(&fickle) as Arc<dyn Names>;
    let fetcher = Fetcher::with_names(policy(), noon, &names).expect("a fetcher");
    let lure_ip: IpAddr = LURE.parse().expect("an address");
    let targets = Arc::new(Mutex::new(Vec::<String>::new()));
    let led = Arc::clone(&targets);
    let listener = TcpListener::bind((LURE, 0)).await.expect("a free port");
    let lure_port = listener.local_addr().expect("a bound socket").port();
    let lure = Hostile::on(listener, move |seen: &Seen| {
        let mut parts = seen.target.trim_start_matches('/').split('/');
        let (status, number) = (parts.next().and_then(|text| text.parse().ok()), parts.next());
        let targets = led.lock().expect("nobody panics with it");
        match (status, number.and_then(|text| targets.get(text.parse::<usize>().ok()?))) {
            (Some(status), Some(target)) => reply(status, &[("location", target)], b""),
            _ => reply(404, &[], b""),
        }
    });
    let mut cases = 0;

    // Directly.
    let addresses = addresses(port);
    for text in &addresses {
        cases += usize::from(refused(&fetcher, text).await);
    }
    // By way of a redirect of every kind; also without the scheme.
    let bare: Vec<String> = addresses.iter().filter_map(|text| Some(text.strip_prefix("http:")?.to_owned())).collect();
    targets.lock().expect("nobody panics with it").extend(addresses.into_iter().chain(bare));
    let count = targets.lock().expect("nobody panics with it").len();
    for number in 0..count {
        let status = [301, 302, 303, 307, 308][number % 5];
        let url: Url = format!("http://{LURE}:{lure_port}/{status}/{number}").parse().expect("an address");
        fetcher.visit(&url, &NONE).await.expect_err("nothing is there but the canary");
        cases += 1;
    }
    let lured = lure.seen_all().iter().filter(|seen| seen.target.ends_with(|c: char| c.is_ascii_digit())).count();
    assert!(lured >= count, "every lure was taken: {lured} of {count}");
    // By names: at once, among others, after a change of mind, and behind a redirect from the name itself.
    for (number, address) in private().into_iter().enumerate() {
        let once = format!("once{number}.wire.ngo");
        let among = format!("among{number}.wire.ngo");
        let later = format!("later{number}.wire.ngo");
        let change = vec![vec![lure_ip], vec![address]];
        {
            let mut answers = fickle.answers.lock().expect("nobody panics with it");
            answers.insert(once.clone(), vec![vec![address]]);
            answers.insert(among.clone(), vec![vec![address, address, lure_ip, address]]);
            answers.insert(later.clone(), change);
        }
        cases += usize::from(refused(&fetcher, &format!("http://{once}:{port}/")).await);
        cases += usize::from(refused(&fetcher, &format!("http://{once}.:{port}/")).await);
        // At the one address that is allowed the canary may be met.
        let met: Url = format!("http://{among}:{port}/").parse().expect("an address");
        fetcher.visit(&met, &NONE).await.expect(&among);
        // There for robots.txt, elsewhere for the document.
        cases += 1 + usize::from(refused(&fetcher, &format!("http://{later}:{port}/")).await);
    }
    assert!(fickle.asked.load(Ordering::Relaxed) >= 100, "names were looked up for every connection");
    assert!(cases >= 800, "{cases} cases");
    let reached = canary.seen_all().split_off(before);
    assert!(reached.len() >= private().len(), "the canary sees whoever comes");
    let strangers: Vec<&Seen> = reached.iter().filter(|seen| seen.at != lure_ip).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}
