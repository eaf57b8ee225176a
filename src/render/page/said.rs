//! What a page says of an alert, in its own language.

use chrono::{DateTime, Utc};

use super::super::entry::Category;
use super::super::slice::{self, Key};
use super::super::texts::say;
use super::super::words;
use super::setting::Setting;
use crate::model::{
    Alert, Basis, Country, Field, Kind, M49, Reason, RegionId, Slice, Theme, Urgency, Verdict, lapses, urgency_now,
};

impl Setting<'_> {
    /// Urgency, place and who reports it, as one line.
    pub(super) fn first_line(&self, alert: &Alert) -> String {
        let names: Vec<String> = words::networks(self.ctx, alert).into_iter().map(|(name, _)| name).collect();
        let urgency = alert.tags.urgency;
        let urgency = self.marked(self.urgency(urgency), alert.tags.basis(&format!("urgency:{urgency}")));
        let reported = say(&self.words().alert.reported, &[("names", &self.listed(&names))]);
        format!("{urgency} – {} – {reported}", self.place(alert))
    }

    /// The deadline that is stated, and from when on the urgency counts for less; empty where there is nothing to say.
    pub(super) fn fades(&self, alert: &Alert) -> String {
        let texts = &self.words().alert;
        let deadline = alert.tags.deadline.map(|day| say(&texts.deadline, &[("day", &day.to_string())]));
        let lapses = lapses(&alert.tags, alert.published).into_iter().map(|(then, from)| {
            let urgency = self.urgency_short(then);
            say(&texts.fades, &[("urgency", &urgency), ("day", &from.date_naive().to_string())])
        });
        deadline.into_iter().chain(lapses).collect::<Vec<_>>().join(" ")
    }

    /// An urgency as it is by now, with what was given where that has faded.
    pub(super) fn urgency_by(&self, alert: &Alert, now: DateTime<Utc>) -> (Urgency, String) {
        let given = alert.tags.urgency;
        let by_now = urgency_now(&alert.tags, alert.published, now, false);
        let label = self.urgency(by_now);
        if by_now == given {
            return (by_now, label);
        }
        let was = say(&self.words().alert.was, &[("now", &label), ("before", &self.urgency_short(given))]);
        (by_now, was)
    }

    /// Countries and region in words, a default marked as such.
    pub(super) fn place(&self, alert: &Alert) -> String {
        let tags = &alert.tags;
        let basis_of = |code| tags.basis(&format!("country:{code}"));
        let countries: Vec<String> = tags.countries.iter().map(|&code| self.country(code)).collect();
        let country = tags.countries.first().and_then(basis_of);
        let regions: Vec<String> = tags.regions.iter().map(|id| self.region(id)).collect();
        let region = tags.region().and_then(|id| tags.basis(&format!("region:{id}")));
        match (countries.is_empty(), regions.is_empty()) {
            (true, true) => self.words().place.unknown.clone(),
            (true, false) => self.marked(self.listed(&regions), region),
            (false, true) => self.marked(self.listed(&countries), country),
            (false, false) if region == country => {
                self.marked(format!("{}, {}", self.listed(&countries), self.listed(&regions)), country)
            }
            (false, false) => format!(
                "{}, {}",
                self.marked(self.listed(&countries), country),
                self.marked(self.listed(&regions), region)
            ),
        }
    }

    fn marked(&self, place: String, basis: Option<Basis>) -> String {
        if basis == Some(Basis::Default) { say(&self.words().place.default, &[("place", &place)]) } else { place }
    }

    /// Why a tag was given.
    pub(super) fn why(&self, reason: &Reason) -> String {
        let texts = &self.words().reason;
        let field = match reason.field {
            Field::Title => &texts.title,
            Field::Summary => &texts.summary,
            Field::Content => &texts.content,
            Field::Link => &texts.link,
            Field::Category => &texts.category,
            Field::Date => &texts.date,
            Field::Id => &texts.id,
            Field::Markup => &texts.markup,
            Field::Config => &texts.config,
        };
        let text = match reason.basis {
            _ if reason.matched.is_empty() => &texts.nothing,
            Basis::Stated => &texts.stated,
            Basis::Inferred => &texts.inferred,
            Basis::Default => &texts.default,
        };
        say(text, &[("matched", &reason.matched), ("field", field), ("rule", &reason.rule)])
    }

    /// What became of a report.
    pub(super) fn became(&self, verdict: Verdict, who: Option<&str>) -> String {
        let texts = &self.words().verdict;
        let text = match verdict {
            Verdict::New => &texts.new,
            Verdict::Revised => &texts.revised,
            Verdict::Echo => &texts.echo,
            Verdict::Translation => &texts.translation,
            Verdict::SameIncident => &texts.same_incident,
            Verdict::FollowUp => &texts.follow_up,
            Verdict::Seen => &texts.seen,
            Verdict::Held => &texts.held,
        };
        say(text, &[("who", who.unwrap_or(&texts.somebody))])
    }

    /// What a tag is called: its kind, and its term.
    pub(super) fn tag(&self, category: &Category) -> (String, String) {
        let tag = category.tag();
        let (scheme, term) = tag.split_once(':').unwrap_or((&tag, ""));
        let filter = &self.words().filter;
        let known =
            |name: &String, label: Option<String>| (name.clone(), label.unwrap_or_else(|| category.label.clone()));
        match scheme {
            "country" => known(&filter.country, Country::new(term).map(|code| self.country(code))),
            "m49" => known(&filter.m49, term.parse().ok().map(|code| self.m49(M49(code)))),
            "region" => known(&filter.region, Some(self.region(&RegionId(term.to_owned())))),
            "urgency" => known(
                &filter.urgency,
                Urgency::ALL.into_iter().find(|known| known.term() == term).map(|urgency| self.urgency(urgency)),
            ),
            "type" => known(
                &filter.kind,
                Kind::ALL.into_iter().find(|known| known.term() == term).map(|kind| self.kind(kind)),
            ),
            "theme" => known(&filter.theme, Some(self.theme(&Theme(term.to_owned())))),
            "language" => known(&filter.language, Some(self.language(term))),
            "source-place" => known(&self.words().tag.place, None),
            "reference" => known(&self.words().tag.reference, None),
            other => (other.to_owned(), category.label.clone()),
        }
    }

    /// What of the wire a slice holds, part by part.
    pub(super) fn parts(&self, slice: &Slice) -> Vec<(Key, String)> {
        let (filter, texts) = (&slice.filter, &self.words().filter);
        let all = |names: Vec<String>| names.join(", ");
        let named = |name: &str, terms: &[String]| format!("{name} {}", terms.join(", "));
        let written = slice::written(slice).into_iter();
        written
            .map(|(key, terms)| {
                let part = match key {
                    Key::Region => all(filter.regions.iter().map(|id| self.region(id)).collect()),
                    Key::Country => all(filter.countries.iter().map(|&code| self.country(code)).collect()),
                    Key::M49 => all(filter.m49.iter().map(|&code| self.m49(code)).collect()),
                    Key::Urgency => all(filter.urgencies.iter().map(|&urgency| self.urgency_short(urgency)).collect()),
                    Key::Type => all(filter.kinds.iter().map(|&kind| self.kind(kind)).collect()),
                    Key::Theme => all(filter.themes.iter().map(|theme| self.theme(theme)).collect()),
                    Key::Lang => all(filter.languages.iter().map(|code| self.language(code)).collect()),
                    Key::Network => all(filter.networks.iter().map(|id| self.network(id)).collect()),
                    Key::Source => named(&texts.source, &terms),
                    Key::Case => {
                        named(&texts.case, &terms.iter().map(|id| id.chars().take(8).collect()).collect::<Vec<_>>())
                    }
                    Key::Prefer => format!(
                        "{} {}",
                        texts.prefer,
                        all(slice.prefer.iter().map(|code| self.language(code)).collect())
                    ),
                    Key::Versions => texts.versions.clone(),
                    Key::Active => texts.active.clone(),
                };
                (key, part)
            })
            .collect()
    }

    /// The wire's name, and in words what of it the slice holds.
    pub(super) fn title(&self, slice: &Slice) -> String {
        let name = &self.ctx.publisher.name;
        let parts: Vec<String> = self.parts(slice).into_iter().map(|(_, part)| part).collect();
        if parts.is_empty() { name.clone() } else { format!("{name}: {}", parts.join(" · ")) }
    }
}
