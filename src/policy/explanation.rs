//! Why, on which evidence, by which law, and how to contest it? A verdict in plain sentences, for a clerk or the applicant.
//!
//! Shown are what rows publish and ids as published, a complete one with its middle hidden; never the obligation's text,
//! nor anybody named in it.

use std::fmt;

use serde::Serialize;

use crate::id::shown::told;
use crate::index::Error;
use crate::index::Evidence;
use crate::index::Index;
use crate::policy::Applied;
use crate::policy::Condition;
use crate::policy::Ground;
use crate::policy::JointVerdict;
use crate::policy::Language;
use crate::policy::Match;
use crate::policy::Measure;
use crate::policy::Outcome;
use crate::policy::Reason;
use crate::policy::Strength;
use crate::policy::Verdict;
use crate::policy::wording::say;
use crate::policy::wording::template;
use crate::record::Role;

/// For whom a verdict is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Whoever asked and must act: with strengths, lines of the relief file, digests.
    Clerk,
    /// The one asked about.
    Applicant,
}

/// A verdict in sentences, each with its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Explanation {
    sentences: Vec<Sentence>,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// What kind of sentence it is; stable.
    pub code: String,
    /// The sentence.
    pub text: String,
}

impl Explanation {
    /// Explains `verdict`, which this index gave. Reads the rows it rests on.
    ///
    /// # Errors
    /// Where a row cannot be read, or the verdict is another list's.
    pub fn new(
        index: &Index,
        verdict: &Verdict,
        audience: Audience,
        language: Language,
    ) -> Result<Self, Error> {
        let mut teller = Teller { verdict, audience, language, sentences: Vec::new() };
        teller.head();
        let (told, unnamed): (Vec<_>, Vec<_>) = verdict.telling().partition(|one| teller.may_tell(one));
        for one in told {
            teller.compared(index, one)?;
        }
        if !unnamed.is_empty() {
            let count: usize = unnamed.iter().map(|one| one.records.len()).sum();
            teller.tell("compared.unnamed", &[("count", &count.to_string())]);
        }
        teller.namesakes();
        teller.law();
        teller.conditions();
        let relief = verdict.relief().iter();
        let is_own = |it: &&Applied| audience == Audience::Clerk || it.strength >= Strength::Strong;
        relief.filter(is_own).for_each(|it| teller.relief(it));
        teller.hints();
        teller.origin();
        teller.next();
        Ok(Self { sentences: teller.sentences })
    }

    /// Explains what was found about each party, one after the other, each under a heading (`part`).
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_parties(
        index: &Index,
        joint: &JointVerdict,
        audience: Audience,
        language: Language,
    ) -> Result<Self, Error> {
        let mut sentences = Vec::new();
        for (role, verdict) in joint.verdicts() {
            let who = say("part.head", language, &[("who", &party(role, language))]);
            sentences.push(Sentence { code: "part.head".to_owned(), text: who });
            sentences.extend(Self::new(index, verdict, audience, language)?.sentences);
        }
        Ok(Self { sentences })
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }
}

/// One sentence a line.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sentences = self.sentences.iter();
        if let Some(first) = sentences.next() {
            f.write_str(&first.text)?;
        }
        sentences.try_for_each(|it| write!(f, "\n{}", it.text))
    }
}

/// Tells sentence after sentence.
struct Teller<'a> {
    verdict: &'a Verdict,
    audience: Audience,
    language: Language,
    sentences: Vec<Sentence>,
}

