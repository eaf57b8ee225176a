//! Content negotiation: plain, gzip or brotli?

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

use crate::model::Coding;

/// The codings that a reader prefers to plain bytes, best first (RFC 9110 §12.5.3); where it likes both as much, the one
/// that makes fewer bytes. Without the header, none; a weight that cannot be read counts as none.
pub(super) fn preferred(headers: &HeaderMap) -> impl Iterator<Item = Coding> {
    let (mut gzip, mut brotli, mut identity, mut any) = (None, None, None, None);
    for line in headers.get_all(ACCEPT_ENCODING) {
        for part in line.to_str().unwrap_or_default().split(',') {
            let (coding, parameters) = part.split_once(';').unwrap_or((part, ""));
            let place = match coding.trim() {
                coding if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") => &mut gzip,
                coding if coding.eq_ignore_ascii_case("br") => &mut brotli,
                coding if coding.eq_ignore_ascii_case("identity") => &mut identity,
                "*" => &mut any,
                _ => continue,
            };
            *place = Some(weight(parameters));
        }
    }
    let weighed = |named: Option<f32>| named.or(any).unwrap_or(0.0);
    let (gzip, brotli) = (weighed(gzip), weighed(brotli));
    let codings = if gzip > brotli {
        [(Coding::Gzip, gzip), (Coding::Brotli, brotli)]
    } else {
        [(Coding::Brotli, brotli), (Coding::Gzip, gzip)]
    };
    // Plain bytes that nobody named are acceptable, but come last.
    let plain = identity.unwrap_or(0.0);
    codings.into_iter().filter(move |(_, weight)| *weight > 0.0 && *weight >= plain).map(|(coding, _)| coding)
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
    fn a_coding_is_chosen_by_weight() {
        const G: Coding = Coding::Gzip;
        const B: Coding = Coding::Brotli;
        let wanted: [(&str, &[Coding]); 17] = [
            ("gzip", &[G]),
            ("GZIP;q=0.5", &[G]),
            ("br, gzip", &[B, G]),
            ("gzip, deflate, BR", &[B, G]),
            ("br;q=0.5, gzip", &[G, B]),
            ("*", &[B, G]),
            ("gzip;q=1.0, identity;q=0.5", &[G]),
            ("deflate,x-gzip", &[G]),
            ("*;q=0.1, identity;q=0", &[B, G]),
            ("", &[]),
            ("br", &[B]),
            ("gzip;q=0", &[]),
            ("identity", &[]),
            ("gzip;q=0.2, identity;q=0.8", &[]),
            ("*;q=0", &[]),
            ("gzip;q=0, *", &[B]),
            ("gzip;q=7, br;q=nan", &[]),
        ];
        for (header, expected) in wanted {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, header.parse().expect("a header"))]);
            assert_eq!(preferred(&headers).collect::<Vec<_>>(), expected, "{header:?}");
        }
        assert_eq!(preferred(&HeaderMap::new()).count(), 0);
    }
}
