//! The list's answers found without a list: a naive scan over all rows, which has no keys, no filter and no FST, and grades
//! by DESIGN's table of strengths written out plainly.
//!
//! What the list searches is part of its promise and is restated here in [`Row::is_reached`]: an equal document; the
//! most specific of the three visible frames; a name whose loose fold is equal, or one of whose other names' is; a name
//! that reads the same, on a row whose id leads nowhere.
#![allow(dead_code, reason = "each test that includes this module uses a part of it")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use shixin::Compiler;
use shixin::List;
use shixin::Policy;
use shixin::Query;
use shixin::Strength;
use shixin::compile::Origin;
use shixin::id::Agreement;
use shixin::id::CheckDigit;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::id::Sex;
use shixin::id::Subject;
use shixin::id::Warning;
use shixin::name;
use shixin::name::Likeness;
use shixin::name::Name;

use crate::invented;
use crate::invented::COUNTIES;
use crate::invented::DAYS;
use crate::invented::ORGANISATIONS;
use crate::invented::PEOPLE;

/// One invented row and its bearer.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) organisation: bool,
    pub(crate) name: usize,
    pub(crate) county: usize,
    pub(crate) year: u16,
    pub(crate) day: usize,
    pub(crate) sequence: u16,
    pub(crate) layout: usize,
    /// 0 as the id says, 1 not stated, 2 the other one.
    pub(crate) sex: usize,
    /// 0 right, 1 not stated, 2 wrong.
    pub(crate) party: usize,
}

#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) sex: &'static str,
    pub(crate) party: &'static str,
}

impl Draft {
    pub(crate) fn name(&self) -> &'static str {
        if self.organisation { ORGANISATIONS[self.name % ORGANISATIONS.len()] } else { PEOPLE[self.name] }
    }

    pub(crate) fn is_permit(&self) -> bool {
        !self.organisation && self.layout == 18
    }

    /// The complete id of whom the row is about.
    pub(crate) fn own_id(&self) -> String {
        if self.organisation {
            let body = ["60003734", "MA1BUFLT", "20286320", "E1234567"][usize::from(self.sequence - 10)];
            let prefix = format!("91{}", COUNTIES[self.county]);
            invented::unified(&prefix, &invented::organisation_code(body))
        } else if self.is_permit() {
            format!("H123456{:02}01", self.sequence)
        } else {
            invented::citizen(COUNTIES[self.county], self.year, DAYS[self.day], self.sequence)
        }
    }

    pub(crate) fn texts(&self) -> Texts {
        let own = self.own_id();
        let id = if self.organisation {
            invented::publish_organisation(&own, self.layout)
        } else if self.is_permit() {
            format!("{}{:02}", &own[..9], self.day)
        } else {
            invented::publish_person(&own, self.layout)
        };
        let sex = match (self.organisation, self.sex) {
            (true, _) | (_, 1) => "",
            (_, sex) if (self.sequence % 2 == 1) == (sex == 0) => "男",
            _ => "女",
        };
        let party = match (self.party, self.organisation) {
            (1, _) => "",
            (0, true) | (2, false) => "581",
            _ => "580",
        };
        Texts { name: self.name().to_owned(), id, sex, party }
    }

    /// Questions that this row gives rise to: its bearer, the bearer by id or name alone, a namesake, a neighbour with the
    /// bearer's visible digits, somebody with another name, other documents of the bearer, a slip of the pen.
    pub(crate) fn questions(&self) -> Vec<(String, String)> {
        let id = self.own_id();
        let name = self.name().to_owned();
        let day = Self { day: (self.day + 5) % DAYS.len(), ..self.clone() };
        let namesake = Self { sequence: 10 + (self.sequence - 9) % 4, ..self.clone() };
        let renamed = Self { name: (self.name + 1) % 16, ..self.clone() };
        let mut questions = vec![
            (id.clone(), name.clone()),
            (id.clone(), String::new()),
            (String::new(), name.clone()),
            (day.own_id(), name.clone()),
            (namesake.own_id(), name.clone()),
            (id.clone(), renamed.name().to_owned()),
        ];
        if self.organisation {
            questions.push((id[8..17].to_owned(), name.clone()));
            questions.push((format!("{}-{}", &id[8..16], &id[16..17]), renamed.name().to_owned()));
            let last = if id.ends_with('0') { '1' } else { '0' };
            questions.push((format!("{}{last}", &id[..17]), name));
        } else if !self.is_permit() {
            questions.push((invented::fifteen(&id), name));
        }
        questions
    }
}

pub(crate) fn rows_of(drafts: &[Draft]) -> Vec<String> {
    let texts = drafts.iter().map(Draft::texts).enumerate();
    texts.map(|(number, it)| invented::row(number, &it.name, &it.id, it.sex, it.party)).collect()
}

