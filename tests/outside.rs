//! What other people's programs make of what we publish: libxml2's reader, a real browser and readers of feeds. `tests/run`
//! installs them and runs this; a program that is missing fails the test and is named.

#[allow(dead_code, reason = "the other test binary uses the rest")]
mod support;

/// Readers of feeds.
#[path = "outside/readers.rs"]
mod readers;

/// Our pages in a browser.
#[path = "outside/pages.rs"]
mod pages;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::program::{Daemon, Place};
use support::site::Site;

/// A wire with hostile and right-to-left titles on its shelf.
fn wire() -> (Place, Site, Daemon) {
    let long = "Pneumonoultramicroscopic".repeat(12);
    let entries = [
        (
            "1",
            "https://a.example/1",
            "Kenya: &lt;script&gt;alert(1)&lt;/script&gt; office raided",
            "Officers took &amp;amp; kept ]]&gt; four laptops.",
        ),
        (
            "2",
            "https://a.example/2",
            "نداء عاجل: اعتقال المحامية ليلى منصور في تونس",
            "اعتقلت قوات الأمن المحامية من بيتها فجر اليوم.",
        ),
        ("3", "https://a.example/3", long.as_str(), "One word that is wider than any telephone."),
    ];
    let site = Site::serve([("/feed".to_owned(), "application/rss+xml", support::feeds::rss(&entries))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    let daemon = place.serve();
    daemon.until("/feed.atom", |body| body.contains("ليلى"));
    (place, site, daemon)
}

fn program(name: &str, package: &str) -> Command {
    let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).stdout(Stdio::null()).status();
    assert!(found.is_ok_and(|status| status.success()), "{name} is missing: install the package {package}");
    Command::new(name)
}

#[test]
fn libxml2_reads_what_we_write() {
    let (place, _site, daemon) = wire();
    for path in ["/feed.atom", "/feed.rss"] {
        let name = path.trim_start_matches('/');
        place.write(name, &daemon.get(path).1);
        let read =
            program("xmllint", "libxml2-utils").args(["--noout", "--nonet", name]).current_dir(place.path()).output();
        let read = read.expect("it runs");
        assert!(read.status.success(), "{path}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn the_page_fits_a_telephone_runs_nothing_and_loads_nothing() {
    let (_place, _site, daemon) = wire();
    let browser = Browser::start();
    for path in ["/", "/nowhere"] {
        browser.open(&format!("http://{}{path}", daemon.address));
        let width = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
        assert!(width.as_i64().is_some_and(|over| over <= 0), "{path} is {width} pixels too wide");
        let loaded = browser.run(
            "return performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.endsWith('/favicon.ico'))",
        );
        assert_eq!(loaded, json!([]), "{path} loads something");
        assert_eq!(browser.run("return document.scripts.length"), json!(0));
    }
    browser.open(&format!("http://{}/", daemon.address));
    let direction = browser.run(
        "const e = [...document.querySelectorAll('a')].find(a => a.textContent.includes('ليلى')); return getComputedStyle(e.closest('[dir]')).direction",
    );
    assert_eq!(direction, json!("rtl"), "Arabic is set from right to left");
    let feeds =
        browser.run("return [...document.querySelectorAll('link[rel=alternate][type]')].map(l => l.type).sort()");
    assert_eq!(feeds, json!(["application/atom+xml", "application/feed+json", "application/rss+xml"]));
    let link = browser.run("return document.querySelector('a[href*=\"alerts/\"]').href");
    browser.open(link.as_str().expect("an alert has a page"));
    assert!(
        browser.run("return document.body.innerText").as_str().is_some_and(|text| text.contains("Network lakeside"))
    );
}

#[test]
fn whoever_opens_a_feed_in_a_browser_sees_a_page() {
    let (_place, _site, daemon) = wire();
    let browser = Browser::start();
    for (path, entry) in [("/feed.atom", "entry"), ("/feed.rss", "item")] {
        browser.open(&format!("http://{}{path}", daemon.address));
        let shown = |selector: &str, property: &str| {
            browser.run(&format!(
                "const all = [...document.querySelectorAll('{selector}')]; \
                 const e = all.find(e => e.textContent.includes('ليلى')) || all[0]; \
                 return getComputedStyle(e)['{property}']"
            ))
        };
        let title = format!("{entry} > title");
        assert_eq!(shown(&title, "display"), json!("block"), "{path}");
        assert_eq!(shown(&title, "unicodeBidi"), json!("plaintext"), "Arabic is set from right to left: {path}");
        let seen = browser.run(&format!("return document.querySelectorAll('{title}')[1].getClientRects().length"));
        assert_eq!(seen, json!(1), "it takes room: {path}");
        let markup = if entry == "entry" { "entry > content" } else { "item > description" };
        assert_eq!(shown(markup, "display"), json!("none"), "markup for readers is left out: {path}");
        let hint = browser.run("return getComputedStyle(document.querySelector('title'), '::before').content");
        assert!(hint.as_str().is_some_and(|hint| hint.contains("feed reader")), "{path}: {hint}");
        let width = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
        assert!(width.as_i64().is_some_and(|over| over <= 0), "{path} is {width} pixels too wide");
        let loaded = browser.run("return performance.getEntriesByType('resource').map(r => new URL(r.name).pathname)");
        assert!(loaded == json!(["/feed.css"]) || loaded == json!([]), "{path} loads {loaded}");
    }
    browser.open(&format!("http://{}/feed.atom", daemon.address));
    let link = browser.run("return document.querySelector('subtitle').getElementsByTagName('a')[0].href");
    assert_eq!(link, json!("https://wire.example/"), "a link to the same for people");
}

/// A headless Chromium behind ChromeDriver (W3C WebDriver).
struct Browser {
    driver: Child,
    session: String,
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

impl Browser {
    fn start() -> Self {
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let driver = program("chromedriver", "chromium-driver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        drop(rustls::crypto::ring::default_provider().install_default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut browser = Self { driver, session: format!("http://127.0.0.1:{port}/session"), client, runtime };
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"],
            "mobileEmulation": {"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0}}}}}});
        let start = Instant::now();
        let id = loop {
            if let Some(answer) = browser.post(&browser.session, &wanted) {
                break answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
            }
            assert!(start.elapsed() < Duration::from_secs(30), "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(100));
        };
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    fn post(&self, url: &str, body: &Value) -> Option<Value> {
        self.runtime.block_on(async {
            let sent =
                self.client.post(url).header("content-type", "application/json").body(body.to_string()).send().await;
            let mut answer = sent.ok()?;
            let mut bytes = Vec::new();
            while let Some(chunk) = answer.chunk().await.ok()? {
                bytes.extend_from_slice(&chunk);
            }
            serde_json::from_slice(&bytes).ok()
        })
    }

    fn open(&self, url: &str) {
        let answer = self.post(&format!("{}/url", self.session), &json!({"url": url})).expect("an answer");
        assert_eq!(answer["value"], Value::Null, "{answer}");
    }

    fn run(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.post(&format!("{}/execute/sync", self.session), &body).expect("an answer")["value"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.runtime.block_on(self.client.delete(&self.session).send()));
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
