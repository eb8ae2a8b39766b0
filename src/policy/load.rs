//! What does an operator's policy file say? TOML, with the line of whatever cannot be taken.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::policy::Catalogue;
use crate::policy::ExemptionKind;
use crate::policy::Overdue;
use crate::policy::Policy;
use crate::policy::Settings;
use crate::policy::Tier;
use crate::policy::Unsound;
use crate::policy::UseSettings;
use crate::policy::measure::Binds;
use crate::policy::measure::Condition;
use crate::policy::measure::Domain;
use crate::policy::measure::Force;
use crate::policy::measure::Measure;
use crate::policy::measure::Otherwise;
use crate::policy::measure::Scope;
use crate::record::Role;

/// A policy or catalogue file that cannot be taken: what, and in which line. Nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct FileError {
    /// The file, as the caller calls it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was expected, and what was found.
    pub what: String,
}

impl Policy {
    /// Reads a policy file. `file` is its name, for errors.
    ///
    /// ```toml
    /// max_age_days = 7                  # every setting may be left out, and is then the default's
    /// degraded_days = 3
    /// overdue = "base"                  # "off", "base" (two years), "longest" (five)
    /// built_in = true                   # false: only the measures below
    /// switched_off = ["credit.honours"]
    ///
    /// [use."travel.air"]
    /// tier = "confirmed"                # the weakest strength that blocks: "strong", "confirmed", or "none"
    /// max_age_days = 1
    ///
    /// # [[condition]] and [[measure]] tables: as in the built-in catalogue
    /// ```
    ///
    /// # Errors
    /// [`FileError`] with the line, for anything unknown, missing, out of bounds or twice.
    pub fn read(file: &str, text: &str) -> Result<Self, FileError> {
        let place = Place { file, text };
        let mut read: File = toml::from_str(text).map_err(|error| place.unread(&error))?;
        let catalogue = place.catalogue(&mut read)?;
        let settings = place.settings(read, &catalogue)?;
        Self::new(settings, catalogue).map_err(|error| place.error(0..0, error.to_string()))
    }
}

