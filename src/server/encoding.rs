//! Content negotiation: plain or gzip?

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// Whether a reader prefers gzip to plain bytes (RFC 9110 §12.5.3). Without the header, plain; a weight that cannot be
/// read counts as none.
pub(super) fn prefers_gzip(headers: &HeaderMap) -> bool {
    let mut gzip = None;
    let mut identity = None;
    let mut any = None;
    for line in headers.get_all(ACCEPT_ENCODING) {
        for part in line.to_str().unwrap_or_default().split(',') {
            let (coding, parameters) = part.split_once(';').unwrap_or((part, ""));
            match coding.trim().to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => gzip = Some(weight(parameters)),
                "identity" => identity = Some(weight(parameters)),
                "*" => any = Some(weight(parameters)),
                _ => {}
            }
        }
    }
    let gzip = gzip.or(any).unwrap_or(0.0);
    // Plain bytes that nobody named are acceptable, but come last.
    gzip > 0.0 && gzip >= identity.unwrap_or(0.0)
}

fn weight(parameters: &str) -> f32 {
    let q = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse::<f32>().ok())
    });
    match q {
        None => 1.0,
        Some(q) => q.filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_chosen_by_weight() {
        let wanted = [
            "gzip",
            "GZIP;q=0.5",
            "br, gzip",
            "*",
            "gzip;q=1.0, identity;q=0.5",
            "deflate,x-gzip",
            "*;q=0.1, identity;q=0",
        ];
        let refused = [
            "",
            "br",
            "gzip;q=0",
            "identity",
            "gzip;q=0.2, identity;q=0.8",
            "*;q=0",
            "gzip;q=nan",
            "gzip;q=0, *",
            "gzip;q=7",
        ];
        for (header, expected) in wanted.map(|h| (h, true)).into_iter().chain(refused.map(|h| (h, false))) {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, header.parse().expect("a header"))]);
            assert_eq!(prefers_gzip(&headers), expected, "{header:?}");
        }
        assert!(!prefers_gzip(&HeaderMap::new()));
    }
}
