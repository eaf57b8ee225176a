//! What shows that a document comes from the hub that was told the secret (WebSub §8).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// True where a signature such as `sha256=5ac9…` was made of these bytes with that secret. Compared in constant time.
pub(super) fn holds(signature: &str, secret: &str, body: &[u8]) -> bool {
    let Some((method, digits)) = signature.trim().split_once('=') else { return false };
    let Some(tag) = bytes(digits) else { return false };
    let (key, tag) = (secret.as_bytes(), tag.as_slice());
    match method.to_ascii_lowercase().as_str() {
        "sha1" => verify::<Hmac<Sha1>>(key, body, tag),
        "sha256" => verify::<Hmac<Sha256>>(key, body, tag),
        "sha384" => verify::<Hmac<Sha384>>(key, body, tag),
        "sha512" => verify::<Hmac<Sha512>>(key, body, tag),
        _ => false,
    }
}

fn verify<M: Mac + KeyInit>(key: &[u8], body: &[u8], tag: &[u8]) -> bool {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return false };
    mac.update(body);
    mac.verify_slice(tag).is_ok()
}

/// Hexadecimal digits as bytes.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if digits.len() > 128 || !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    digits.chunks_exact(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_signature_holds_for_its_own_body_secret_and_method() {
        // RFC 2202 §3 and RFC 4231 §4.3, test case 2.
        let sha1 = "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
        let sha256 = "SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843";
        let body = b"what do ya want for nothing?";
        assert!(holds(sha1, "Jefe", body) && holds(sha256, "Jefe", body));
        assert!(!holds(sha1, "jefe", body) && !holds(sha256, "Jefe", b"what do ya want for nothing"));
        for broken in [
            "",
            "sha1",
            "sha1=",
            "sha1=ef",
            "sha1=x",
            "md5=00",
            "=",
            "sha256=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
            "sha1=é1",
        ] {
            assert!(!holds(broken, "Jefe", body), "{broken}");
        }
    }
}
