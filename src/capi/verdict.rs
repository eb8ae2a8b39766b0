//! What was answered, in pieces and as a whole: `shx_verdict`.

use std::sync::Arc;

use crate::check;
use crate::check::List;
use crate::policy::Finding;
use crate::policy::JointVerdict;
use crate::policy::Language;
use crate::policy::Match;
use crate::policy::Verdict;
use crate::record::Role;

use super::answer::Answer;
use super::answer::MatchAnswer;
use super::answer::Rows;
use super::answer::number_of;
use super::codes;
use super::failure::ErrorHandle;
use super::failure::Failure;
use super::fence::fence;
use super::list;
use super::pointer;
use super::pointer::Out;
use super::text::StringHandle;
use super::text::Text;

/// `shx_verdict`: what was answered, and the list that answered.
#[derive(Debug)]
pub struct VerdictHandle {
    said: Said,
    list: Arc<List>,
}

/// About one party, or about several.
#[derive(Debug)]
enum Said {
    One(Verdict),
    Several(JointVerdict),
}

/// What is to be done.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_outcome(verdict: *const VerdictHandle, out: *mut i32) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a number.
        let out = unsafe { Out::new(out, "out") }?;
        out.give(codes::outcome(verdict.deciding().outcome()));
        Ok(())
    })
}

/// The answer in figures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_answer(
    verdict: *const VerdictHandle,
    out: *mut Answer,
    answer_size: usize,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place of so many bytes.
        let mut row = unsafe { Rows::new(out, 1, answer_size, "out") }?;
        row.put(0, Answer::of(verdict.deciding()));
        Ok(())
    })
}

/// Which edition answered: its day and its digest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_edition(
    verdict: *const VerdictHandle,
    as_of: *mut i32,
    digest: *mut [u8; 32],
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a day.
        let as_of = unsafe { Out::new(as_of, "as_of") }?;
        // SAFETY: the caller hands over NULL or a place for 32 bytes.
        let digest = unsafe { Out::new(digest, "digest") }?;
        let stamp = verdict.deciding().edition();
        as_of.give(number_of(stamp.as_of));
        digest.give(stamp.digest);
        Ok(())
    })
}

/// One of the record ids that the outcome rests on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_record(
    verdict: *const VerdictHandle,
    index: usize,
    out: *mut Text,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a text.
        let out = unsafe { Out::new(out, "out") }?;
        let verdict = verdict.deciding();
        let missing = || Failure::index(index, verdict.record_ids().count());
        out.give(Text::of(verdict.record_ids().nth(index).ok_or_else(missing)?));
        Ok(())
    })
}

/// One of the texts that a verdict has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_text(
    verdict: *const VerdictHandle,
    which: i32,
    language: i32,
    out: *mut Text,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a text.
        let out = unsafe { Out::new(out, "out") }?;
        out.give(Text::of(text(verdict.deciding(), which, codes::language(language)?)?));
        Ok(())
    })
}

/// Why, in a sentence or two for each party.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_because(
    verdict: *const VerdictHandle,
    language: i32,
    out: *mut *mut StringHandle,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a string.
        let out = unsafe { Out::new(out, "out") }?;
        let because = match (&verdict.said, codes::language(language)?) {
            (Said::One(verdict), Language::English) => verdict.because(),
            (Said::One(verdict), Language::Chinese) => verdict.because_chinese(),
            (Said::Several(joint), language) => joint.because(language),
        };
        out.give_handle(because.into());
        Ok(())
    })
}

/// The sentences that a clerk or the applicant may be handed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_explain(
    verdict: *const VerdictHandle,
    audience: i32,
    language: i32,
    out: *mut *mut StringHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a string.
        let out = unsafe { Out::new(out, "out") }?;
        let (audience, language) = (codes::audience(audience)?, codes::language(language)?);
        let explained = match &verdict.said {
            Said::One(said) => verdict.list.explain(said, audience, language),
            Said::Several(joint) => verdict.list.explain_together(joint, audience, language),
        };
        out.give_handle(explained?.to_string().into());
        Ok(())
    })
}

/// The whole verdict as a JSON object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_json(
    verdict: *const VerdictHandle,
    out: *mut *mut StringHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a string.
        let out = unsafe { Out::new(out, "out") }?;
        out.give_handle(match &verdict.said {
            Said::One(said) => list::json(&verdict.list.account(said)?)?,
            Said::Several(joint) => list::json(&verdict.list.account_together(joint)?)?,
        });
        Ok(())
    })
}

/// One of the matches, in figures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_match(
    verdict: *const VerdictHandle,
    index: usize,
    out: *mut MatchAnswer,
    match_size: usize,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place of so many bytes.
        let mut row = unsafe { Rows::new(out, 1, match_size, "out") }?;
        let (one, finding) = verdict.nth_match(index)?;
        row.put(0, MatchAnswer::of(one, finding));
        Ok(())
    })
}