/// `None` where nobody is named, which is no list.
pub(crate) fn list_of(drafts: &[Draft]) -> Option<List> {
    let anybody = drafts
        .iter()
        .map(Draft::texts)
        .any(|it| Pattern::read(&it.id).is_ok() || Name::read(&it.name).is_ok());
    anybody.then(|| list_among(drafts, FEW).with_policy(Policy::default().unbounded()))
}

pub(crate) fn list_among(drafts: &[Draft], people: u64) -> List {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap()).population(people);
    for (line, row) in (1..).zip(rows_of(drafts)) {
        compiler.push(Origin { source: "invented".into(), line }, &row);
    }
    List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap()
}

/// Among so few people nobody's name is too common to be sought by its reading.
pub(crate) const FEW: u64 = 250;

pub(crate) const MANY: u64 = 1_410_000_000;

/// All rows, one after another.
pub(crate) struct Oracle<'a> {
    pub(crate) rows: Vec<Row<'a>>,
}

pub(crate) struct Row<'a> {
    pub(crate) record: String,
    pub(crate) id: Option<Pattern>,
    pub(crate) given: &'a str,
    pub(crate) name: Option<Name<'a>>,
    pub(crate) sex: Option<Sex>,
    /// As far as it is known.
    pub(crate) class: Option<Subject>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Grade {
    Match(Strength),
    Namesake,
    Nothing,
}

impl<'a> Oracle<'a> {
    pub(crate) fn over(texts: &'a [Texts]) -> Self {
        let rows = texts.iter().enumerate().map(|(number, texts)| Row::of(number, texts));
        Self { rows: rows.filter(|row| row.id.is_some() || row.name.is_some()).collect() }
    }

    /// Matched record ids with their strengths, and how many namesakes there are.
    pub(crate) fn answer(&self, query: &Query<'_>) -> (BTreeMap<String, Strength>, u32) {
        let (id, name) = (query.id(), query.name());
        let doubtful = id.is_some_and(|id| {
            let warnings = id.warnings();
            warnings.contains(Warning::UnifiedChecksum)
                || warnings.contains(Warning::OrganisationCodeChecksum)
                || warnings.contains(Warning::CenturyAssumed)
        });
        let mut matches = BTreeMap::new();
        let mut namesakes = BTreeSet::new();
        for row in &self.rows {
            match row.grade(id, name, doubtful) {
                Grade::Match(strength) if row.is_reached(id, name) => {
                    matches.insert(row.record.clone(), strength);
                }
                Grade::Match(_) => assert_ne!(row.likeness(name), Some(Likeness::Same), "{}", row.given),
                Grade::Namesake => {
                    // People without an id are told apart by nothing but their rows.
                    let id = row.id.map(|id| id.as_str().to_owned());
                    let alone = id.is_none() && row.class != Some(Subject::Organisation);
                    let record = if alone { row.record.as_str() } else { "" };
                    namesakes.insert((row.given, id, row.sex, row.class, record));
                }
                Grade::Nothing => {}
            }
        }
        (matches, u32::try_from(namesakes.len()).unwrap())
    }
}

impl<'a> Row<'a> {
    pub(crate) fn of(number: usize, texts: &'a Texts) -> Self {
        let id = Pattern::read(&texts.id).ok();
        let name = Name::read(&texts.name).ok();
        let class = class(id.as_ref(), name.as_ref().map(Name::class), texts.party);
        let sex = match texts.sex {
            "男" => Some(Sex::Male),
            "女" => Some(Sex::Female),
            _ => None,
        };
        Self { record: number.to_string(), id, given: &texts.name, name, sex, class }
    }

