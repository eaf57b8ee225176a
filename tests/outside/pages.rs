//! Our pages in a real browser: without a script, on a telephone, in the dark, from right to left, and for people who cannot
//! see them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Browser, wire};
use crate::support::program::Daemon;

/// Every kind of page, below the folder of a language.
fn paths(browser: &Browser, daemon: &Daemon) -> Vec<String> {
    browser.open(&format!("http://{}/", daemon.address));
    let link = browser.run("return new URL(document.querySelector('a[href*=\"alerts/\"]').href).pathname");
    let alert = link.as_str().expect("an alert has a page").trim_start_matches('/').to_owned();
    let case = alert.replace("alerts/", "case/");
    let paths = ["", "?country=KEN", "?urgency=resolved", "removal", "nowhere", alert.as_str(), case.as_str()];
    paths.map(str::to_owned).to_vec()
}

#[test]
fn filters_work_where_no_script_can_run_and_nobody_has_a_mouse() {
    let (_place, _site, daemon) = wire();
    let browser = Browser::start();
    let front = format!("http://{}/", daemon.address);
    browser.open(&front);
    browser.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.devtools("Page.reload", &json!({}));
    browser.until(&front);
    browser.press("summary", "Enter");
    browser.press("select[name=country]", "K");
    browser.press("form button", "Enter");
    browser.until(&format!("{front}country/KEN/"));
    let page = browser.html();
    assert!(page.contains("<title>Almenara: Kenya</title>"), "{page}");
    assert!(page.contains("office raided") && !page.contains("ليلى"), "{page}");
    assert!(
        page.contains("href=\"../../country/KEN/feed.atom\"")
            && page.contains("https://wire.example/country/KEN/feed.atom"),
        "{page}"
    );
    browser.press("ul.row a[href='../../']", "Enter");
    browser.until(&front);
}

#[test]
fn every_page_fits_a_telephone_in_every_language_and_leads_to_nothing_that_is_not_there() {
    let (_place, _site, daemon) = wire();
    let browser = Browser::start();
    for path in paths(&browser, &daemon) {
        for folder in ["", "es/", "fr/", "pt/", "ar/"] {
            let address = format!("http://{}/{folder}{path}", daemon.address);
            browser.open(&address);
            browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
            let width = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
            assert!(width.as_i64().is_some_and(|over| over <= 0), "{address} is {width} pixels too wide");
            let direction = browser.run("return getComputedStyle(document.querySelector('h2, p')).direction");
            assert_eq!(direction, json!(if folder == "ar/" { "rtl" } else { "ltr" }), "{address}");
            let loaded = browser.run(
                "return performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.endsWith('/favicon.ico'))",
            );
            assert_eq!(loaded, json!([]), "{address} loads something");
            // What answers any address links absolutely, to where the world reaches the wire.
            if path == "nowhere" {
                continue;
            }
            let links = browser.run(
                "return [...new Set([...document.querySelectorAll('a[href], link[href]')].map(a => a.href))]\
                 .filter(h => h.startsWith(location.origin)).map(h => h.slice(location.origin.length).split('#')[0])",
            );
            for link in links.as_array().expect("links") {
                let link = link.as_str().expect("an address");
                let (status, _) = daemon.get(link);
                assert_eq!(status, 200, "{address} leads to {link}");
            }
        }
    }
}

/// Luminances of every text and of what stands behind it, by the formulas of WCAG 2.2; what falls short of 4.5 to 1, or of 3
/// to 1 where it is large, is told.
const CONTRAST: &str = "
const parse = c => c.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
const faults = [];
for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e), a = light(parse(style.color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) faults.push(`${e.tagName} ${e.className} ${ratio.toFixed(2)} ${e.textContent.slice(0, 30)}`);
}
return faults;";

