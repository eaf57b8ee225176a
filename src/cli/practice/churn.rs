//! Change without end for tests that kill the wire: at every poll something may be new, edited or repeated, as a seed
//! decides.

use chrono::{DateTime, Utc};

use super::stage::{CAIRN, LAMPWARD, Stage, Words};

/// No site grows beyond this; from then on only edits happen.
const MOST: usize = 200;

/// A small random generator (SplitMix64): the same seed gives the same world for the same polls.
#[derive(Debug)]
pub(super) struct Churn {
    state: u64,
    count: u32,
}

impl Churn {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, count: 0 }
    }

    /// What happens at a site right before it is read: up to three new entries, at most one edit, perhaps nothing.
    pub(super) fn turn(&mut self, stage: &mut Stage, desk: usize, now: DateTime<Utc>) {
        for _ in 0..self.below(4) {
            if stage.on(desk).len() < MOST {
                self.count += 1;
                let words = self.invent();
                stage.publish(desk, words, now);
            }
        }
        if desk == CAIRN && stage.on(CAIRN).len() < MOST && self.below(3) == 0 {
            self.repeat(stage, now);
        }
        if self.below(2) == 0 {
            self.edit(stage, desk, now);
        }
    }

    fn repeat(&mut self, stage: &mut Stage, now: DateTime<Utc>) {
        let Some(original) = self.any(stage, LAMPWARD) else { return };
        let is_known = stage.on(CAIRN).iter().any(|entry| entry.link == stage.on(LAMPWARD)[original].link);
        if !is_known {
            let slug = slug(stage, LAMPWARD, original);
            stage.repeat(CAIRN, LAMPWARD, &slug, now);
        }
    }

    /// A statement that stands on two sites is left as it is: which of two versions counts is no matter of chance.
    fn edit(&mut self, stage: &mut Stage, desk: usize, now: DateTime<Utc>) {
        let Some(chosen) = self.any(stage, desk) else { return };
        let entry = &stage.on(desk)[chosen];
        if stage.all().filter(|other| other.link == entry.link).count() > 1 {
            return;
        }
        let first = entry.text.split(" Update ").next().unwrap_or_default();
        let text =
            format!("{first} Update {}: {} people now ask for an answer.", entry.revision + 1, self.below(9000) + 100);
        let title = entry.title.clone();
        let slug = slug(stage, desk, chosen);
        stage.rewrite(desk, Words { slug, title, text }, now);
    }

    fn invent(&mut self) -> Words {
        let number = self.count;
        let person = format!("{} {}", self.name(), self.name());
        let place = PLACES[self.below(PLACES.len())];
        let deed = DEEDS[self.below(DEEDS.len())];
        let days = self.below(30) + 1;
        Words {
            slug: format!("practice-{number}"),
            title: format!("{person} {deed} in {place} (practice {number})"),
            text: format!(
                "{person} was {deed} in {place} {days} days after a hearing; file {number} of the practice world."
            ),
        }
    }

    /// A name that nobody has.
    fn name(&mut self) -> String {
        let syllables: String = (0..3).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        let (first, rest) = syllables.split_at(1);
        first.to_uppercase() + rest
    }

    fn any(&mut self, stage: &Stage, desk: usize) -> Option<usize> {
        let count = stage.on(desk).len();
        (count > 0).then(|| self.below(count))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % bound as u64) as usize
    }
}

fn slug(stage: &Stage, desk: usize, index: usize) -> String {
    let path = stage.on(desk)[index].link.path();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

const PLACES: [&str; 12] = [
    "Tocoa",
    "Masindi",
    "Hrodna",
    "Kisumu",
    "Rajshahi",
    "Puno",
    "Tumaco",
    "Sonsonate",
    "Gulu",
    "Lashio",
    "Cotabato",
    "Oruro",
];
const DEEDS: [&str; 5] = ["threatened", "detained", "followed", "released", "beaten"];
const SYLLABLES: [&str; 14] =
    ["qua", "zel", "ro", "vim", "ta", "ber", "oki", "lun", "sha", "dre", "mo", "fi", "gar", "pe"];
