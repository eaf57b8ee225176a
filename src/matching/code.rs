//! Reference codes by what tells them apart.

use super::spelling::short;
use crate::model::Reference;

/// A reference code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Code {
    pub(super) series: u32,
    pub(super) whole: u32,
    /// Without the number of a continuation.
    pub(super) case: u32,
}

impl Code {
    pub(super) fn of(reference: &Reference) -> Self {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let case =
            reference.code.rsplit_once('.').filter(|(_, last)| digits(last)).map_or(&*reference.code, |(case, _)| case);
        Self { series: short(&reference.series), whole: short(&reference.code), case: short(case) }
    }
}
