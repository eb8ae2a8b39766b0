//! Has another edition of the same day what a feed said? It takes the place of list and feeds together, and one that was
//! compiled before the feed came would set free, or block, whom the feed was about.

use crate::date::Date;
use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::diff::Kind;
use crate::index::diff::Turnover;
use crate::name::Name;
use crate::record::Role;

/// What a feed changed: who is listed since that was not, and who is not that was.
#[derive(Debug)]
pub(super) struct Fed {
    /// The day of the list since.
    as_of: Date,
    turned: Vec<(Kind, Filed)>,
}

impl Fed {
    /// What was changed from one state to the next.
    ///
    /// # Errors
    /// Where a list is damaged.
    pub(super) fn between(before: &Index, after: &Index) -> Result<Self, Error> {
        let turned = Turnover::new(before, after)?.filter(|turned| match turned {
            Ok((_, filed)) => filed.subject().role == Role::Listed,
            Err(_) => true,
        });
        Ok(Self { as_of: after.edition().as_of, turned: turned.collect::<Result<_, _>>()? })
    }

    pub(super) fn is_of(&self, day: Date) -> bool {
        self.as_of == day
    }

    /// How many it listed or took off.
    pub(super) fn count(&self) -> usize {
        self.turned.len()
    }

    /// Whether a list has nothing at all of it: nobody is there who came, and everybody who left. Where more was said of some of
    /// them meanwhile, others are left; a feed that listed nobody and took nobody off cannot be told.
    ///
    /// # Errors
    /// Where the list is damaged.
    pub(super) fn is_missing_in(&self, list: &Index) -> Result<bool, Error> {
        for (kind, filed) in &self.turned {
            if is_there(list, filed)? != (*kind == Kind::Removed) {
                return Ok(false);
            }
        }
        Ok(!self.turned.is_empty())
    }
}

fn is_there(list: &Index, filed: &Filed) -> Result<bool, Error> {
    let order = |filed: &Filed| {
        let mut order = Vec::new();
        filed.subject().put_order(&mut order);
        order
    };
    let (sought, name) = (order(filed), Name::read(filed.subject().name).ok());
    let named = list.named(name.as_ref().map_or("", Name::loose))?;
    Ok(named.iter().any(|(_, one)| order(one) == sought))
}
