//! Are these the same name? [`Name::read`] folds a name twice, and [`Name::compare`] answers same, alike or unlike.
#![doc = include_str!("NAMES.md")]

mod annotation;
mod difference;
mod dotted;
mod error;
mod fold;
mod latin;
mod legal_form;
mod likeness;
mod ordinary;
mod organisation;
mod place;
mod reading;
mod step;
mod surname;
mod syllable;
mod table;

use std::ops::Range;

use smallvec::SmallVec;

pub use self::error::Damage;
pub use self::error::Error;
pub use self::likeness::Likeness;
pub use self::organisation::Class;
pub use self::reading::Reading;
pub(crate) use self::reading::readings;
pub use self::step::Step;

use self::annotation::Annotation;
use self::annotation::Kind;
use self::fold::Bytes;
use self::fold::Folds;

/// A name as given, with its strict and its loose fold.
///
/// Equal strict folds are one name; equal loose folds are candidates for alike ones, and equal strict folds always
/// have equal loose folds. Reading an ordinary name of up to 32 Han characters allocates nothing.
#[derive(Debug, Clone)]
pub struct Name<'a> {
    given: &'a str,
    /// Neither is empty; the loose fold is a function of the strict fold alone.
    folds: Folds<'a>,
    /// Four ideographs at most, which fold to themselves: no sign among them to look for.
    is_ordinary: bool,
    /// In the order of the text.
    aliases: Vec<Name<'a>>,
    operator: Option<&'a str>,
}

impl<'a> Name<'a> {
    /// Reads a name. Linear in its length.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] beyond 1024 bytes, [`Error::Unreadable`] for control characters or where nothing but
    /// replacement signs is left, [`Error::Empty`] for blanks, punctuation and words such as 暂无.
    #[inline]
    pub fn read(given: &'a str) -> Result<Self, Error> {
        if !ordinary::is_ordinary(given) {
            return Self::read_closely(given);
        }
        if ordinary::is_no_name(given) {
            return Err(Error::Empty);
        }
        let folds = Folds::of_unchanged(given);
        Ok(Self { given, folds, is_ordinary: true, aliases: Vec::new(), operator: None })
    }

    fn read_closely(given: &'a str) -> Result<Self, Error> {
        if given.len() > MAX_BYTES {
            return Err(Error::TooLong { bytes: given.len() });
        }
        let folds = fold::fold(given, &[]).map_err(Error::Unreadable)?;
        let is_ordinary = folds.is_short_han();
        let mut name = Self { given, folds, is_ordinary, aliases: Vec::new(), operator: None };
        if is_ordinary {
            return name.check_words().map(|()| name);
        }
        if annotation::may_be_in(name.strict()) {
            name.leave_out_annotations()?;
        }
        if let Some(unified) = legal_form::unify(name.strict()) {
            name.folds = Folds::of_strict(unified);
        }
        if legal_form::has_structure(name.strict()) {
            let loose = legal_form::loosen(name.strict());
            name.folds = name.folds.with_loose(loose);
        }
        name.check()?;
        Ok(name)
    }