#[test]
fn pages_are_dark_where_readers_like_it_so_and_every_text_stands_out() {
    let (_place, _site, daemon) = wire();
    let browser = Browser::start();
    let paths = paths(&browser, &daemon);
    for scheme in ["light", "dark"] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", &features);
        for path in &paths {
            browser.open(&format!("http://{}/{path}", daemon.address));
            let back =
                browser.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]");
            let back = back.as_u64().expect("a colour");
            assert!(if scheme == "dark" { back < 60 } else { back > 200 }, "/{path} {scheme}: {back}");
            browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
            assert_eq!(browser.run(CONTRAST), json!([]), "/{path} {scheme}");
        }
    }
}

/// What screen readers and keyboards need most; what is missing is told.
const NEEDS: &str = "
const faults = [], all = s => [...document.querySelectorAll(s)];
const named = e => (e.getAttribute('aria-label') || e.textContent).trim();
if (!document.documentElement.lang) faults.push('no language');
if (!document.title.trim()) faults.push('no title');
for (const [s, n] of [['h1', 1], ['main', 1], ['body > header', 1], ['body > footer', 1], ['header nav[aria-label]', 1]])
    if (all(s).length !== n) faults.push(`${all(s).length} ${s}`);
let level = 0;
for (const h of all('h1, h2, h3, h4')) { const own = +h.tagName[1];
    if (own > level + 1) faults.push(`h${level} is followed by ${h.tagName} ${h.textContent}`); level = own;
    if (!named(h)) faults.push('an empty heading'); }
for (const e of all('select, input:not([type=hidden]), textarea')) if (!e.labels.length || !named(e.labels[0])) faults.push(`no label: ${e.name}`);
for (const e of all('a[href], button, summary')) if (!named(e)) faults.push(`no name: ${e.outerHTML}`);
for (const e of all('svg, img')) if (e.getAttribute('role') !== 'img' || !e.getAttribute('aria-label')) faults.push('a picture without words');
for (const e of all('svg a, [role=img] a, [tabindex]:not([tabindex=\"-1\"])')) faults.push(`in the way of the keyboard: ${e.outerHTML}`);
const ids = all('[id]').map(e => e.id);
if (new Set(ids).size !== ids.length) faults.push('an id stands twice');
for (const e of all('[aria-labelledby]')) if (!document.getElementById(e.getAttribute('aria-labelledby'))) faults.push('labelled by nothing');
const first = document.querySelector('a[href], button, select');
if (!first.hash || !document.querySelector(first.hash)) faults.push('the first link does not skip to the content');
return faults;";

#[test]
fn who_cannot_see_a_page_finds_the_way_in_it() {
    let (_place, _site, daemon) = wire();
    let browser = Browser::start();
    let axe = axe();
    for path in paths(&browser, &daemon) {
        for folder in ["", "ar/"] {
            let address = format!("http://{}/{folder}{path}", daemon.address);
            browser.open(&address);
            browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
            assert_eq!(browser.run(NEEDS), json!([]), "{address}");
            if let Some(axe) = &axe {
                browser.run(axe);
                let found = browser.wait(
                    "const done = arguments[arguments.length - 1]; axe.run(document).then(r => done(r.violations\
                     .map(v => `${v.impact} ${v.id}: ${v.nodes.map(n => n.html).join(' ').slice(0, 300)}`)), e => done(String(e)))",
                );
                assert_eq!(found, json!([]), "{address}");
            }
        }
    }
}

/// The rules of axe-core, where `tests/run` could fetch them.
fn axe() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/package/axe.min.js");
    match std::fs::read_to_string(&path) {
        Ok(script) => Some(script),
        Err(_) => {
            eprintln!("{} is missing: only our own rules are held against the pages", path.display());
            None
        }
    }
}

