//! The world as five shapes with a number each, and the last days as bars: drawings of our own, schematic on purpose, each
//! with the same in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use chrono::NaiveDate;

use super::super::texts::{Words, say};
use super::address::Address;
use super::frame::{Spot, render};
use super::setting::Setting;
use crate::model::{RegionId, Slice};

/// A region's shape: its id, where its number stands, and its outline, in degrees from the upper left corner.
const SHAPES: [(&str, [u32; 2], &str); 5] = [
    (
        "americas",
        [84, 42],
        "M13 22 24 14 56 14 86 12 106 16 118 25 126 36 108 44 99 58 92 60 83 58 92 66 101 76 112 73 126 80 146 92 138 108 124 122 114 132 108 138 104 120 103 99 98 87 97 78 74 66 62 54 54 38 44 27 28 25Z",
    ),
    (
        "africa",
        [200, 88],
        "M163 69 180 66 200 66 217 66 222 73 232 73 222 88 221 100 213 113 200 120 193 104 188 86 184 80 172 81Z M227 98 230 100 226 111 223 107Z",
    ),
    (
        "middle-east-north-africa",
        [198, 57],
        "M169 56 174 49 190 47 200 52 212 53 216 48 225 46 233 48 242 49 243 60 239 65 226 72 219 64 200 64 180 64 163 67Z",
    ),
    (
        "europe-central-asia",
        [245, 24],
        "M171 48 176 37 177 26 186 22 205 13 240 15 280 8 320 13 355 18 342 32 322 30 312 40 298 36 280 35 262 40 254 47 240 47 230 45 218 46 208 47 196 46 190 41 180 47Z",
    ),
    (
        "asia-pacific",
        [290, 55],
        "M244 50 256 48 264 42 281 37 298 39 311 42 308 50 302 56 290 66 287 76 282 83 276 70 268 63 260 73 257 78 252 67 244 61Z M312 51 320 48 324 40 317 46Z M276 80 286 89 304 92 322 92 332 96 326 86 308 83 290 87Z M300 67 305 72 306 79 302 75Z M294 107 310 97 322 96 334 112 328 124 317 120 296 119Z M354 120 357 124 349 131 347 129Z",
    ),
];

/// The map and the list that says the same; each region of the list leads to what of this slice lies there.
pub(super) fn map(set: &Setting, spot: &Spot, slice: &Slice, counts: &BTreeMap<String, usize>) -> String {
    let most = counts.values().copied().max().unwrap_or_default().max(1);
    let count = |id: &str| counts.get(id).copied().unwrap_or_default();
    let shapes = SHAPES.iter().map(|(id, [x, y], outline)| Shape {
        name: set.words().map.get(*id).map_or(*id, String::as_str),
        count: count(id),
        x: *x,
        y: *y,
        below: y + 17,
        // From faint to full, in steps that can be told apart.
        opacity: ["0.35", "0.5", "0.65", "0.8", "1"][(count(id) * 4).div_ceil(most).min(4)],
        outline,
    });
    let regions = set.ctx.labels.regions.keys();
    let mut listed: Vec<RegionId> = regions.cloned().collect();
    listed.extend(counts.keys().map(|id| RegionId(id.clone())).filter(|id| !set.ctx.labels.regions.contains_key(id)));
    let listed = listed.into_iter().map(|id| {
        // Of plain files there are only those of one term.
        let mut inside = if set.files { Slice::default() } else { slice.clone() };
        inside.filter.regions = vec![id.clone()];
        Listed {
            name: set.ctx.labels.region(&id),
            count: count(&id.0),
            chosen: slice.filter.regions.contains(&id),
            href: Address::view(inside).link(&spot.up),
        }
    });
    render(&World { words: set.words(), shapes: shapes.collect(), listed: listed.collect() })
}

/// Bars for the last days, the oldest first, up to and with `until`; empty where there are none.
pub(super) fn days(set: &Setting, counts: &[u32], until: NaiveDate) -> String {
    const HEIGHT: u32 = 36;
    const WIDTH: u32 = 360;
    let Some(last) = counts.last() else { return String::new() };
    let most = counts.iter().copied().max().unwrap_or_default();
    let step = (WIDTH / u32::try_from(counts.len()).unwrap_or(WIDTH)).max(1);
    let mut bars = String::new();
    for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (count * HEIGHT).div_ceil(most).max(1);
        let x = u32::try_from(place).unwrap_or_default() * step;
        let _ = write!(bars, "M{x} {HEIGHT}v-{height}h{}v{height}z", (step - 1).max(1));
    }
    let texts = &set.words().front;
    let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let values = [("total", total.to_string()), ("most", most.to_string()), ("last", last.to_string())];
    let said = say(&texts.days_alt, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    let heading = say(&texts.days, &[("days", &counts.len().to_string())]);
    render(&Days { heading, said, bars, until: until.to_string() })
}

#[derive(Template)]
#[template(path = "world.html")]
struct World<'a> {
    words: &'a Words,
    shapes: Vec<Shape<'a>>,
    listed: Vec<Listed>,
}

struct Shape<'a> {
    name: &'a str,
    count: usize,
    x: u32,
    y: u32,
    /// Where its name stands.
    below: u32,
    opacity: &'static str,
    outline: &'static str,
}

struct Listed {
    name: String,
    count: usize,
    /// True where the view holds this region only.
    chosen: bool,
    href: String,
}

#[derive(Template)]
#[template(path = "days.html")]
struct Days {
    heading: String,
    said: String,
    bars: String,
    until: String,
}