    /// DESIGN's table of strengths, row by row.
    pub(crate) fn grade(&self, id: Option<&Id>, name: Option<&Name<'_>>, doubtful: bool) -> Grade {
        let likeness = self.likeness(name);
        let same = likeness == Some(Likeness::Same);
        let asked_class = asked_class(id, name, doubtful);
        let agreement = self.id.as_ref().zip(id).map(|(listed, asked)| listed.compare(asked));
        match agreement {
            // Full ids equal, same name. Names unlike, alike or missing: a match that only ever refers.
            Some(Agreement::Equal) if same => Grade::Match(Strength::Confirmed),
            Some(Agreement::Equal | Agreement::SameOrganisationCode) => Grade::Match(Strength::Probable),
            // The sex that the row states tells apart where the digit that shows it is hidden.
            Some(Agreement::Agrees { visible, .. }) if self.sex_differs(id) && !visible.contains(16) => {
                namesake_if(same)
            }
            // Every visible character agrees. Strong needs the same name, a check digit that can hold, and characters
            // that are the individual's own; without any name nothing more than possible can be said.
            Some(Agreement::Agrees { visible, check }) => match likeness {
                Some(Likeness::Unlike) if self.tells_apart(name) => Grade::Nothing,
                Some(Likeness::Unlike) | None => Grade::Match(Strength::Possible),
                Some(Likeness::Same) if check != CheckDigit::Fails => {
                    let own = if self.class.or(asked_class) == Some(Subject::Organisation) {
                        8..18
                    } else {
                        14..18
                    };
                    let shown = own.filter(|slot| visible.contains(*slot)).count();
                    Grade::Match(if shown >= 3 { Strength::Strong } else { Strength::Probable })
                }
                Some(_) => Grade::Match(Strength::Probable),
            },
            // One slip of the pen away: for a person to compare, under the same name.
            Some(Agreement::Contradicts { .. }) if self.is_one_slip_from(id.unwrap()) => match same {
                true if self.sex_differs(id) => Grade::Namesake,
                true => Grade::Match(Strength::Probable),
                false => Grade::Nothing,
            },
            // Visible characters contradict: a namesake. But an id that fails its own check contradicts nobody.
            Some(Agreement::Contradicts { .. }) if !doubtful => namesake_if(same),
            // One side has no usable id: the same name or one alike is possible.
            _ if !same && !matches!(likeness, Some(Likeness::Alike(_))) => Grade::Nothing,
            _ if self.sex_differs(id) || self.class_differs(asked_class) => namesake_if(same),
            _ => Grade::Match(Strength::Possible),
        }
    }

    /// Whether one other character, or two neighbours exchanged, would make the published number the applicant's, where at
    /// least eight characters can be compared.
    pub(crate) fn is_one_slip_from(&self, asked: &Id) -> bool {
        let (listed, asked) = aligned(self.id.as_ref().unwrap(), asked);
        let compared: Vec<usize> = (0..18)
            .filter(|at| listed[*at].is_ascii_alphanumeric() && asked[*at].is_ascii_alphanumeric())
            .collect();
        let differ: Vec<usize> = compared.iter().copied().filter(|at| listed[*at] != asked[*at]).collect();
        let is_slip = match differ[..] {
            [_] => true,
            [one, next] => next == one + 1 && listed[one] == asked[next] && listed[next] == asked[one],
            _ => false,
        };
        compared.len() >= 8 && is_slip
    }

    pub(crate) fn likeness(&self, name: Option<&Name<'_>>) -> Option<Likeness> {
        Some(self.name.as_ref()?.compare(name?))
    }

    /// Unlike names tell two people apart unless one lost a character or only one is written in Latin letters.
    pub(crate) fn tells_apart(&self, name: Option<&Name<'_>>) -> bool {
        let names = [self.name.as_ref().unwrap(), name.unwrap()];
        let latin = names.map(|name| name.strict().chars().any(|sign| sign.is_ascii_alphabetic()));
        latin[0] == latin[1] && names.iter().all(|name| !name.has_lost_characters())
    }

    pub(crate) fn sex_differs(&self, id: Option<&Id>) -> bool {
        self.sex.zip(id.and_then(Id::sex)).is_some_and(|(listed, asked)| listed != asked)
    }

    pub(crate) fn class_differs(&self, asked: Option<Subject>) -> bool {
        self.class.zip(asked).is_some_and(|(listed, asked)| listed != asked)
    }

    /// Whether the list searches where this row stands.
    pub(crate) fn is_reached(&self, id: Option<&Id>, name: Option<&Name<'_>>) -> bool {
        let by_name = self.name.as_ref().zip(name).is_some_and(|(listed, asked)| {
            let folds = |name: &Name<'_>| -> BTreeSet<String> {
                let aliases = name.aliases().iter().map(|alias| alias.loose().to_owned());
                aliases.chain([name.loose().to_owned()]).collect()
            };
            !folds(listed).is_disjoint(&folds(asked))
        });
        let by_id = self.id.as_ref().zip(id).is_some_and(|(listed, asked)| {
            let equal = matches!(listed.compare(asked), Agreement::Equal | Agreement::SameOrganisationCode);
            equal || shares_frame(listed.as_str(), asked.as_str()) || shares_code_ends(listed, asked)
        });
        let by_reading = self.id.as_ref().is_none_or(leads_nowhere)
            && self.name.as_ref().zip(name).is_some_and(|(listed, asked)| {
                listed.reading().is_some_and(|reading| Some(reading) == asked.reading())
            });
        by_name || by_id || by_reading
    }
}

