//! Language, place, urgency, type and reference codes of a report, each with its reasons. Knows vocabularies only as
//! data.

mod words;