impl Teller<'_> {
    fn head(&mut self) {
        let measure = self.verdict.measure();
        let head = format!("head.{}", self.verdict.outcome().as_code());
        let gaps = [("title", title(measure, self.language)), ("code", &*measure.code)];
        if self.verdict.is_linked() && self.audience == Audience::Applicant {
            self.tell(&format!("applicant.party.{}", self.verdict.outcome().as_code()), &gaps);
        } else {
            self.tell_to(&head, &gaps);
        }
        let ground = ground(self.verdict, self.language);
        self.tell("why", &[("ground", &ground)]);
    }

    /// Whether an entry may be told to this reader. Whoever gives a name alone is not told the entries of all who bear it.
    fn may_tell(&self, one: &Match) -> bool {
        self.audience == Audience::Clerk || !one.reasons.contains(&Reason::ApplicantIdMissing)
    }

    fn compared(&mut self, index: &Index, one: &Match) -> Result<(), Error> {
        let rows = one.records.iter().take(MOST_RECORDS).map(|record| index.evidence(*record));
        let rows = rows.collect::<Result<Vec<Evidence>, Error>>()?;
        let unknown = self.say("unknown");
        let shown =
            |text: Option<&str>| text.filter(|it| !it.is_empty()).map_or_else(|| unknown.clone(), told);
        let listed = (shown(rows.first().map(|row| &*row.name)), shown(rows.first().map(|row| &*row.id)));
        let (name, id) = match one.role {
            Role::Listed => listed.clone(),
            _ => {
                let filed = index.subject(one.subject)?;
                let party = filed.subject();
                let id = party.ids().next().map(|id| id.to_string());
                (shown(Some(party.name)), shown(id.as_deref()))
            }
        };
        let reasons = reasons(one, self.language).join(self.language.between());
        let strength = self.say(&format!("strength.{}", one.strength.as_code()));
        let role = self.say(&format!("role.{}", one.role.as_code()));
        let gaps =
            [("name", &*name), ("id", &id), ("reasons", &reasons), ("strength", &strength), ("role", &role)];
        self.tell_to("compared", &gaps);
        if one.role != Role::Listed {
            self.tell("compared.organisation", &[("name", &listed.0), ("id", &listed.1)]);
        }
        let others = others(one.lookalikes, self.language);
        self.tell("compared.others", &[("others", &sentence_case(&others))]);
        for row in &rows {
            let published = row.published.map(|day| day.to_string());
            self.tell(
                "compared.record",
                &[
                    ("record", &shown(row.record_id.as_deref())),
                    ("case", &shown(row.case_number.as_deref())),
                    ("court", &shown(row.court.as_deref())),
                    ("published", &shown(published.as_deref())),
                ],
            );
        }
        let more = one.records.len().saturating_sub(rows.len());
        if more > 0 {
            self.tell("compared.more", &[("count", &more.to_string())]);
        }
        Ok(())
    }

    fn namesakes(&mut self) {
        let count = self.verdict.namesakes();
        if count > 0 {
            let code = if count == 1 { "compared.namesakes.one" } else { "compared.namesakes.many" };
            self.tell(code, &[("count", &count.to_string())]);
        }
        let count = self.verdict.indistinct();
        if count > 0 {
            let code = if count == 1 { "compared.indistinct.one" } else { "compared.indistinct.many" };
            self.tell(code, &[("count", &count.to_string())]);
        }
    }

    fn law(&mut self) {
        let measure = self.verdict.measure();
        let binds = binds(measure, self.language);
        let gaps = [
            ("title", title(measure, self.language)),
            ("binds", &*binds),
            ("basis", basis(measure, self.language)),
        ];
        self.tell(&format!("force.{}", measure.force.as_code()), &gaps);
        let remark = remark(measure, self.language);
        if !remark.is_empty() {
            self.tell("remark", &[("remark", remark)]);
        }
    }

    fn conditions(&mut self) {
        let verdict = self.verdict;
        let all = verdict.assumed().map(|it| ("condition.assumed", it));
        let all = all.chain(verdict.denied().map(|it| ("condition.denied", it)));
        for (code, condition) in all.chain(verdict.to_establish().map(|it| ("condition.establish", it))) {
            self.tell(code, &[("condition", words_of(condition, self.language))]);
        }
    }

    fn relief(&mut self, applied: &Applied) {
        let cause = applied.cause.map(|it| it.as_code()).or(applied.exemption.map(|it| it.as_code()));
        let cause = cause.map(|it| self.say(&format!("cause.{it}"))).unwrap_or_default();
        let none = self.say("none");
        let to = applied.to.map_or_else(|| none.clone(), |day| day.to_string());
        let gaps = [
            ("record", &*told(&applied.record_id)),
            ("cause", &cause),
            ("to", &to),
            ("line", &applied.line.to_string()),
            ("signed_by", &applied.signed_by),
            ("dated", &applied.dated.to_string()),
            ("document", applied.document.as_deref().unwrap_or(&none)),
        ];
        self.tell_to(&format!("relief.{}", applied.wording()), &gaps);
    }

    fn hints(&mut self) {
        for hint in self.verdict.hints() {
            let (published, years) = (hint.published.to_string(), hint.years.to_string());
            let gaps = [("record", &*told(&hint.record_id)), ("published", &published), ("years", &years)];
            self.tell("hint.overdue", &gaps);
        }
    }

    fn origin(&mut self) {
        let verdict = self.verdict;
        let short =
            |digest: [u8; 32]| digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>();
        let relief = verdict.relief_digest();
        let relief = if relief == [0; 32] { self.say("none") } else { short(relief) };
        let gaps = [
            ("day", &*verdict.day().to_string()),
            ("as_of", &verdict.edition().as_of.to_string()),
            ("digest", &short(verdict.edition().digest)),
            ("policy", &short(verdict.policy())),
            ("relief", &relief),
        ];
        self.tell_to("edition", &gaps);
    }

    fn next(&mut self) {
        if self.verdict.outcome() == Outcome::Clear {
            return;
        }
        let may_add = self.verdict.ground() == Ground::ApplicantMayAdd;
        match (self.verdict.outcome(), self.audience) {
            (Outcome::Refer, Audience::Applicant) if may_add => self.tell("applicant.next.add", &[]),
            (Outcome::Refer, Audience::Clerk) if may_add => self.tell("clerk.next.add", &[]),
            (Outcome::Refer, Audience::Clerk) => self.tell("clerk.next.look", &[]),
            _ => {}
        }
        self.tell("recourse", &[]);
    }

    /// Tells what is worded for each audience apart.
    fn tell_to(&mut self, code: &str, gaps: &[(&str, &str)]) {
        let audience = match self.audience {
            Audience::Clerk => "clerk",
            Audience::Applicant => "applicant",
        };
        self.tell(&format!("{audience}.{code}"), gaps);
    }

    fn tell(&mut self, code: &str, gaps: &[(&str, &str)]) {
        let text = say(code, self.language, gaps);
        self.sentences.push(Sentence { code: code.to_owned(), text });
    }

    fn say(&self, code: &str) -> String {
        say(code, self.language, &[])
    }
}