/// One of a match's record ids.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_match_record(
    verdict: *const VerdictHandle,
    index: usize,
    record: usize,
    out: *mut Text,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a text.
        let out = unsafe { Out::new(out, "out") }?;
        let (one, _) = verdict.nth_match(index)?;
        let missing = || Failure::index(record, one.record_ids.len());
        out.give(Text::of(one.record_ids.get(record).ok_or_else(missing)?));
        Ok(())
    })
}

/// One of the reasons for or against a match, as a clause.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_match_reason(
    verdict: *const VerdictHandle,
    index: usize,
    reason: usize,
    language: i32,
    out: *mut *mut StringHandle,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a string.
        let out = unsafe { Out::new(out, "out") }?;
        let language = codes::language(language)?;
        let (one, _) = verdict.nth_match(index)?;
        let missing = || Failure::index(reason, one.reasons.len());
        out.give_handle(one.reasons.get(reason).ok_or_else(missing)?.words(language).into());
        Ok(())
    })
}

/// How many parties were asked about, the applicant among them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_part_count(verdict: *const VerdictHandle, out: *mut usize) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a number.
        let out = unsafe { Out::new(out, "out") }?;
        out.give(verdict.parts().count());
        Ok(())
    })
}

/// What was found about one party, as a verdict of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_part(
    verdict: *const VerdictHandle,
    index: usize,
    role: *mut i32,
    out: *mut *mut VerdictHandle,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a verdict that nobody frees meanwhile.
        let verdict = unsafe { pointer::borrow(verdict, "verdict") }?;
        // SAFETY: the caller hands over NULL or a place for a number.
        let role = unsafe { Out::new(role, "role") }?;
        // SAFETY: the caller hands over NULL or a place for a verdict.
        let out = unsafe { Out::new(out, "out") }?;
        let missing = || Failure::index(index, verdict.parts().count());
        let (part, said) = verdict.parts().nth(index).ok_or_else(missing)?;
        let said = VerdictHandle { said: Said::One(said.clone()), list: Arc::clone(&verdict.list) };
        role.give(codes::role(part));
        out.give_handle(said);
        Ok(())
    })
}

/// Frees a verdict; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_verdict_free(verdict: *mut VerdictHandle) {
    // SAFETY: the caller hands over NULL or a verdict that nobody uses any more.
    unsafe { pointer::free(verdict) }
}

impl VerdictHandle {
    /// What this list answered.
    ///
    /// A verdict is large, and felt each time that it is moved: its place is there before it is taken out of the answer.
    #[inline]
    pub(super) fn one(
        answered: Result<Verdict, check::Error>,
        list: &Arc<List>,
    ) -> Result<Box<Self>, Failure> {
        let list = Arc::clone(list);
        match answered {
            Ok(said) => Ok(Box::write(Box::new_uninit(), Self { said: Said::One(said), list })),
            Err(error) => Err(error.into()),
        }
    }

    /// What this list answered about several parties.
    pub(super) fn several(said: JointVerdict, list: &Arc<List>) -> Box<Self> {
        Box::new(Self { said: Said::Several(said), list: Arc::clone(list) })
    }

    /// The party that decided.
    fn deciding(&self) -> &Verdict {
        match &self.said {
            Said::One(verdict) => verdict,
            Said::Several(joint) => joint.deciding().1,
        }
    }

    /// Every party with its part, the applicant first.
    fn parts(&self) -> impl Iterator<Item = (Role, &Verdict)> {
        let (one, several) = match &self.said {
            Said::One(verdict) => (Some((Role::Listed, verdict)), None),
            Said::Several(joint) => (None, Some(joint.verdicts())),
        };
        one.into_iter().chain(several.into_iter().flatten())
    }

    /// A match of the party that decided, and what it alone allows.
    fn nth_match(&self, index: usize) -> Result<(&Match, Finding), Failure> {
        let verdict = self.deciding();
        let found = verdict.matches().get(index).zip(verdict.findings().get(index).copied());
        found.ok_or_else(|| Failure::index(index, verdict.matches().len()))
    }
}

/// A text that lives as long as its verdict.
fn text(verdict: &Verdict, which: i32, language: Language) -> Result<&str, Failure> {
    let measure = verdict.measure();
    let pick = |english, chinese| if language == Language::English { english } else { chinese };
    Ok(match which {
        codes::SHX_TEXT_USE => &measure.code,
        codes::SHX_TEXT_TITLE => pick(&measure.title, &measure.title_chinese),
        codes::SHX_TEXT_FORCE => measure.force.as_code(),
        codes::SHX_TEXT_BASIS => pick(&measure.basis, &measure.basis_chinese),
        codes::SHX_TEXT_GROUND => verdict.ground().as_code(),
        codes::SHX_TEXT_RECOURSE => {
            let recourse =
                if language == Language::English { verdict.recourse() } else { verdict.recourse_chinese() };
            recourse.unwrap_or_default()
        }
        _ => return Err(Failure::value("which", which, "one of SHX_TEXT_…, 1 to 6")),
    })
}
