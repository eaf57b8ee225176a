//! Countries, the areas of M49 above them and the regions of the networks.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::lexicon::phrase;
use super::rows::{File, Rows};
use crate::model::{Country, M49, RegionId};

/// What is where.
#[derive(Clone, Debug, Default)]
pub(super) struct Geography {
    countries: BTreeMap<Country, CountryRow>,
    regions: Vec<Region>,
    areas: BTreeMap<M49, String>,
}

/// A row of `countries.toml` and `overrides.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryRow {
    label: String,
    alpha2: Option<String>,
    m49: Vec<M49>,
}

/// A row of `regions.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRow {
    label: String,
    #[serde(default)]
    areas: Vec<Spanned<M49>>,
    #[serde(default)]
    countries: Vec<Spanned<String>>,
    #[serde(default)]
    except: Vec<Spanned<String>>,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Clone, Debug)]
struct Region {
    id: RegionId,
    label: String,
    areas: Vec<M49>,
    countries: Vec<Country>,
    except: Vec<Country>,
    /// What it is called where no country is named, folded.
    names: Vec<String>,
}

impl Geography {
    /// Takes in `m49.toml`.
    pub(super) fn take_areas(&mut self, file: &mut File<'_>) {
        for (code, label) in file.read::<Rows<String>>().0 {
            match code.get_ref().parse() {
                Ok(number) if code.get_ref().len() == 3 => _ = self.areas.insert(M49(number), label),
                _ => file.fault(code.span().start, "an M49 code is three digits such as 013"),
            }
        }
    }

    /// Takes in `countries.toml` or `overrides.toml`.
    pub(super) fn take_countries(&mut self, file: &mut File<'_>) {
        for (code, row) in file.read::<Rows<CountryRow>>().0 {
            if let Some(country) = file.code(&code) {
                self.countries.insert(country, row);
            }
        }
    }

    /// Takes in `regions.toml`.
    pub(super) fn take_regions(&mut self, file: &mut File<'_>) {
        for (id, row) in file.read::<Rows<RegionRow>>().0 {
            for area in row.areas.iter().filter(|area| !self.areas.contains_key(area.get_ref())) {
                file.fault(area.span().start, format!("{} is no area of m49.toml", area.get_ref()));
            }
            let countries = file.countries(&row.countries, self);
            let except = file.countries(&row.except, self);
            let areas = row.areas.into_iter().map(Spanned::into_inner).collect();
            let names = row.names.iter().map(|name| phrase(name)).collect();
            let id = RegionId(id.into_inner());
            self.regions.push(Region { id, label: row.label, areas, countries, except, names });
        }
    }

    pub(super) fn knows(&self, country: Country) -> bool {
        self.countries.contains_key(&country)
    }

    /// The areas above a country, nearest first.
    pub(super) fn chain(&self, country: Country) -> &[M49] {
        self.countries.get(&country).map_or(&[], |row| &row.m49)
    }

    /// The regions a country is in, in the order of the file.
    pub(super) fn regions_of(&self, country: Country) -> impl Iterator<Item = &RegionId> {
        let chain = self.chain(country);
        self.regions
            .iter()
            .filter(move |region| {
                region.countries.contains(&country)
                    || !region.except.contains(&country) && chain.iter().any(|area| region.areas.contains(area))
            })
            .map(|region| &region.id)
    }

    /// The regions that go by a name, folded.
    pub(super) fn regions_named(&self, name: &str) -> impl Iterator<Item = &RegionId> {
        self.regions
            .iter()
            .filter(move |region| region.names.iter().any(|known| known == name))
            .map(|region| &region.id)
    }

    /// The country of an ISO 3166-1 alpha-2 code.
    pub(super) fn alpha2(&self, code: &str) -> Option<Country> {
        let code = code.to_ascii_uppercase();
        self.countries.iter().find(|(_, row)| row.alpha2.as_deref() == Some(&code)).map(|(country, _)| *country)
    }

    pub(super) fn countries(&self) -> impl Iterator<Item = (Country, &str)> {
        self.countries.iter().map(|(code, row)| (*code, row.label.as_str()))
    }

    pub(super) fn regions(&self) -> impl Iterator<Item = (&RegionId, &str)> {
        self.regions.iter().map(|region| (&region.id, region.label.as_str()))
    }

    pub(super) fn areas(&self) -> &BTreeMap<M49, String> {
        &self.areas
    }
}

impl File<'_> {
    /// Codes that stand for known countries; a fault is recorded for every other.
    pub(super) fn countries(&mut self, codes: &[Spanned<String>], known: &Geography) -> Vec<Country> {
        codes.iter().filter_map(|code| self.country(code, known)).collect()
    }

    /// A code that stands for a known country; else a fault is recorded.
    pub(super) fn country(&mut self, code: &Spanned<String>, known: &Geography) -> Option<Country> {
        let country = self.code(code)?;
        if known.knows(country) {
            return Some(country);
        }
        let message = format!("{country} is not in countries.toml; add it to overrides.toml if you mean it");
        self.fault(code.span().start, message);
        None
    }
}