    /// The text as it was given.
    pub const fn given(&self) -> &'a str {
        self.given
    }

    /// The strict fold: equal means the same name.
    pub fn strict(&self) -> &str {
        self.folds.strict()
    }

    /// The loose fold: equal means a candidate for an alike name.
    pub fn loose(&self) -> &str {
        self.folds.loose()
    }

    /// Whose name it seems to be: a hint.
    pub fn class(&self) -> Class {
        organisation::class(self.strict(), self.given)
    }

    /// Whether its wording is an organisation's: [`Self::class`] says so. No name of three ideographs is.
    pub fn is_worded_as_organisation(&self) -> bool {
        let is_short = self.is_ordinary && self.given.len() < legal_form::SHORT;
        !is_short && self.class() == Class::Organisation
    }

    /// Whether a character was lost on the way, most often a rare one that GBK does not have: `?`, U+FFFD, a
    /// private-use character that no table knows, or a sign set in its place (`*` × ● 〓 □ ■).
    pub fn has_lost_characters(&self) -> bool {
        !self.is_ordinary && self.strict().chars().any(difference::is_lost)
    }

    /// Other names of the same subject found in the text: （曾用名…）, （又名…）, （原…公司）. They are not part of the
    /// folds.
    pub fn aliases(&self) -> &[Self] {
        &self.aliases
    }

    /// Who runs the place, where the text says so (经营者：…). Another subject than the one named.
    pub const fn operator(&self) -> Option<&'a str> {
        self.operator
    }

    /// How many characters of the strict fold are the surname: 2 for compound surnames (欧阳, 司马 …), else 1;
    /// 0 for organisations.
    pub fn surname_length(&self) -> usize {
        if self.class() == Class::Organisation { 0 } else { surname::length(self.strict()) }
    }

    /// What stands before the first middle dot, in the loose fold: the bearer's own name, by which alone some sources know
    /// them (阿里木 of 阿里木·买买提). `None` for names without dots.
    pub fn first_part(&self) -> Option<&str> {
        dotted::parts(self).first().copied()
    }

    /// The surname's characters in the loose fold, [`Self::surname_length`] of them; empty for organisations.
    pub fn surname(&self) -> &str {
        self.halves().0
    }

    /// The characters of the loose fold behind the surname, the given name's; empty for organisations.
    pub fn forename(&self) -> &str {
        self.halves().1
    }

    /// How the name sounds, without tones, a person's surname read as a surname (单 Shàn, 尉迟 Yùchí). `None` where a
    /// character's reading is not known, or is no Han character: a Latin letter, a figure, a lost character.
    ///
    /// A function of the strict fold: equal strict folds have equal readings. Names alike by [`Step::SameReading`] have
    /// equal readings as well. Linear; no allocation up to 32 characters.
    pub fn reading(&self) -> Option<Reading> {
        if self.is_ordinary {
            Reading::of_ordinary(self.given)
        } else {
            Reading::of(self.strict(), self.loose())
        }
    }

    /// For an organisation with a bracketed place, the loose fold of its name with that place in front:
    /// 示例（北京）科技有限公司 gives the loose fold of 北京示例科技有限公司. `None` for all other names, at the cost of a
    /// look for a bracket; for branches; and where it would equal [`Self::loose`].
    pub fn rearranged(&self) -> Option<String> {
        let moved = if self.is_ordinary { None } else { place::rearranged(self) }?;
        String::from_utf8(moved.into_vec()).ok()
    }

    /// Whether the strict fold and the loose one are the same text.
    pub fn is_its_loose_fold(&self) -> bool {
        self.is_ordinary || self.strict() == self.loose()
    }

    /// Compares two names; the same from either side. [`Likeness::Same`] exactly where the strict folds are equal
    /// and no character was lost.
    pub fn compare(&self, other: &Name<'_>) -> Likeness {
        likeness::compare(self, other)
    }

    /// Surname and given name.
    fn halves(&self) -> (&str, &str) {
        let (loose, length) = (self.loose(), self.surname_length());
        let end = loose.chars().take(length).map(char::len_utf8).sum();
        let halves = loose.split_at_checked(end).filter(|_| length > 0);
        halves.unwrap_or_default()
    }

    /// Folds again without annotations, until none is left, so that folding a folded text changes nothing.
    fn leave_out_annotations(&mut self) -> Result<(), Error> {
        let found = annotation::find(self.given);
        self.take_contents(&found);
        if !found.is_empty() {
            self.folds = Folds::of_strict(strict_without(self.given, &found)?);
        }
        loop {
            let found = annotation::find(self.strict());
            if found.is_empty() {
                return Ok(());
            }
            let rest = strict_without(self.strict(), &found)?;
            self.folds = Folds::of_strict(rest);
        }
    }

    fn take_contents(&mut self, found: &[Annotation<'a>]) {
        for annotation in found {
            match annotation.kind {
                Kind::Alias => {
                    let names = annotation::names(annotation.content);
                    self.aliases.extend(names.filter_map(|name| Self::read(name).ok()));
                }
                Kind::Operator => {
                    self.operator.get_or_insert(annotation.content.trim());
                }
            }
        }
    }

    /// Whether the folds are a name's.
    fn check(&self) -> Result<(), Error> {
        let is_read = |sign: char| organisation::is_han(sign) || sign.is_alphanumeric();
        if !self.strict().chars().any(is_read) {
            let lost = self.has_lost_characters();
            return Err(if lost { Error::Unreadable(Damage::AllLost) } else { Error::Empty });
        }
        self.check_words()
    }

    fn check_words(&self) -> Result<(), Error> {
        let loose = self.loose();
        if loose.len() <= NO_NAME_LONGEST && NO_NAME.contains(&loose) { Err(Error::Empty) } else { Ok(()) }
    }
}

fn strict_without(text: &str, found: &[Annotation<'_>]) -> Result<Bytes, Error> {
    let cut: SmallVec<[Range<usize>; 2]> = found.iter().map(|annotation| annotation.range.clone()).collect();
    let folds = fold::fold(text, &cut).map_err(Error::Unreadable)?;
    Ok(Bytes::from_slice(folds.strict().as_bytes()))
}

/// The longest text taken for a name, in bytes: the longest registered ones have a third of it.
const MAX_BYTES: usize = 1024;

/// Words for "no name", folded loosely.
const NO_NAME: &[&str] = &["暂无", "无", "不详", "未知", "NULL", "NONE", "NIL", "N/A", "UNDEFINED"];

/// Bytes of the longest of them.
const NO_NAME_LONGEST: usize = 9;
