//! Reads one line of a relief file.

use serde::Deserialize;
use serde_json::Value;

use crate::date::Date;
use crate::id::Id;
use crate::name::Name;
use crate::policy::relief::Cause;
use crate::policy::relief::Deed;
use crate::policy::relief::Entry;
use crate::policy::relief::ExemptionKind;
use crate::policy::relief::Measures;
use crate::policy::relief::Signers;
use crate::policy::relief::Whom;
use crate::policy::relief::entry::folded_case;

/// The member at fault, and what is wrong with it.
pub(super) type Wrong = (&'static str, String);

/// The entry on a line; `None` for a blank one.
pub(super) fn read(line: u64, bytes: &[u8], signers: &mut Signers) -> Result<Option<Entry>, Wrong> {
    let bytes = if line == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(("line", "expected one JSON object, which begins with `{`".into()));
    }
    let members: Members = serde_json::from_slice(bytes).map_err(|error| ("line", error.to_string()))?;
    members.entry(line, signers).map(Some)
}

/// Every member that a line may have; serde refuses others, and one that is there twice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    kind: Option<Value>,
    record: Option<Value>,
    case: Option<Value>,
    name: Option<Value>,
    id: Option<Value>,
    applicant: Option<Value>,
    reason: Option<Value>,
    exemption: Option<Value>,
    measures: Option<Value>,
    from: Option<Value>,
    to: Option<Value>,
    signed_by: Option<Value>,
    dated: Option<Value>,
    document: Option<Value>,
}

impl Members {
    fn entry(&self, line: u64, signers: &mut Signers) -> Result<Entry, Wrong> {
        let deed = self.deed()?;
        self.refuse_strays(&deed)?;
        let whom = self.whom(&deed)?;
        let dated = day("dated", &self.dated)?
            .ok_or(("dated", "expected the day of signature; it is missing".into()))?;
        let from = day("from", &self.from)?;
        let to = day("to", &self.to)?;
        let document = text("document", &self.document)?;
        if let Deed::Exemption { kind, .. } = deed {
            let missing = [("from", from.is_none()), ("to", to.is_none()), ("document", document.is_none())];
            if let Some((field, _)) = missing.into_iter().find(|(_, missing)| *missing) {
                return Err((field, "expected in an exemption; it is missing".into()));
            }
            if kind == ExemptionKind::TemporaryLifting && !from.zip(to).is_some_and(is_a_month_at_most) {
                return Err((
                    "to",
                    "expected at most a month with `from`, whose day a month later is over it (法发〔2019〕35号, Article 17)"
                        .into(),
                ));
            }
        }
        let from = from.unwrap_or(dated);
        if to.is_some_and(|to| to < from) {
            return Err(("to", format!("expected no earlier day than {from}, on which it begins")));
        }
        let signed_by = signers.one(required("signed_by", &self.signed_by)?);
        Ok(Entry { line, deed, whom, from, to, signed_by, dated, document: document.map(Into::into) })
    }

    fn deed(&self) -> Result<Deed, Wrong> {
        match required("kind", &self.kind)? {
            "suppression" => Ok(Deed::Suppression { applicant: id("applicant", &self.applicant)? }),
            "withdrawal" => {
                let causes = Cause::ALL.map(|it| (it.as_code(), it));
                Ok(Deed::Withdrawal { cause: one_of("reason", required("reason", &self.reason)?, &causes)? })
            }
            "exemption" => {
                let kinds = ExemptionKind::ALL.map(|it| (it.as_code(), it));
                let kind = one_of("exemption", required("exemption", &self.exemption)?, &kinds)?;
                let measures = measures(&self.measures)?;
                Ok(Deed::Exemption { kind, measures, holder: self.holder()? })
            }
            "dispute" => Ok(Deed::Dispute),
            other => {
                let known = "suppression, withdrawal, exemption, dispute";
                Err(("kind", format!("expected one of {known}; found {}", excerpt(other))))
            }
        }
    }

    /// To whom an exemption is granted that names a record; others are granted to the subject they name.
    fn holder(&self) -> Result<Option<Id>, Wrong> {
        match (&self.record, &self.applicant) {
            (Some(_), None) => {
                let what = "expected the complete id of its holder; an exemption is granted to one person, never to all \
                            whom a record names";
                Err(("applicant", what.into()))
            }
            (Some(_), Some(_)) => id("applicant", &self.applicant).map(Some),
            (None, Some(_)) => Err((
                "applicant",
                "belongs beside `record`; without one `id` and `name` say whose it is".into(),
            )),
            (None, None) => Ok(None),
        }
    }

