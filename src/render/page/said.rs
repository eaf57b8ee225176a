//! What only pages say of an alert.

use chrono::{DateTime, Utc};

use super::super::entry::Category;
use super::super::texts::say;
use super::super::words;
use super::setting::Setting;
use crate::model::{Alert, Basis, Field, Reason, Urgency, Verdict, lapses, urgency_now};

impl Setting<'_> {
    /// The deadline that is stated, and from when on the urgency counts for less; empty where there is nothing to say.
    /// What a later alert of its case has brought to a good end, presses no more.
    pub(super) fn fades(&self, alert: &Alert, resolved: bool) -> String {
        let texts = &self.words().alert;
        if resolved {
            return texts.resolved.clone();
        }
        let deadline = alert.tags.deadline.map(|day| say(&texts.deadline, &[("day", &day.to_string())]));
        let lapses = lapses(&alert.tags, alert.published).into_iter().map(|(then, from)| {
            let urgency = words::urgency(self.ctx, then);
            say(&texts.fades, &[("urgency", &urgency), ("day", &from.date_naive().to_string())])
        });
        deadline.into_iter().chain(lapses).collect::<Vec<_>>().join(" ")
    }

    /// An urgency as it is by now, with what was given where that has faded.
    pub(super) fn urgency_by(&self, alert: &Alert, now: DateTime<Utc>, resolved: bool) -> (Urgency, String) {
        let given = alert.tags.urgency;
        let by_now = urgency_now(&alert.tags, alert.published, now, resolved);
        let label = self.ctx.labels.urgency(by_now);
        if by_now == given {
            return (by_now, label);
        }
        let was = [("now", label.as_str()), ("before", &words::urgency(self.ctx, given))];
        (by_now, say(&self.words().alert.was, &was))
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

    /// What the kind of a tag is called.
    pub(super) fn scheme(&self, category: &Category) -> String {
        let (filter, tag) = (&self.words().filter, category.tag());
        let scheme = tag.split_once(':').map_or(tag.as_str(), |(scheme, _)| scheme);
        let name = match scheme {
            "country" => &filter.country,
            "m49" => &filter.m49,
            "region" => &filter.region,
            "urgency" => &filter.urgency,
            "type" => &filter.kind,
            "theme" => &filter.theme,
            "language" => &filter.language,
            "source-place" => &self.words().tag.place,
            "reference" => &self.words().tag.reference,
            other => return other.to_owned(),
        };
        name.clone()
    }
}