/// Why, in a sentence or two: what decided, what was compared, how many others would fit, what relief did.
pub(super) fn because(verdict: &Verdict, language: Language) -> String {
    let head = ground(verdict, language);
    let mut compared = Vec::new();
    if let Some(best) = verdict.resting().next() {
        compared = reasons(best, language);
        let others = others(best.lookalikes, language);
        compared.push(say("clause.others", language, &[("others", &others)]));
    }
    let mut rest: Vec<String> = verdict
        .to_establish()
        .map(|it| say("clause.establish", language, &[("condition", words_of(it, language))]))
        .collect();
    rest.extend(
        verdict.relief().iter().map(|it| {
            say(&format!("clause.{}", it.wording()), language, &[("record", &told(&it.record_id))])
        }),
    );
    if verdict.namesakes() > 0 {
        let count = if verdict.namesakes() == 1 { "one" } else { "many" };
        let gaps = [("count", &*verdict.namesakes().to_string())];
        rest.push(say(&format!("clause.namesakes.{count}"), language, &gaps));
    }
    if verdict.indistinct() > 0 {
        let count = if verdict.indistinct() == 1 { "one" } else { "many" };
        let gaps = [("count", &*verdict.indistinct().to_string())];
        rest.push(say(&format!("clause.indistinct.{count}"), language, &gaps));
    }
    if verdict.measure().force.is_decided_elsewhere() {
        rest.push(remark(verdict.measure(), language).to_owned());
    }
    rest.retain(|it| !it.is_empty());
    let between = language.between();
    let colon = if language == Language::English { ": " } else { "：" };
    let head = if compared.is_empty() { head } else { [head, compared.join(between)].join(colon) };
    let clauses: Vec<String> = std::iter::once(head).chain(rest).collect();
    say("why", language, &[("ground", &clauses.join(between))])
}

