//! Entries without a wrapping element: what lies between the links (excerpts, dates, rules) is dealt out to the
//! records. The order of fields is discovered for the list as a whole: from its separators, else from what stands
//! before its first and behind its last record.

use super::super::dated::Dates;
use super::groups::{Group, Record};
use super::links::Links;
use super::marks::mark;
use super::settle::most;
use super::tree::{NONE, Tree};

/// What a piece between two records looks like.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Look {
    /// A rule between entries.
    Rule,
    /// Nothing but a date.
    Date,
    /// A heading.
    Heading,
    /// A paragraph of words.
    Long,
    /// A few words.
    Short,
    /// No words.
    Blank,
    /// Menus, margins, feet.
    Chrome,
}

/// A child of the element that holds the list.
#[derive(Clone, Copy)]
struct Piece {
    at: u32,
    end: u32,
    sign: u64,
    look: Look,
    /// Index of the record that this piece belongs to by its link.
    record: Option<usize>,
}

/// Deals out what lies between the records of a group, for each element that holds two or more of them.
pub(super) fn deal_out(tree: &Tree<'_>, links: &Links, dates: &Dates, group: &mut Group) {
    let mut settled = Vec::new();
    let mut from = 0;
    while from < group.records.len() {
        let parent = tree.node(group.records[from].start).parent;
        let to = group.records[from..]
            .iter()
            .position(|record| tree.node(record.start).parent != parent)
            .map_or(group.records.len(), |length| from + length);
        let run = &group.records[from..to];
        settled.extend(deal_out_run(tree, links, dates, parent, run).unwrap_or_else(|| run.to_vec()));
        from = to;
    }
    group.records = settled;
}

fn deal_out_run(tree: &Tree<'_>, links: &Links, dates: &Dates, parent: u32, run: &[Record]) -> Option<Vec<Record>> {
    if run.len() < 2 || parent == NONE {
        return None;
    }
    let pieces = pieces(tree, dates, parent, run);
    let anchors: Vec<usize> = starts(&pieces);
    if anchors.len() != run.len() {
        return None;
    }
    let gaps: Vec<&[Piece]> = anchors.windows(2).map(|pair| gap(&pieces, pair[0], pair[1])).collect();
    let filled =
        gaps.iter().filter(|gap| gap.iter().any(|piece| !matches!(piece.look, Look::Blank | Look::Chrome))).count();
    if filled * 2 < gaps.len() || filled == 0 {
        return None;
    }
    let ruled = gaps.iter().filter(|gap| gap.iter().filter(|piece| piece.look == Look::Rule).count() == 1).count();
    if ruled * 10 >= gaps.len() * 8 {
        return Some(by_rules(tree, links, &pieces, run));
    }
    Some(by_order(tree, links, &pieces, &anchors, run))
}

fn pieces(tree: &Tree<'_>, dates: &Dates, parent: u32, run: &[Record]) -> Vec<Piece> {
    let mut record = 0;
    tree.children(parent)
        .map(|at| {
            let node = tree.node(at);
            while record < run.len() && run[record].end <= at {
                record += 1;
            }
            let of = (record < run.len() && run[record].start <= at).then_some(record);
            Piece { at, end: node.end, sign: node.sign, look: look(tree, dates, at), record: of }
        })
        .collect()
}

fn look(tree: &Tree<'_>, dates: &Dates, at: u32) -> Look {
    let node = tree.node(at);
    let letters = tree.letters_in(at, node.end);
    if node.tag() == "hr" {
        Look::Rule
    } else if node.is(mark::CHROME) {
        Look::Chrome
    } else if letters == 0 {
        Look::Blank
    } else if letters <= 40 && dates.is_date(&tree.text_of(at)) {
        Look::Date
    } else if node.is(mark::HEADING) {
        Look::Heading
    } else if letters > 60 {
        Look::Long
    } else {
        Look::Short
    }
}

/// Index of the first piece of each record.
fn starts(pieces: &[Piece]) -> Vec<usize> {
    (0..pieces.len())
        .filter(|nth| pieces[*nth].record.is_some() && (*nth == 0 || pieces[nth - 1].record != pieces[*nth].record))
        .collect()
}

/// The pieces between the end of one record's own pieces and the start of the next.
fn gap(pieces: &[Piece], from: usize, to: usize) -> &[Piece] {
    let own = pieces[from..to].iter().take_while(|piece| piece.record.is_some()).count();
    &pieces[from + own..to]
}

/// Rules part the entries: each stretch between two rules is one entry when it leads somewhere.
fn by_rules(tree: &Tree<'_>, links: &Links, pieces: &[Piece], run: &[Record]) -> Vec<Record> {
    let mut records = Vec::new();
    for stretch in pieces.split(|piece| piece.look == Look::Rule) {
        let Some(own) = stretch.iter().position(|piece| piece.record.is_some()) else {
            records.extend(nameless(tree, links, stretch));
            continue;
        };
        let lead = stretch[..own]
            .iter()
            .rev()
            .take_while(|piece| matches!(piece.look, Look::Date | Look::Short | Look::Blank))
            .count();
        let lead = if records.is_empty() { lead.min(1) } else { own };
        let until = stretch
            .iter()
            .rposition(|piece| !matches!(piece.look, Look::Blank | Look::Chrome))
            .map_or(own, |last| last.max(own));
        let anchor = stretch[own].record.map_or(NONE, |nth| run[nth].anchor);
        records.push(Record { start: stretch[own - lead].at, end: stretch[until].end, anchor });
    }
    records
}

