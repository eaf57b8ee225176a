//! Invented reports without end: names as people's names are spread, a few copies, translations and follow-ups.

use std::fmt::Write as _;

/// A generator of numbers that look random and are the same each time (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A small number often, a great one seldom, as with family names.
    fn common(&mut self, bound: usize) -> usize {
        let bound = self.below(bound) + 1;
        let bound = self.below(bound) + 1;
        self.below(bound)
    }
}

const SYLLABLES: [&str; 24] = [
    "ka", "lo", "mi", "ran", "te", "su", "ve", "dor", "bal", "nin", "qua", "zer", "pho", "gu", "shi", "mar", "ol",
    "tan", "ely", "bro", "cha", "dis", "fen", "hul",
];
const PLACES: [&str; 40] = [
    "Kenya", "Honduras", "Peru", "Myanmar", "Belarus", "Egypt", "Sudan", "Mexico", "Colombia", "Nepal", "Uganda",
    "Turkey", "Iran", "Iraq", "Yemen", "Chad", "Mali", "Togo", "Benin", "Ghana", "Brazil", "Bolivia", "Ecuador",
    "Panama", "Haiti", "Cuba", "India", "China", "Vietnam", "Laos", "Russia", "Ukraine", "Serbia", "Tunisia",
    "Algeria", "Morocco", "Libya", "Jordan", "Kuwait", "Oman",
];
const ACTS: [(&str, &str); 8] = [
    ("arrested", "was arrested at home by plain-clothes officers, and nobody has been told where the detainee is held"),
    ("threatened", "received a written death threat after speaking at the town meeting about the sale of common land"),
    ("attacked", "was beaten by masked men on the way home from a hearing and is being treated for a broken arm"),
    ("charged", "was charged with spreading false news over an article on the contracts of the port authority"),
    ("missing", "has not been seen since leaving the office of the association and the family fears an abduction"),
    ("killed", "was shot dead in front of the house; colleagues demand an investigation without delay"),
    ("sentenced", "was sentenced to four years in prison in a trial from which observers were kept out"),
    ("evicted", "was driven out with eleven families although a court had stopped the eviction a month before"),
];
const ROLES: [&str; 8] = [
    "lawyer",
    "journalist",
    "teacher",
    "land defender",
    "student leader",
    "union organiser",
    "doctor",
    "community radio host",
];

/// One entry as a network prints it.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) text: String,
    name: String,
    place: &'static str,
}

/// All reports there are.
pub(crate) struct World {
    pub(crate) dice: Dice,
    recent: Vec<Told>,
    count: usize,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { dice: Dice(1), recent: Vec::new(), count: 0 }
    }

    /// The next report: mostly something new, sometimes a copy or a follow-up of something recent.
    pub(crate) fn next(&mut self) -> Told {
        self.count += 1;
        let number = self.count;
        let fate = self.dice.below(100);
        if fate < 10 && !self.recent.is_empty() {
            let place = self.dice.below(self.recent.len());
            let old = self.recent[place].clone();
            return if fate < 6 { Told { number, ..old } } else { follow_up(old, number) };
        }
        let told = self.fresh(number);
        if self.recent.len() < 500 {
            self.recent.push(told.clone());
        } else {
            let place = self.dice.below(500);
            self.recent[place] = told.clone();
        }
        told
    }

    fn fresh(&mut self, number: usize) -> Told {
        let dice = &mut self.dice;
        let name = format!("{} {}", word(dice, 4_000), word(dice, 60_000));
        let place = dice.one(&PLACES);
        let (act, text) = ACTS[dice.below(ACTS.len())];
        let (role, town) = (dice.one(&ROLES), word(dice, 3_000));
        let mut long = format!("{name}, a {role} from {town}, {text}. ");
        let (days, hours) = (dice.below(27) + 2, dice.below(22) + 2);
        let _ = write!(
            long,
            "It is the {days}th such case this year that the {} Committee has counted in {place}, and the {hours}rd in the district of {}.",
            word(dice, 900),
            word(dice, 3_000)
        );
        Told { number, title: format!("{place}: {role} {name} {act}"), text: long, name, place }
    }
}

fn follow_up(old: Told, number: usize) -> Told {
    let title = format!("{}: {} released", old.place, old.name);
    let text = format!("{} was released on bail this morning and is back with the family.", old.name);
    Told { number, title, text, ..old }
}

/// A word of two to four syllables, the same for the same number; small numbers are common.
fn word(dice: &mut Dice, of: usize) -> String {
    let mut number = dice.common(of) * 7 + 300;
    let mut word = String::new();
    while number > 0 {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
    }
    let first = word.remove(0);
    first.to_uppercase().chain(word.chars()).collect()
}

/// An RSS feed of these entries.
pub(crate) fn rss(entries: &[Told], host: &str, date: &str) -> Vec<u8> {
    let mut feed =
        format!("<rss version=\"2.0\"><channel><title>{host}</title><link>https://{host}/</link><description/>");
    for Told { number, title, text, .. } in entries {
        let _ = write!(
            feed,
            "<item><guid isPermaLink=\"false\">{number}</guid><link>https://{host}/{number}</link><title>{title}</title>\
             <description>{text}</description><pubDate>{date}</pubDate></item>"
        );
    }
    feed.push_str("</channel></rss>");
    feed.into_bytes()
}
