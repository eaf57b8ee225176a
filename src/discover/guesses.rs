//! Where publishing systems keep the feed of a page that names none.

use url::Url;

/// What stands below the page's own address.
const BELOW: [&str; 9] =
    ["feed/", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json", "rss/", "feed.atom"];
/// What is asked of the page's own address.
const ASKED: [&str; 2] = ["feed=rss2", "format=feed&type=rss"];
/// What stands at the root of a site only.
const AT_ROOT: [&str; 2] = ["spip.php?page=backend", "node/feed"];

/// Addresses below the page's own that may be its feed, likeliest first.
pub(super) fn of_page(page: &Url) -> Vec<Url> {
    let mut folder = page.clone();
    folder.set_fragment(None);
    folder.set_query(None);
    let named = folder.path().rsplit('/').next().is_some_and(|name| name.contains('.'));
    let path = match folder.path().rsplit_once('/') {
        Some((parent, _)) if named => format!("{parent}/"),
        _ => format!("{}/", folder.path().trim_end_matches('/')),
    };
    folder.set_path(&path);
    let mut guesses: Vec<Url> = Vec::new();
    let mut add = |url: Url| {
        if !guesses.contains(&url) {
            guesses.push(url);
        }
    };
    let at_root = path == "/";
    for name in BELOW.iter().chain(AT_ROOT.iter().filter(|_| at_root)).take(2) {
        folder.join(name).into_iter().for_each(&mut add);
    }
    for query in ASKED {
        let mut url = page.clone();
        url.set_fragment(None);
        let query = page.query().map_or_else(|| query.to_owned(), |known| format!("{known}&{query}"));
        url.set_query(Some(&query));
        add(url);
    }
    for name in BELOW.iter().skip(2).chain(AT_ROOT.iter().filter(|_| at_root)) {
        folder.join(name).into_iter().for_each(&mut add);
    }
    guesses
}

/// Addresses of the whole site's feed.
pub(super) fn of_site(page: &Url) -> Vec<Url> {
    page.join("/").map(|root| of_page(&root)).unwrap_or_default()
}