impl Catalogue {
    /// Reads a catalogue: `[[condition]]` and `[[measure]]` tables, as in [`Self::TOML`], and nothing else. `file` is its
    /// name, for errors.
    ///
    /// # Errors
    /// [`FileError`] with the line, for anything unknown, missing or twice.
    pub fn read(file: &str, text: &str) -> Result<Self, FileError> {
        let place = Place { file, text };
        let read: Tables = toml::from_str(text).map_err(|error| place.unread(&error))?;
        place.add(Self::empty(), read.condition, read.measure)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    condition: Vec<ConditionRow>,
    #[serde(default)]
    measure: Vec<MeasureRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    block_lookalikes: Option<Spanned<f64>>,
    refer_lookalikes: Option<Spanned<f64>>,
    max_age_days: Option<Spanned<i64>>,
    degraded_days: Option<Spanned<i64>>,
    population: Option<Spanned<u64>>,
    overdue: Option<Spanned<String>>,
    built_in: Option<bool>,
    #[serde(default)]
    switched_off: Vec<Spanned<String>>,
    #[serde(default, rename = "use")]
    uses: BTreeMap<Spanned<String>, UseRow>,
    #[serde(default)]
    condition: Vec<ConditionRow>,
    #[serde(default)]
    measure: Vec<MeasureRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UseRow {
    tier: Option<Spanned<String>>,
    block_lookalikes: Option<Spanned<f64>>,
    refer_lookalikes: Option<Spanned<f64>>,
    max_age_days: Option<Spanned<i64>>,
    degraded_days: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRow {
    code: Spanned<String>,
    english: Spanned<String>,
    chinese: Spanned<String>,
    scope: Spanned<String>,
    otherwise: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureRow {
    code: Spanned<String>,
    title: Spanned<String>,
    chinese: Spanned<String>,
    domain: Spanned<String>,
    binds: Vec<Spanned<String>>,
    force: Spanned<String>,
    basis: Spanned<String>,
    basis_chinese: Option<Spanned<String>>,
    #[serde(default)]
    conditions: Vec<Spanned<String>>,
    #[serde(default)]
    exemptions: Vec<Spanned<String>>,
    remark: Option<Spanned<String>>,
    remark_chinese: Option<Spanned<String>>,
}

/// Where errors are.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn catalogue(&self, read: &mut File) -> Result<Catalogue, FileError> {
        let built_in = read.built_in.unwrap_or(true);
        let mut catalogue = if built_in { Catalogue::built_in() } else { Catalogue::empty() };
        for code in &read.switched_off {
            catalogue.remove(code.as_ref()).map_err(|error| self.error(code.span(), error.to_string()))?;
        }
        let (conditions, measures) = (std::mem::take(&mut read.condition), std::mem::take(&mut read.measure));
        let taken = measures.iter().find(|it| {
            built_in && Catalogue::built_in().uses().iter().any(|own| *own.code == **it.code.as_ref())
        });
        if let Some(MeasureRow { code, .. }) = taken {
            let what = format!(
                "measure {:?}: the code is a built-in measure's, and whoever reads it takes it for that; give it one of its own",
                code.as_ref()
            );
            return Err(self.error(code.span(), what));
        }
        self.add(catalogue, conditions, measures)
    }

    /// Adds rows to a catalogue. Measures may name its conditions and those of the rows.
    fn add(
        &self,
        mut catalogue: Catalogue,
        conditions: Vec<ConditionRow>,
        measures: Vec<MeasureRow>,
    ) -> Result<Catalogue, FileError> {
        let mut known: Vec<Condition> = Vec::new();
        for condition in catalogue.uses().iter().flat_map(|it| it.conditions.iter()) {
            if !known.iter().any(|it| it.code == condition.code) {
                known.push(condition.clone());
            }
        }
        for row in conditions {
            let span = row.code.span();
            let condition = self.condition(row)?;
            if known.iter().any(|it| it.code == condition.code) {
                let what = format!(
                    "condition {}: the code is another condition's; give it one of its own",
                    condition.code
                );
                return Err(self.error(span, what));
            }
            known.push(condition);
        }
        for row in measures {
            let (code, basis) = (row.code.span(), row.basis.span());
            let measure = self.measure(row, &known)?;
            let span = if measure.basis.trim().is_empty() { basis } else { code };
            catalogue.add(measure).map_err(|error| self.error(span, error.to_string()))?;
        }
        Ok(catalogue)
    }

    fn condition(&self, row: ConditionRow) -> Result<Condition, FileError> {
        let scopes = [("everyone", Scope::Everyone), ("responsible", Scope::Responsible)];
        let ways = [("free", Otherwise::Free), ("refer", Otherwise::Refer)];
        Ok(Condition {
            scope: self.one_of("scope", &row.scope, &scopes)?,
            otherwise: self.one_of("otherwise", &row.otherwise, &ways)?,
            code: self.filled("code", row.code)?,
            english: self.filled("english", row.english)?,
            chinese: self.filled("chinese", row.chinese)?,
        })
    }

    fn measure(&self, row: MeasureRow, known: &[Condition]) -> Result<Measure, FileError> {
        let domains = Domain::ALL.map(|it| (it.as_code(), it));
        let forces = Force::ALL.map(|it| (it.as_code(), it));
        let kinds = ExemptionKind::ALL.map(|it| (it.as_code(), it));
        let exemptions = row.exemptions.iter().map(|it| self.one_of("exemption", it, &kinds));
        let basis = self.plain("basis", row.basis)?;
        let or_none = |what, text: Option<_>| text.map_or(Ok("".into()), |text| self.plain(what, text));
        Ok(Measure {
            domain: self.one_of("domain", &row.domain, &domains)?,
            force: self.one_of("force", &row.force, &forces)?,
            binds: self.binds(&row.binds)?,
            conditions: self.conditions(&row.conditions, known)?.into(),
            exemptions: exemptions.collect::<Result<Vec<_>, _>>()?.into(),
            code: row.code.into_inner().into(),
            title: self.plain("title", row.title)?,
            title_chinese: self.plain("chinese", row.chinese)?,
            basis_chinese: match row.basis_chinese {
                Some(text) => self.plain("basis_chinese", text)?,
                None => basis.clone(),
            },
            basis,
            remark: or_none("remark", row.remark)?,
            remark_chinese: or_none("remark_chinese", row.remark_chinese)?,
        })
    }

    fn binds(&self, row: &[Spanned<String>]) -> Result<Binds, FileError> {
        let parties = ["person", "organisation"].map(|it| (it, Role::Listed));
        let roles = RESPONSIBLE.map(|it| (it.as_code(), it));
        let words: Vec<(&str, Role)> = parties.into_iter().chain(roles).collect();
        let mut responsible = Vec::new();
        for word in row {
            match self.one_of("binds", word, &words)? {
                Role::Listed => {}
                role => responsible.push(role),
            }
        }
        let names = |party: &str| row.iter().any(|word| word.as_ref() == party);
        Ok(Binds {
            person: names("person"),
            organisation: names("organisation"),
            responsible: responsible.into(),
        })
    }

    fn conditions(&self, row: &[Spanned<String>], known: &[Condition]) -> Result<Vec<Condition>, FileError> {
        let words: Vec<(&str, &Condition)> = known.iter().map(|it| (&*it.code, it)).collect();
        row.iter().map(|word| self.one_of("condition", word, &words).cloned()).collect()
    }

    fn settings(&self, read: File, catalogue: &Catalogue) -> Result<Settings, FileError> {
        let mut settings = Settings::default();
        let mut spans = Spans::default();
        spans.take("block_lookalikes", read.block_lookalikes, |it| settings.block_lookalikes = it);
        spans.take("refer_lookalikes", read.refer_lookalikes, |it| settings.refer_lookalikes = it);
        spans.take("max_age_days", read.max_age_days, |it| settings.max_age_days = it);
        spans.take("degraded_days", read.degraded_days, |it| settings.degraded_days = it);
        spans.take("population", read.population, |it| settings.population = Some(it));
        if let Some(word) = read.overdue {
            settings.overdue = self.one_of("overdue", &word, &Overdue::ALL.map(|it| (it.as_code(), it)))?;
        }
        for (code, row) in read.uses {
            spans.measure = Some(code.as_ref().clone());
            spans.found.push((spans.measure.clone(), "use", code.span()));
            let one = self.use_settings(row, &mut spans)?;
            settings.uses.insert(code.into_inner(), one);
        }
        settings.check(catalogue).map_err(|error| self.error(spans.of(&error), error.to_string()))?;
        Ok(settings)
    }

    fn use_settings(&self, row: UseRow, spans: &mut Spans) -> Result<UseSettings, FileError> {
        let mut one = UseSettings::default();
        if let Some(word) = row.tier {
            one.tier = Some(self.one_of("tier", &word, &Tier::ALL.map(|it| (it.as_code(), it)))?);
        }
        spans.take("block_lookalikes", row.block_lookalikes, |it| one.block_lookalikes = Some(it));
        spans.take("refer_lookalikes", row.refer_lookalikes, |it| one.refer_lookalikes = Some(it));
        spans.take("max_age_days", row.max_age_days, |it| one.max_age_days = Some(it));
        spans.take("degraded_days", row.degraded_days, |it| one.degraded_days = Some(it));
        Ok(one)
    }

    fn filled(&self, what: &str, word: Spanned<String>) -> Result<Cow<'static, str>, FileError> {
        if word.as_ref().trim().is_empty() {
            return Err(self.error(word.span(), format!("{what}: expected a text, found an empty one")));
        }
        self.plain(what, word)
    }

    /// A text that can be told: on one line, and in no terminal's command.
    fn plain(&self, what: &str, word: Spanned<String>) -> Result<Cow<'static, str>, FileError> {
        if word.as_ref().contains(char::is_control) {
            return Err(
                self.error(word.span(), format!("{what}: expected a text, found a control character in it"))
            );
        }
        Ok(word.into_inner().into())
    }

