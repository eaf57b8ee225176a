//! Inputs out of seeds: cut, doubled, spliced and sprinkled with what breaks readers. The same seed number gives the same
//! inputs for ever.

/// The longest input, in bytes.
const MAX_INPUT: usize = 4096;

/// What breaks readers of markup, dates and robots.txt.
const BREAKERS: [&str; 48] = [
    "<",
    ">",
    "&",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?xml version='1.0' encoding='utf-16'?>",
    "<!DOCTYPE x [<!ENTITY e 'f'>]>",
    "&e;",
    "&#0;",
    "&#xD800;",
    "&amp;amp;",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<content type='xhtml'>",
    "<media:group>",
    "xml:base='//x/'",
    "xmlns:a=''",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "\u{FFFE}",
    "（",
    "é",
    "İ",
    "ß",
    "\\u0000",
    "{\"items\":[",
    "]}",
    "\"",
    "'",
    "=",
    "<div>",
    "</div>",
    "<table><tr><td>",
    "<script>",
    "<a href='",
    "24:00",
    "31/12/2019",
    "٣ مايو",
    "-1",
    "9999999999",
    "User-agent: *\n",
    "Disallow: /*$*",
    "%E2%80",
];

/// A source of inputs.
pub(crate) struct Mutator {
    state: u64,
    seeds: Vec<Vec<u8>>,
}

impl Mutator {
    /// Begins with these seeds.
    pub(crate) fn new(seeds: Vec<Vec<u8>>, number: u64) -> Self {
        Self { state: number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, seeds }
    }

    /// The next input.
    pub(crate) fn input(&mut self) -> Vec<u8> {
        let mut data = self.window();
        for _ in 0..=self.below(8) {
            self.change(&mut data);
        }
        data.truncate(MAX_INPUT);
        data
    }

    fn change(&mut self, data: &mut Vec<u8>) {
        let (at, length) = (self.below(data.len() + 1), self.below(64));
        let end = (at + length).min(data.len());
        match self.below(8) {
            0 if at < data.len() => data[at] ^= 1 << self.below(8),
            1 => drop(data.drain(at..end)),
            2 => data.truncate(at),
            3 => {
                let piece = data[at..end].repeat(1 + self.below(6));
                data.splice(at..at, piece);
            }
            4 => {
                let other = self.window();
                data.splice(at..end, other);
            }
            5 if at < data.len() => data[at] = self.below(256) as u8,
            _ => {
                let breaker = BREAKERS[self.below(BREAKERS.len())].as_bytes().repeat(1 + self.below(3));
                data.splice(at..at, breaker);
            }
        }
    }

    /// A part of a seed; one in four times all of it.
    fn window(&mut self) -> Vec<u8> {
        let seed = self.below(self.seeds.len());
        let whole = self.seeds[seed].len();
        let (from, length) = if self.below(4) == 0 { (0, whole) } else { (self.below(whole + 1), self.below(1024)) };
        self.seeds[seed][from..(from + length.min(MAX_INPUT)).min(whole)].to_vec()
    }

    /// A number below a bound (xorshift*).
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }
}