/// The README's picture. It is only written anew where `ALMENARA_PICTURE` is set, as `tests/run --picture` does: two
/// browsers never draw the same letters.
#[test]
fn the_practice_world_makes_a_picture() {
    let (_demo, address) = demo();
    let browser = Browser::start();
    let size = json!({"width": 900, "height": 1180, "deviceScaleFactor": 1, "mobile": false});
    browser.open(&format!("http://{address}/"));
    browser.devtools("Emulation.setDeviceMetricsOverride", &size);
    let shown = browser.run("return document.querySelectorAll('ol.alerts > li').length");
    assert!(shown.as_u64().is_some_and(|shown| shown >= 3), "{shown} alerts");
    let picture = browser.devtools("Page.captureScreenshot", &json!({}));
    let picture = decode(picture["data"].as_str().expect("a picture"));
    assert!(picture.starts_with(b"\x89PNG") && picture.len() < 150_000, "{} bytes", picture.len());
    let kept: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/picture.png");
    if std::env::var_os("ALMENARA_PICTURE").is_some() {
        std::fs::write(&kept, picture).expect("it can be written");
    }
    let kept = std::fs::read(&kept).expect("the README has a picture");
    assert!(kept.starts_with(b"\x89PNG") && kept.len() < 150_000);
}

/// The demo, once its story is told.
fn demo() -> (Demo, String) {
    use std::io::{BufRead as _, BufReader};
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_almenara"))
        .args(["demo", "--pace", "0"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let demo = Demo(child);
    let mut address = String::new();
    for line in lines.map_while(Result::ok) {
        if let Some(rest) = line.strip_prefix("Look here: http://") {
            rest.trim_end_matches('/').clone_into(&mut address);
        }
        if line.starts_with("The story is told") {
            break;
        }
    }
    assert!(!address.is_empty(), "the demo says where it is");
    (demo, address)
}

/// Ends with the test.
struct Demo(std::process::Child);

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Base 64 (RFC 4648 §4).
fn decode(text: &str) -> Vec<u8> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |byte| digits.iter().position(|digit| *digit == byte).map(|place| place as u32);
    let values: Vec<u32> = text.bytes().filter_map(value).collect();
    let bytes = values.chunks(4).flat_map(|four| {
        let word = four.iter().fold(0, |word, value| word << 6 | value) << (6 * (4 - four.len()));
        word.to_be_bytes()[1..four.len()].to_vec()
    });
    bytes.collect()
}

impl Browser {
    /// Sends a command of the Chrome DevTools protocol.
    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        let mut answer = self.post(&format!("{}/goog/cdp/execute", self.session), &body).expect("an answer");
        assert!(answer["value"].get("error").is_none(), "{command} {parameters}: {answer}");
        answer["value"].take()
    }

    /// Waits until the page of an address is there.
    fn until(&self, address: &str) {
        let start = Instant::now();
        loop {
            let history = self.devtools("Page.getNavigationHistory", &json!({}));
            let current = history["currentIndex"].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a place");
            let shown = &history["entries"][current]["url"];
            if shown == address && self.html().contains("</footer>") {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{shown} instead of {address}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the page is made of, asked of the browser and not of a script.
    fn html(&self) -> String {
        let root = self.devtools("DOM.getDocument", &json!({"depth": 0}))["root"]["nodeId"].take();
        let html = self.devtools("DOM.getOuterHTML", &json!({"nodeId": root}))["outerHTML"].take();
        html.as_str().expect("a page").to_owned()
    }

    /// Presses a key on what a selector finds first.
    fn press(&self, selector: &str, key: &str) {
        let root = self.devtools("DOM.getDocument", &json!({"depth": 0}))["root"]["nodeId"].take();
        let found = self.devtools("DOM.querySelector", &json!({"nodeId": root, "selector": selector}));
        self.devtools("DOM.focus", &json!({"nodeId": found["nodeId"]}));
        let (code, text) = if key == "Enter" { (13, "\r") } else { (u32::from(key.as_bytes()[0]), key) };
        let stroke = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code, "text": text});
        self.devtools("Input.dispatchKeyEvent", &stroke);
        self.devtools("Input.dispatchKeyEvent", &json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}));
    }

    /// Runs a script that calls back.
    fn wait(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.post(&format!("{}/execute/async", self.session), &body).expect("an answer")["value"].take()
    }
}
