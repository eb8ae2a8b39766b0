//! Of whom is nothing known but a name, and one that too many bear? They are counted, not looked at one by one: the
//! commonest names have hundreds, most of them people who answer for listed organisations. Of a name that only reads as the
//! applicant's the first one is looked at, and the others are as that one is.

use std::ops::Range;

use smallvec::SmallVec;

use crate::check::Error;
use crate::check::Query;
use crate::check::lookalikes;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::Bare;
use crate::index::Index;
use crate::index::SubjectId;
use crate::name::Name;
use crate::policy::Match;
use crate::policy::Policy;
use crate::policy::Use;
use crate::record::Role;

/// Counts the bearers of the applicant's name whom nothing tells from the applicant, nor from too many others.
pub(super) struct Indistinct<'q> {
    index: &'q Index,
    sex: Option<Sex>,
    population: u64,
    /// With more lookalikes than this, a match is nothing to go by.
    most: f64,
    count: u32,
    /// Those of them who were graded before.
    graded: u32,
    /// Fewer lookalikes no bearer has.
    least: Option<f64>,
    /// How many times more lookalikes than the policy goes by those have at least who were met by how their names read, as far
    /// as [`lookalikes::by_reading_at_least`] tells.
    leeway: f64,
    /// The bearers of a name who were met last by how it reads.
    spelling: Range<u32>,
    /// What those of them were of whom nothing is known but this: whether they were counted.
    known: SmallVec<[(Bare, bool); 4]>,
    /// Lookalikes of a bearer: listed and otherwise, of an unstated sex and of the applicant's. Reckoned when first wanted.
    lookalikes: [Option<f64>; 4],
}

/// What a look at a bearer's marks told.
pub(super) enum Told {
    /// The very name, and an id beside it, which may be all that it takes.
    HasId,
    /// Given otherwise than folded.
    SpeltOtherwise,
    /// More is known, or few others would fit: it takes grading.
    ToBeSeen,
    /// Sex or class is another.
    SomebodyElse,
    /// Counted.
    Counted,
}

/// Whether the name is so common that everybody who bears it and of whom nothing else is known is only counted, for this
/// use under this policy. `false` says nothing.
///
/// # Errors
/// [`Error`] where the policy does not know the use, or the list is damaged.
pub(super) fn is_common(
    index: &Index,
    policy: &Policy,
    measure: Option<&str>,
    name: &Name<'_>,
) -> Result<bool, Error> {
    let measure = measure.map_or(Ok(Use::GENERAL), |code| policy.measure(code))?;
    let own = index.bearers(name.loose())?.map_or(0, |bearers| index.there(&bearers));
    let above = index.bearers_above(name.loose())?.map_or(0, |bearers| index.there(&bearers));
    let least =
        lookalikes::by_name_at_least(index, policy.population(index), name, own.saturating_add(above));
    Ok(least > policy.most_lookalikes(&measure))
}

impl<'q> Indistinct<'q> {
    pub(super) fn new(index: &'q Index, query: &Query<'_>, population: u64, most: f64) -> Self {
        Self {
            index,
            sex: query.sex(),
            population,
            most,
            count: 0,
            graded: 0,
            least: None,
            leeway: f64::INFINITY,
            spelling: 0..0,
            known: SmallVec::new(),
            lookalikes: [None; 4],
        }
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// How many were counted for their very name, before anything else of them was compared.
    pub(super) fn count_by_name(&self) -> u32 {
        self.count.saturating_sub(self.graded)
    }

    /// How many times more lookalikes than the policy goes by those have at least who were counted after they were compared;
    /// infinite where none was, 0 where it is not known.
    pub(super) fn leeway(&self) -> f64 {
        self.leeway
    }

    /// Whether a subject who was met by how the name reads is done with, since another of that very name of whom no more is
    /// known was: counted, or somebody else.
    pub(super) fn knows(&mut self, id: SubjectId) -> Result<bool, Error> {
        if !id.is_within(&self.spelling) {
            return Ok(false);
        }
        let Some(bare) = self.index.bare(id)? else { return Ok(false) };
        let known = self.known.iter().find(|(known, _)| *known == bare);
        let Some((_, is_counted)) = known else { return Ok(false) };
        if *is_counted {
            self.count_graded();
        }
        Ok(true)
    }

    /// Notes what became of a subject who was met by how the name reads, for [`Self::knows`]: it was counted, or is nobody.
    pub(super) fn note(&mut self, id: SubjectId, is_counted: bool) -> Result<(), Error> {
        let Some(bare) = self.index.bare(id)? else { return Ok(()) };
        if !id.is_within(&self.spelling) {
            self.spelling = self.index.same_name(id)?;
            self.known.clear();
        }
        self.known.push((bare, is_counted));
        Ok(())
    }

    /// Counts the subject where it is one of them: one of so many listed `bearers` of this name at least. The applicant is a
    /// person with this name, folded as it stands, and an id that any other can be compared with.
    pub(super) fn take(&mut self, name: &Name<'_>, bearers: u32, id: SubjectId) -> Result<Told, Error> {
        let Some(Bare { sex, class, role }) = self.index.bare(id)? else {
            let is_same_name = self.index.is_as_folded(id)?;
            return Ok(if is_same_name { Told::HasId } else { Told::SpeltOtherwise });
        };
        let is_other_sex = matches!((sex, self.sex), (Some(listed), Some(asked)) if listed != asked);
        if class == Some(Class::Organisation) || is_other_sex {
            return Ok(Told::SomebodyElse);
        }
        if self.least(name, bearers) <= self.most
            && self.lookalikes(name, role, sex.filter(|_| self.sex.is_some()))? <= self.most
        {
            return Ok(Told::ToBeSeen);
        }
        self.count = self.count.saturating_add(1);
        Ok(Told::Counted)
    }

    /// Counts a match by name alone where it is one of them: too many others would fit, and nothing that the applicant could
    /// add would settle it. There are `at_least` so many others, whatever else is listed.
    pub(super) fn takes(&mut self, found: &Match, at_least: impl FnOnce() -> f64) -> bool {
        let takes = found.lookalikes > self.most && !found.awaits_applicant();
        if takes {
            self.count_graded();
            if self.leeway > 0.0 {
                // Of no lookalikes nothing is any number of times.
                let times = at_least() / self.most;
                let is_told = times > 0.0 && times.is_finite();
                self.leeway = if is_told { self.leeway.min(times) } else { 0.0 };
            }
        }
        takes
    }

    /// Counts one that was compared, or is as one that was.
    fn count_graded(&mut self) {
        self.count = self.count.saturating_add(1);
        self.graded = self.graded.saturating_add(1);
    }

    fn least(&mut self, name: &Name<'_>, bearers: u32) -> f64 {
        let (index, population) = (self.index, self.population);
        *self.least.get_or_insert_with(|| lookalikes::by_name_at_least(index, population, name, bearers))
    }

    /// The lookalikes of anybody with this name and role of whom no more is known than, perhaps, the applicant's sex.
    pub(super) fn lookalikes(
        &mut self,
        name: &Name<'_>,
        role: Role,
        same_sex: Option<Sex>,
    ) -> Result<f64, Error> {
        let at = usize::from(role == Role::Listed) | usize::from(same_sex.is_some()) << 1;
        if let Some(Some(known)) = self.lookalikes.get(at) {
            return Ok(*known);
        }
        let reckoned = lookalikes::by_name(self.index, self.population, name, role, same_sex)?;
        if let Some(place) = self.lookalikes.get_mut(at) {
            *place = Some(reckoned);
        }
        Ok(reckoned)
    }
}