    fn one_of<T: Clone>(
        &self,
        what: &str,
        word: &Spanned<String>,
        known: &[(&str, T)],
    ) -> Result<T, FileError> {
        let found = known.iter().find(|(code, _)| code == word.as_ref());
        found.map(|(_, value)| value.clone()).ok_or_else(|| {
            let codes: Vec<&str> = known.iter().map(|(code, _)| *code).collect();
            self.error(
                word.span(),
                format!("{what} {:?} is unknown; expected one of: {}", word.as_ref(), codes.join(", ")),
            )
        })
    }

    fn unread(&self, error: &toml::de::Error) -> FileError {
        let span = error.span().unwrap_or(0..0);
        let rest = self.text.get(self.line_start(&span)..).unwrap_or_default();
        let line: String = rest.lines().next().unwrap_or_default().trim().chars().take(SHOWN).collect();
        self.error(span, format!("{}, at: {line}", error.message().trim_end()))
    }

    /// Where the line begins in which something stands.
    fn line_start(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or_default();
        before.rfind('\n').map_or(0, |newline| newline.saturating_add(1))
    }

    fn error(&self, span: Range<usize>, what: String) -> FileError {
        let before = self.text.as_bytes().iter().take(span.start);
        let line = before.filter(|byte| **byte == b'\n').count().saturating_add(1);
        FileError { file: self.file.to_owned(), line, what }
    }
}

/// Where each setting stands, for errors that only show when all are known.
#[derive(Default)]
struct Spans {
    found: Vec<(Option<String>, &'static str, Range<usize>)>,
    /// Of which use the settings are that are being read.
    measure: Option<String>,
}

impl Spans {
    fn take<T>(&mut self, setting: &'static str, value: Option<Spanned<T>>, put: impl FnOnce(T)) {
        if let Some(value) = value {
            self.found.push((self.measure.clone(), setting, value.span()));
            put(value.into_inner());
        }
    }

    /// Where the unsound setting stands; the use's head where the setting itself is a default.
    fn of(&self, error: &Unsound) -> Range<usize> {
        let of_use = || self.found.iter().filter(|(measure, ..)| *measure == error.measure);
        let exact = of_use().find(|(_, setting, _)| *setting == error.setting);
        exact.or_else(|| of_use().next()).map_or(0..0, |(.., span)| span.clone())
    }
}

/// Characters of a line that are shown.
const SHOWN: usize = 60;

/// Whom a consumption order names beside an organisation, in its order.
const RESPONSIBLE: [Role; 4] =
    [Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller];
