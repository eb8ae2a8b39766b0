//! Holders in, a roster's bytes out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::check::QueryError;
use crate::format::Writer;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::KeysWriter;
use crate::index::StringsWriter;
use crate::record::Role;
use crate::roster::HEAD;
use crate::roster::HOLDERS;
use crate::roster::Head;
use crate::roster::Holder;
use crate::roster::KEYS;
use crate::roster::KIND;
use crate::roster::OFFSETS;
use crate::roster::RosterError;
use crate::roster::UseAsked;

/// Takes holders, and makes a roster of them. Holds them in memory: some eighty bytes a holder, and sixteen a key.
#[derive(Default)]
pub struct Builder {
    holders: StringsWriter,
    keys: KeysWriter,
    /// Number of each use by its code.
    uses: BTreeMap<String, usize>,
    /// In the order of their numbers.
    asked: Vec<(String, BTreeSet<String>)>,
    count: u32,
    parties: u64,
}

impl Builder {
    /// Appends a holder, who gets the next number, from 0.
    ///
    /// # Errors
    /// [`RosterError::Holder`] where they cannot be asked about, so that the caller keeps them elsewhere;
    /// [`RosterError::TooLarge`]; [`RosterError::NoPart`].
    pub fn push(&mut self, holder: &Holder<'_>) -> Result<u32, RosterError> {
        let number = self.count;
        if holder.linked.iter().any(|(role, _)| *role == Role::Listed) {
            return Err(RosterError::NoPart);
        }
        let keys = keys_of(holder).map_err(|source| RosterError::Holder {
            number,
            reference: holder.reference.to_owned(),
            source,
        })?;
        let measure = self.use_number(holder);
        let mut bytes = Vec::new();
        holder.put(measure, &mut bytes);
        self.holders.push(&bytes).ok_or(RosterError::TooLarge)?;
        self.count = number.checked_add(1).ok_or(RosterError::TooLarge)?;
        self.parties = self.parties.saturating_add(u64::try_from(holder.linked.len()).unwrap_or(u64::MAX));
        for key in keys {
            self.keys.push(&key, number);
        }
        Ok(number)
    }

    /// How many holders there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The roster's bytes, to open with [`Roster::from_bytes`](crate::roster::Roster::from_bytes). The same holders in the
    /// same order make the same bytes.
    ///
    /// # Errors
    /// [`RosterError::TooLarge`].
    pub fn finish(self) -> Result<Vec<u8>, RosterError> {
        let asked = self.asked.into_iter();
        let head = Head {
            holders: self.count,
            parties: self.parties,
            uses: asked
                .map(|(code, conditions)| UseAsked { code, conditions: conditions.into_iter().collect() })
                .collect(),
        };
        let head = serde_json::to_vec(&head).map_err(|_| RosterError::TooLarge)?;
        let [offsets, holders] = self.holders.finish().ok_or(RosterError::TooLarge)?;
        let keys = self.keys.finish(self.count).ok_or(RosterError::TooLarge)?;
        let writer = Writer::default().must(HEAD, vec![head]).must(OFFSETS, vec![offsets]);
        Ok(writer.must(HOLDERS, vec![holders]).must(KEYS, keys).finish_as(KIND.magic))
    }

    fn use_number(&mut self, holder: &Holder<'_>) -> usize {
        let next = self.asked.len();
        let number = *self.uses.entry(holder.measure.to_owned()).or_insert(next);
        if number == next {
            self.asked.push((holder.measure.to_owned(), BTreeSet::new()));
        }
        if let Some((_, conditions)) = self.asked.get_mut(number) {
            for (_, party) in holder.parties() {
                conditions.extend(party.stated.iter().map(|(condition, _)| (*condition).to_owned()));
            }
        }
        number
    }
}

/// Every key under which a check of the holder looks, each once: those of names also stand for the names of those who answer
/// for organisations.
fn keys_of(holder: &Holder<'_>) -> Result<BTreeSet<Key>, QueryError> {
    let applicant = holder.applicant()?;
    let linked = applicant.linked().iter().map(|(_, query)| query);
    let queries = std::iter::once(applicant.query()).chain(linked);
    Ok(queries.flat_map(|query| query.keys(|kind| kind != KeyKind::ResponsibleName)).collect())
}
