//! Was this entry in the trail, and is the later trail the earlier one with more behind it? Proofs that anybody can check
//! who has a checkpoint, without the trail.

use std::path::Path;

use base64ct::Base64;
use base64ct::Encoding as _;

use crate::audit::Checkpoint;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::anchor;
use crate::audit::entries;
use crate::audit::note::NoteError;
use crate::audit::note::Verifier;
use crate::audit::tree;
use crate::disk::System;

/// Proves that entry `index` is among those of the trail's last checkpoint, as a C2SP `tlog-proof`: a text that holds the
/// proof and the checkpoint.
///
/// # Errors
/// [`Error::Refused`] where no checkpoint is for it yet; [`Error::Step`], [`Error::Damaged`].
pub fn prove_inclusion(folder: &Path, verifier: &Verifier, index: u64) -> Result<String, Error> {
    let (note, size) = last(folder, verifier)?;
    let ranges = tree::inclusion(index, size).ok_or_else(|| {
        Error::Refused(format!("the last checkpoint is for {size} entries, and {index} is not among them"))
    })?;
    let path = roots(folder, &ranges)?;
    let mut text = format!("{HEADER}\nindex {index}\n");
    path.iter().for_each(|hash| text.extend([Base64::encode_string(&hash.0), "\n".to_owned()]));
    Ok(format!("{text}\n{note}"))
}

/// Checks such a text against a line of a trail, with or without its newline: whether this very line is entry `index` of
/// the trail whose signer is `verifier`. The checkpoint on which that rests.
///
/// # Errors
/// [`NoteError`] where it is no proof, the checkpoint is not signed by the key, or the line is not the one.
pub fn check_inclusion(proof: &str, line: &str, verifier: &Verifier) -> Result<(u64, Checkpoint), NoteError> {
    let fault = NoteError::Form;
    let (head, note) =
        proof.split_once("\n\n").ok_or(fault("a proof has an empty line before its checkpoint"))?;
    let mut lines = head.lines();
    if lines.next() != Some(HEADER) {
        return Err(fault("a proof begins with c2sp.org/tlog-proof@v1"));
    }
    let index = lines.find(|line| !line.starts_with("extra ")).and_then(|line| line.strip_prefix("index "));
    let index: u64 = index.and_then(|it| it.parse().ok()).ok_or(fault("a proof names the entry's index"))?;
    let path: Option<Vec<Hash>> = lines.map(hash).collect();
    let path = path.ok_or(fault("a proof's lines are hashes in base64"))?;
    let checkpoint = Checkpoint::open(note, verifier)?;
    let line = crate::audit::line::read(line.trim_end_matches('\n').as_bytes());
    let line = line.map_err(|_| fault("the line is no entry, or was changed"))?;
    if line.seq == index && tree::is_included(line.hash, index, checkpoint.size, &path, checkpoint.root) {
        Ok((index, checkpoint))
    } else {
        Err(fault("the line is not the entry that is proven"))
    }
}

/// Proves that the trail of the last checkpoint begins with the `before` entries of an earlier one: the hashes of RFC
/// 6962, Section 2.1.2, in base64, one a line, then an empty line and the last checkpoint.
///
/// # Errors
/// [`Error::Refused`] where the earlier is empty, or larger.
pub fn prove_consistency(folder: &Path, verifier: &Verifier, before: u64) -> Result<String, Error> {
    let (note, size) = last(folder, verifier)?;
    let ranges = tree::consistency(before, size).ok_or_else(|| {
        Error::Refused(format!(
            "the last checkpoint is for {size} entries: it is no continuation of {before}"
        ))
    })?;
    let mut text = format!("{CONSISTENCY}\nfrom {before}\n");
    roots(folder, &ranges)?
        .iter()
        .for_each(|hash| text.extend([Base64::encode_string(&hash.0), "\n".to_owned()]));
    Ok(format!("{text}\n{note}"))
}

/// Checks such a text against the earlier checkpoint: whether nothing of it was changed or cut off since. The later
/// checkpoint.
///
/// # Errors
/// [`NoteError`] where it is no proof, a checkpoint is not signed by the key, or the later is no continuation.
pub fn check_consistency(proof: &str, earlier: &str, verifier: &Verifier) -> Result<Checkpoint, NoteError> {
    let fault = NoteError::Form;
    let earlier = Checkpoint::open(earlier, verifier)?;
    let (head, note) =
        proof.split_once("\n\n").ok_or(fault("a proof has an empty line before its checkpoint"))?;
    let mut lines = head.lines();
    if lines.next() != Some(CONSISTENCY) || lines.next() != Some(&*format!("from {}", earlier.size)) {
        return Err(fault("it is no proof of consistency from the earlier checkpoint"));
    }
    let path: Option<Vec<Hash>> = lines.map(hash).collect();
    let path = path.ok_or(fault("a proof's lines are hashes in base64"))?;
    let later = Checkpoint::open(note, verifier)?;
    if tree::is_consistent((earlier.size, earlier.root), (later.size, later.root), &path) {
        Ok(later)
    } else {
        Err(fault("the later trail is no continuation of the earlier one: it was rewritten or cut off"))
    }
}

fn last(folder: &Path, verifier: &Verifier) -> Result<(String, u64), Error> {
    let note = anchor::note(&System, folder)?
        .ok_or_else(|| Error::Refused("the trail has no checkpoint yet".to_owned()))?;
    let size = Checkpoint::open(&note, verifier)?.size;
    Ok((note, size))
}

fn roots(folder: &Path, ranges: &[std::ops::Range<u64>]) -> Result<Vec<Hash>, Error> {
    let mut roots = tree::Roots::new(ranges);
    entries::leaves(folder, |leaf| {
        roots.push(leaf);
        Ok::<(), Error>(())
    })?;
    roots
        .finish()
        .ok_or_else(|| Error::Refused("the trail has fewer entries than its checkpoint says".to_owned()))
}

fn hash(line: &str) -> Option<Hash> {
    Some(Hash(Base64::decode_vec(line).ok()?.try_into().ok()?))
}

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// There is no published form of a proof of consistency in a text of its own.
const CONSISTENCY: &str = "shixin/trail-consistency@v1";
