//! How the wire is: when it last completed a round and who answers, so that silence is told from failure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::finish::finish;
use super::super::{Context, SourceLine, xml};
use super::Place;
use super::alert::rfc3339;
use crate::model::{MediaType, RegionId, Representation};

/// How the sources of the wire are, in numbers. Those that are switched off do not count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Health {
    /// When the wire last completed a round.
    pub round: Option<DateTime<Utc>>,
    /// All of them.
    pub all: RegionHealth,
    /// By the region that each covers; `None` for those that cover several, or the world.
    pub regions: BTreeMap<Option<RegionId>, RegionHealth>,
}

/// How the sources of one region are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct RegionHealth {
    /// How many there are.
    pub sources: usize,
    /// How many answered when they were last asked.
    pub answering: usize,
    /// Of how many what is new waits for the operator.
    pub waiting: usize,
}

impl Health {
    /// Counts.
    pub fn of(lines: &[SourceLine], round: Option<DateTime<Utc>>) -> Self {
        let mut health = Self { round, ..Self::default() };
        for line in lines.iter().filter(|line| line.enabled) {
            for count in [&mut health.all, health.regions.entry(line.region.clone()).or_default()] {
                count.sources += 1;
                count.answering += usize::from(line.well == Some(true));
                count.waiting += usize::from(line.waits);
            }
        }
        health
    }
}

#[derive(Serialize)]
struct Status<'a> {
    #[serde(flatten)]
    place: &'a Place,
    name: &'a str,
    /// When the wire last completed a round; `null` before the first.
    last_round: Option<String>,
    #[serde(flatten)]
    all: RegionHealth,
    regions: Vec<Region<'a>>,
    /// What the operator says to every reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
}

#[derive(Serialize)]
struct Region<'a> {
    /// `null` for sources that cover several regions, or the world.
    code: Option<&'a RegionId>,
    name: String,
    #[serde(flatten)]
    count: RegionHealth,
}

/// How the wire is.
pub fn status(
    ctx: &Context,
    place: &Place,
    lines: &[SourceLine],
    round: Option<DateTime<Utc>>,
    notice: Option<&str>,
) -> Representation {
    let health = Health::of(lines, round);
    let regions = health.regions.iter().map(|(region, count)| Region {
        code: region.as_ref(),
        name: region.as_ref().map_or_else(|| "Several regions".to_owned(), |region| ctx.labels.region(region)),
        count: *count,
    });
    let status = Status {
        place,
        name: &ctx.publisher.name,
        last_round: round.map(rfc3339),
        all: health.all,
        regions: regions.collect(),
        notice,
    };
    written(&status, lines)
}

#[derive(Serialize)]
struct Sources<'a> {
    #[serde(flatten)]
    place: &'a Place,
    sources: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    /// The organisation behind it.
    network: &'a str,
    url: &'a str,
    region: Option<&'a RegionId>,
    enabled: bool,
    /// Whether it answered when it was last asked; `null` where it was not asked yet, or is switched off.
    answers: Option<bool>,
    /// True where what is new of it waits for the operator.
    waits: bool,
    /// How it is, in words, as on the page.
    state: String,
    last_visit: Option<String>,
}

/// How each source is, in the order of the configuration.
pub fn sources(place: &Place, lines: &[SourceLine]) -> Representation {
    written(&Sources { place, sources: lines.iter().map(line).collect() }, lines)
}

fn line(line: &SourceLine) -> Line<'_> {
    Line {
        id: &line.id.0,
        network: &line.network,
        url: line.url.as_str(),
        region: line.region.as_ref(),
        enabled: line.enabled,
        answers: line.well,
        waits: line.waits,
        state: xml::clean(&line.state_words).into_owned(),
        last_visit: line.visited.map(rfc3339),
    }
}

fn written(thing: &impl Serialize, lines: &[SourceLine]) -> Representation {
    let body = serde_json::to_string(thing).expect("strings, numbers and lists serialise");
    finish(MediaType::Json, body, lines.iter().filter_map(|line| line.visited).max().unwrap_or_default())
}
