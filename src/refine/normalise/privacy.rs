//! What leads to a person's door is taken out of what is shown: phone numbers, e-mail and street addresses. Dates,
//! codes, amounts and numbers of people stay; in doubt a number stays, unless a word beside it says that it is a phone.

mod email;
mod phone;
mod street;
mod words;

use std::ops::Range;

use crate::model::{Basis, Field, Reason};

/// What stands in the place of what was taken out.
const GAP: &str = "[…]";

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Phone,
    Email,
    Street,
}

impl Kind {
    fn rule(self) -> &'static str {
        match self {
            Self::Phone => "phone-removed",
            Self::Email => "email-removed",
            Self::Street => "street-address-removed",
        }
    }
}

/// A text without phone numbers, e-mail and street addresses, with a reason for each that was taken out; `None` where
/// there was none. The reasons show what was there without telling it.
pub fn conceal(text: &str, field: Field) -> Option<(String, Vec<Reason>)> {
    let mut found: Vec<(Kind, Range<usize>)> = Vec::new();
    for (kind, ranges) in
        [(Kind::Email, email::find(text)), (Kind::Phone, phone::find(text)), (Kind::Street, street::find(text))]
    {
        for range in ranges {
            if found.iter().all(|(_, other)| range.end <= other.start || other.end <= range.start) {
                found.push((kind, range));
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    found.sort_by_key(|(_, range)| range.start);
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    let mut reasons = Vec::new();
    for (kind, range) in found {
        let between = &text[at..range.start];
        // several in a row leave one gap
        if !(shown.ends_with(GAP) && between.chars().all(|c| c.is_whitespace() || "/,;|·-–".contains(c))) {
            shown.push_str(between);
            shown.push_str(GAP);
        }
        let matched = hint(kind, &text[range.clone()]);
        reasons.push(Reason::new(field.term(), kind.rule(), matched, field, Basis::Inferred));
        at = range.end;
    }
    shown.push_str(&text[at..]);
    Some((shown, reasons))
}

/// True where a sanitised markup leads to a phone or a mailbox through a link.
pub fn leads_to_a_person(html: &str) -> bool {
    ["mailto:", "tel:", "sms:", "wa.me/", "whatsapp.com/", "whatsapp:"].iter().any(|mark| html.contains(mark))
}

/// Enough to recognise a mistake by, too little to reach anybody with.
fn hint(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Phone => format!("{}… ({} digits)", beginning(text, 3), text.chars().filter(|c| c.is_numeric()).count()),
        Kind::Email => format!("{}…", beginning(text, 1)),
        Kind::Street => format!("{}…", beginning(text, 6)),
    }
}

fn beginning(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}