/// How to contest a stop.
pub(super) fn recourse(language: Language) -> &'static str {
    template("recourse", language).unwrap_or_default()
}

/// Whom a measure binds, in words.
pub(super) fn binds(measure: &Measure, language: Language) -> String {
    let listed = match (measure.binds.person, measure.binds.organisation) {
        (true, true) => "both",
        (true, false) => "person",
        (false, true) => "organisation",
        (false, false) => "nobody",
    };
    let who = say(&format!("binds.{listed}"), language, &[]);
    if measure.binds.responsible.is_empty() {
        return who;
    }
    let roles = measure.binds.responsible.iter();
    let roles: Vec<String> =
        roles.map(|role| say(&format!("bound.{}", role.as_code()), language, &[])).collect();
    let comma = if language == Language::English { ", " } else { "、" };
    say("binds.also", language, &[("who", &who), ("roles", &roles.join(comma))])
}

/// A party by its part in the applicant.
pub(super) fn party(role: Role, language: Language) -> String {
    match role {
        Role::Listed => say("part.applicant", language, &[]),
        role => say(&format!("bound.{}", role.as_code()), language, &[]),
    }
}

/// A measure's title.
pub(super) fn title(measure: &Measure, language: Language) -> &str {
    match language {
        Language::English => &measure.title,
        Language::Chinese => &measure.title_chinese,
    }
}

fn basis(measure: &Measure, language: Language) -> &str {
    match language {
        Language::English => &measure.basis,
        Language::Chinese => &measure.basis_chinese,
    }
}

fn remark(measure: &Measure, language: Language) -> &str {
    match language {
        Language::English => &measure.remark,
        Language::Chinese => &measure.remark_chinese,
    }
}

fn words_of(condition: &Condition, language: Language) -> &str {
    match language {
        Language::English => &condition.english,
        Language::Chinese => &condition.chinese,
    }
}

/// What decided it, of the one who is listed or of one who answers for an organisation that is.
fn ground(verdict: &Verdict, language: Language) -> String {
    let is_listed = verdict.resting().next().is_none_or(Match::is_of_listed);
    let who = if verdict.is_linked() { "party" } else { "listed" };
    let what = if is_listed { "itself" } else { "responsible" };
    let listed = say(&format!("{who}.{what}"), language, &[]);
    say(&format!("ground.{}", verdict.ground().as_code()), language, &[("listed", &listed)])
}

fn reasons(one: &Match, language: Language) -> Vec<String> {
    one.reasons.iter().map(|reason| reason.words(language)).collect()
}

/// How many others, as a person would say it. One significant digit below ten is all that such an estimate bears.
fn others(lookalikes: f64, language: Language) -> String {
    let scales = (0_usize..=6).zip(std::iter::successors(Some(1.0), |scale| Some(scale * 10.0)));
    let shown = scales.into_iter().find(|(_, scale)| lookalikes * scale >= 1.0);
    let figure = shown.map(|(places, _)| format!("{lookalikes:.places$}"));
    match figure.as_deref() {
        None => say("others.few", language, &[]),
        Some("1") => say("others.one", language, &[]),
        Some(figure) => say("others.some", language, &[("figure", figure)]),
    }
}

/// With a capital at the beginning of a sentence.
fn sentence_case(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

/// Records of a match that are told one by one.
const MOST_RECORDS: usize = 8;
