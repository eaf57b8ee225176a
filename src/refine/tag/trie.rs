//! Words and stems as a tree of bytes: what a look-up costs hangs on the word looked for, not on how many are known.

/// Words and stems, numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    nodes: Vec<Node>,
    /// Branches of all nodes, those of one node side by side, by byte.
    branches: Vec<(u8, u32)>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    first: u32,
    count: u16,
    /// The word that ends here.
    word: Option<u32>,
    /// The stem that ends here.
    stem: Option<u32>,
}

impl Lexicon {
    /// A lexicon of sorted, different words; `true` marks a stem. The number of each is its place in the list.
    pub(super) fn new(words: &[(String, bool)]) -> Self {
        let mut lexicon = Self::default();
        lexicon.grow(words, 0, 0);
        lexicon
    }

    /// The words that `word` is, and the stems that it begins with.
    pub(super) fn look_up(&self, word: &str, known: &mut Vec<usize>) {
        let Some(mut node) = self.nodes.first() else { return };
        for byte in word.bytes() {
            let from = node.first as usize;
            let branches = &self.branches[from..from + usize::from(node.count)];
            // Nearly all nodes have few branches.
            let branch = match branches {
                few if few.len() < 9 => few.iter().find(|(known, _)| *known == byte),
                many => many.binary_search_by_key(&byte, |(byte, _)| *byte).ok().map(|branch| &many[branch]),
            };
            let Some((_, next)) = branch else { return };
            node = &self.nodes[*next as usize];
            known.extend(node.stem.map(|stem| stem as usize));
        }
        known.extend(node.word.map(|word| word as usize));
    }

    /// Adds the node of words that have their first `depth` bytes in common, the first of which is number `base`.
    fn grow(&mut self, words: &[(String, bool)], base: usize, depth: usize) -> u32 {
        let number = |at: usize| u32::try_from(at).expect("no vocabulary has four thousand million words");
        let place = self.nodes.len();
        self.nodes.push(Node::default());
        let ended = words.iter().take_while(|(word, _)| word.len() == depth).count();
        for (at, (_, stem)) in words[..ended].iter().enumerate() {
            let node = &mut self.nodes[place];
            *(if *stem { &mut node.stem } else { &mut node.word }) = Some(number(base + at));
        }
        let groups: Vec<&[(String, bool)]> =
            words[ended..].chunk_by(|(a, _), (b, _)| a.as_bytes()[depth] == b.as_bytes()[depth]).collect();
        let first = self.branches.len();
        self.branches.extend(groups.iter().map(|group| (group[0].0.as_bytes()[depth], 0)));
        self.nodes[place].first = number(first);
        self.nodes[place].count = u16::try_from(groups.len()).expect("a byte has 256 values");
        let mut base = base + ended;
        for (branch, group) in groups.into_iter().enumerate() {
            self.branches[first + branch].1 = self.grow(group, base, depth + 1);
            base += group.len();
        }
        number(place)
    }
}

#[cfg(test)]
mod tests {
    use super::Lexicon;

    #[test]
    fn words_are_found_whole_and_stems_at_the_beginning() {
        let words: Vec<(String, bool)> =
            [("at", false), ("attack", false), ("attack", true), ("kill", true), ("عن", false)]
                .map(|(word, stem)| (word.to_owned(), stem))
                .into();
        let lexicon = Lexicon::new(&words);
        let found = |word| {
            let mut known = Vec::new();
            lexicon.look_up(word, &mut known);
            known.sort_unstable();
            known
        };
        assert_eq!(found("attack"), [1, 2]);
        assert_eq!(found("attacks"), [2]);
        assert_eq!(found("killing"), [3]);
        assert_eq!(found("عن"), [4]);
        assert!(found("att").is_empty() && found("").is_empty() && found("عنها").is_empty());
        assert!({
            let mut known = Vec::new();
            Lexicon::default().look_up("at", &mut known);
            known.is_empty()
        });
    }
}