/// Person or organisation: by the id, by an organisation's wording, by the row's hint; unknown where a person's number or
/// wording stands against an organisation's.
pub(crate) fn class(id: Option<&Pattern>, wording: Option<name::Class>, party: &str) -> Option<Subject> {
    let by_id = id.and_then(Pattern::subject);
    let worded = wording == Some(name::Class::Organisation);
    let unlike_organisation = wording == Some(name::Class::Person);
    match by_id {
        Some(Subject::Person) if worded => None,
        Some(class) => Some(class),
        None if worded => Some(Subject::Organisation),
        None if party == "581" => (!unlike_organisation).then_some(Subject::Organisation),
        None => (party == "580" || unlike_organisation).then_some(Subject::Person),
    }
}

/// The same for an applicant, who has no hint; an id whose own check characters fail tells nothing, and a person's that
/// reads one way only outweighs an organisation's wording.
pub(crate) fn asked_class(id: Option<&Id>, name: Option<&Name<'_>>, doubtful: bool) -> Option<Subject> {
    let id = id.filter(|_| !doubtful);
    if let Some(id) = id.filter(|id| !id.warnings().contains(Warning::AlsoReadsAs)) {
        return Some(id.subject());
    }
    let wording = name.map(Name::class).filter(|class| *class == name::Class::Organisation);
    class(id.copied().map(Pattern::from).as_ref(), wording, "")
}

/// Both numbers in the same eighteen places: an organisation code where a unified code has it, others from the start. The
/// century of an upgraded fifteen-digit number is compared too, for its own holder could not differ there.
pub(crate) fn aligned(listed: &Pattern, asked: &Id) -> ([u8; 18], [u8; 18]) {
    let place = |text: &str, code: Option<&str>| {
        let mut slots = [b'*'; 18];
        match code {
            Some(code) => slots[8..17].copy_from_slice(code.as_bytes()),
            None => slots.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte),
        }
        slots
    };
    let is_code = |id: &Id| id.kind() == shixin::id::Kind::OrganisationCode;
    let published = match listed.complete() {
        Some(id) => place(id.as_str(), id.organisation_code().filter(|_| is_code(id))),
        None if listed.as_str().len() == 9 && listed.subject() == Some(Subject::Organisation) => {
            place("", Some(listed.as_str()))
        }
        None => place(listed.as_str(), None),
    };
    (published, place(asked.as_str(), asked.organisation_code().filter(|_| is_code(asked))))
}

pub(crate) fn namesake_if(same: bool) -> Grade {
    if same { Grade::Namesake } else { Grade::Nothing }
}

/// Whether a masked unified code shows the first two and last three characters of this organisation code.
pub(crate) fn shares_code_ends(listed: &Pattern, asked: &Id) -> bool {
    let is_code = asked.kind() == shixin::id::Kind::OrganisationCode;
    let is_masked = listed.complete().is_none() && listed.subject() != Some(Subject::Person);
    let (shown, code) = (listed.as_str().as_bytes(), asked.organisation_code().unwrap_or("").as_bytes());
    is_code && is_masked && shown.len() == 18 && [0, 1, 6, 7, 8].iter().all(|at| shown[8 + at] == code[*at])
}

/// Whether a published number shows too little for anybody to be found by it: none of the frames, and no ends of a code.
pub(crate) fn leads_nowhere(listed: &Pattern) -> bool {
    let shown: Vec<bool> = listed.as_str().bytes().map(|byte| byte != b'*').collect();
    let shows = |places: &[std::ops::Range<usize>]| places.iter().cloned().flatten().all(|at| shown[at]);
    let is_long = listed.complete().is_none() && shown.len() == 18;
    let framed = is_long && (shows(&[0..10, 15..18]) || shows(&[0..6, 8..10, 14..17]));
    let ends = is_long && listed.subject() != Some(Subject::Person) && shows(&[8..10, 14..17]);
    listed.complete().is_none() && !framed && !ends
}

/// Whether the most specific frame that the published characters fill is filled alike by the applicant's.
pub(crate) fn shares_frame(published: &str, applicant: &str) -> bool {
    let (Ok(published), Ok(applicant)) =
        (<[u8; 18]>::try_from(published.as_bytes()), <[u8; 18]>::try_from(applicant.as_bytes()))
    else {
        return false;
    };
    let frames: [&[std::ops::Range<usize>]; 3] = [&[0..10, 14..18], &[0..10, 15..18], &[0..6, 8..10, 14..17]];
    let filled = frames.iter().position(|frame| {
        let mut shown = frame.iter().cloned().flatten().map(|slot| published[slot]);
        shown.all(|byte| byte != b'*')
    });
    filled
        .is_some_and(|at| frames[at].iter().cloned().flatten().all(|slot| published[slot] == applicant[slot]))
}