    /// A member that does not belong to the kind shows that something else was meant.
    fn refuse_strays(&self, deed: &Deed) -> Result<(), Wrong> {
        let kind = deed.as_code();
        let members: [(_, _, &[&str]); 4] = [
            ("applicant", &self.applicant, &["suppression", "exemption"]),
            ("reason", &self.reason, &["withdrawal"]),
            ("exemption", &self.exemption, &["exemption"]),
            ("measures", &self.measures, &["exemption"]),
        ];
        let stray = members.iter().find(|(_, value, of)| value.is_some() && !of.contains(&kind));
        stray.map_or(Ok(()), |(field, _, of)| {
            Err((*field, format!("belongs to a line of kind {}, and this is a {kind}", of.join(" or "))))
        })
    }

    fn whom(&self, deed: &Deed) -> Result<Whom, Wrong> {
        let name = text("name", &self.name)?;
        if let Some(name) = name {
            Name::read(name).map_err(|error| ("name", error.to_string()))?;
        }
        let Some(record) = record(&self.record)? else {
            if matches!(deed, Deed::Suppression { .. }) {
                let what = "expected the record that the applicant is not; a suppression is for one record, never for a name";
                return Err(("record", what.into()));
            }
            return self.subject(name);
        };
        if self.id.is_some() {
            return Err(("id", "a line is about a record or about a subject, not about both".into()));
        }
        let case_number = text("case", &self.case)?.map(|case| folded_case(case).into());
        if case_number.is_none() && name.is_none() {
            let what =
                "expected beside `record`, or `name`: record numbers are unique within one source only";
            return Err(("case", what.into()));
        }
        Ok(Whom::Record { id: record.into(), case_number, name: name.map(Into::into) })
    }

    fn subject(&self, name: Option<&str>) -> Result<Whom, Wrong> {
        if self.id.is_none() {
            let what =
                "expected a record, or a subject's complete id and name; a name alone is borne by many";
            return Err(("record", what.into()));
        }
        if self.case.is_some() {
            return Err(("case", "belongs to a record, and this line is about a subject".into()));
        }
        let name = name.ok_or(("name", "expected beside `id`; it is missing".to_owned()))?;
        Ok(Whom::Subject { id: id("id", &self.id)?, name: name.into() })
    }
}

/// A text that says something; `None` where the member is missing.
fn text<'a>(field: &'static str, value: &'a Option<Value>) -> Result<Option<&'a str>, Wrong> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) if text.trim().contains(char::is_control) => {
            Err((field, "expected a text, found a control character in it".into()))
        }
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.trim())),
        Some(Value::String(_)) => Err((field, "expected a text, found an empty one".into())),
        Some(_) => Err((field, "expected a text in quotes".into())),
    }
}

fn required<'a>(field: &'static str, value: &'a Option<Value>) -> Result<&'a str, Wrong> {
    text(field, value)?.ok_or((field, "expected; it is missing".into()))
}

fn day(field: &'static str, value: &Option<Value>) -> Result<Option<Date>, Wrong> {
    let Some(text) = text(field, value)? else { return Ok(None) };
    text.parse().map(Some).map_err(|error: crate::date::Error| (field, error.to_string()))
}

fn id(field: &'static str, value: &Option<Value>) -> Result<Id, Wrong> {
    let read = Id::parse(required(field, value)?);
    read.map_err(|error| (field, format!("expected a complete id: {error}")))
}

/// Lists number their records in digits, with or without quotes.
fn record(value: &Option<Value>) -> Result<Option<String>, Wrong> {
    match value {
        Some(Value::Number(number)) if number.is_u64() => Ok(Some(number.to_string())),
        other => Ok(text("record", other)?.map(str::to_owned)),
    }
}

fn measures(value: &Option<Value>) -> Result<Measures, Wrong> {
    let expected =
        || ("measures", "expected an array of codes, as in [\"travel.air\"], or \"all\"".to_owned());
    match value {
        Some(Value::String(all)) if all == "all" => Ok(Measures::All),
        Some(Value::Array(codes)) if !codes.is_empty() => {
            let codes = codes.iter().map(|code| code.as_str().filter(|it| !it.is_empty()).map(Into::into));
            codes.collect::<Option<Vec<Box<str>>>>().map(|it| Measures::These(it.into())).ok_or_else(expected)
        }
        _ => Err(expected()),
    }
}

fn one_of<T: Copy>(field: &'static str, word: &str, known: &[(&str, T)]) -> Result<T, Wrong> {
    let found = known.iter().find(|(code, _)| *code == word);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let codes: Vec<&str> = known.iter().map(|(code, _)| *code).collect();
        (field, format!("expected one of {}; found {}", codes.join(", "), excerpt(word)))
    })
}

fn excerpt(text: &str) -> String {
    text.chars().flat_map(char::escape_debug).take(24).collect()
}

/// Whether the second day comes before the same day of the next month: both days count.
fn is_a_month_at_most((from, to): (Date, Date)) -> bool {
    let months = |day: Date| u32::from(day.year()).saturating_mul(12).saturating_add(u32::from(day.month()));
    let next = months(from).saturating_add(1);
    (months(to), to.day()) < (next, from.day())
}