/// No rules: how many pieces in front of a record are its own shows at the edges of the list.
fn by_order(tree: &Tree<'_>, links: &Links, pieces: &[Piece], anchors: &[usize], run: &[Record]) -> Vec<Record> {
    let gaps: Vec<&[Piece]> = anchors.windows(2).map(|pair| gap(pieces, pair[0], pair[1])).collect();
    let usual = most(gaps.iter().map(|gap| gap.len())).map_or(0, |(length, _)| length);
    let typical: Vec<&&[Piece]> = gaps.iter().filter(|gap| gap.len() == usual).collect();
    let prefix = &pieces[..anchors[0]];
    let last = anchors[anchors.len() - 1];
    let suffix = gap(pieces, last, pieces.len());
    let lead = lead_length(prefix, &typical, suffix, usual);
    let closes_with_date = lead == 0
        && usual > 0
        && typical.iter().filter(|gap| gap.last().is_some_and(|piece| piece.look == Look::Date)).count() * 2
            > typical.len();

    let mut records = Vec::new();
    if closes_with_date && prefix.last().is_some_and(|piece| piece.look == Look::Date) {
        let from = prefix[..prefix.len() - 1]
            .iter()
            .rposition(|piece| matches!(piece.look, Look::Date | Look::Heading | Look::Chrome | Look::Blank))
            .map_or(0, |at| at + 1);
        records.extend(nameless(tree, links, &prefix[from..]));
    }
    let mut start = anchors[0] - own_lead(prefix, &typical, lead);
    for (nth, anchor) in anchors.iter().enumerate() {
        let own = pieces[*anchor..].iter().take_while(|piece| piece.record == Some(nth)).count();
        let behind = *anchor + own;
        let (end, next) = match anchors.get(nth + 1) {
            Some(next) => {
                let start = next - own_lead(&pieces[behind..*next], &typical, lead);
                (start, start)
            }
            None => (behind + tail_length(suffix, &typical, usual.saturating_sub(lead)), pieces.len()),
        };
        let closed = pieces[behind..end]
            .iter()
            .position(|piece| closes_with_date && piece.look == Look::Date)
            .map_or(end, |at| behind + at + 1);
        records.push(Record { start: pieces[start].at, end: pieces[closed - 1].end, anchor: run[nth].anchor });
        if closed < end {
            records.extend(nameless(tree, links, &pieces[closed..end]));
        }
        start = next;
    }
    records
}

/// How many pieces stand before an entry's link: the number that fits both edges of the list best.
fn lead_length(prefix: &[Piece], typical: &[&&[Piece]], suffix: &[Piece], usual: usize) -> usize {
    let fits = |lead: usize| {
        let tail = usual - lead;
        // What parts the entries (`br`) need not stand behind the last one.
        let parted = |gap: &[Piece]| gap.iter().rposition(|piece| piece.look != Look::Blank).map_or(0, |last| last + 1);
        let before = lead == 0
            || typical.iter().any(|gap| prefix.len() >= lead && alike(&prefix[prefix.len() - lead..], &gap[tail..]));
        let behind = typical
            .iter()
            .map(|gap| &gap[..parted(&gap[..tail])])
            .any(|gap| suffix.len() >= gap.len() && alike(&suffix[..gap.len()], gap));
        let even = lead == 0 || typical.iter().all(|gap| alike(&gap[tail..], &typical[0][tail..]));
        u8::from(before) * 2 + u8::from(behind) * 2 + u8::from(even)
    };
    (0..=usual.min(3)).max_by_key(|lead| (fits(*lead), usize::MAX - lead)).unwrap_or(0)
}

/// The pieces directly before a record that look as they do in the other gaps.
fn own_lead(before: &[Piece], typical: &[&&[Piece]], lead: usize) -> usize {
    let Some(model) = typical.first().filter(|_| lead > 0) else { return 0 };
    let model = &model[model.len() - lead..];
    before.iter().rev().zip(model.iter().rev()).take_while(|(piece, model)| same(piece, model)).count()
}

/// How much behind the last record still belongs to it.
fn tail_length(suffix: &[Piece], typical: &[&&[Piece]], usual: usize) -> usize {
    let known = |piece: &Piece| typical.iter().any(|gap| gap.iter().any(|model| same(piece, model)));
    suffix.iter().take(usual.max(1) * 2).take_while(|piece| piece.look == Look::Blank || known(piece)).count()
}

fn alike(a: &[Piece], b: &[Piece]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

fn same(a: &Piece, b: &Piece) -> bool {
    let words = |look| matches!(look, Look::Long | Look::Short);
    a.sign == b.sign && (a.look == b.look || (words(a.look) && words(b.look)))
}

/// An entry that lost its title: a stretch with a paragraph and a link of its own, or none at all.
fn nameless(tree: &Tree<'_>, links: &Links, stretch: &[Piece]) -> Option<Record> {
    let from =
        stretch.iter().rposition(|piece| matches!(piece.look, Look::Heading | Look::Chrome)).map_or(0, |at| at + 1);
    let stretch = &stretch[from..];
    let first = stretch.iter().position(|piece| piece.look == Look::Long)?;
    let lead = usize::from(first > 0 && stretch[first - 1].look == Look::Date);
    let (start, end) = (stretch[first - lead].at, stretch.last()?.end);
    let anchor = links.inside(start, end).iter().find(|link| link.eligible)?;
    let _ = tree;
    Some(Record { start, end, anchor: anchor.node })
}
