//! What JSON weighs once it is read: an object of a few bytes takes half a kilobyte, a number of one byte takes thirty.

/// The most objects and lists, and the most values, of one document. A feed of five thousand entries has a tenth of it.
const MAX_HOLDERS: usize = 200_000;
const MAX_VALUES: usize = 2_000_000;

/// Whether a document can be read without taking far more memory than it has bytes; else what it has too many of. Never
/// looks at more than the bytes, and never fails: what is no JSON is for its reader to say.
pub(super) fn too_heavy(json: &str) -> Option<String> {
    let (mut holders, mut values) = (0_usize, 0_usize);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => {
                while let Some(within) = bytes.next() {
                    match within {
                        b'\\' => _ = bytes.next(),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            b'{' | b'[' => holders += 1,
            b',' => values += 1,
            _ => {}
        }
        if holders > MAX_HOLDERS {
            return Some(format!("it holds more than {MAX_HOLDERS} objects and lists"));
        }
        if values > MAX_VALUES {
            return Some(format!("it holds more than {MAX_VALUES} values"));
        }
    }
    None
}
