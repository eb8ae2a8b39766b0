//! Which secrets does a trail need, and where are they? A folder of their own: one key that signs, and one key a month
//! under which applicants are digested. Dropping a month's key erases whom its entries were about.

use std::fmt;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use base64ct::Base64;
use base64ct::Encoding as _;
use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use sha2::Digest as _;
use sha2::Sha256;

use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::anchor;
use crate::audit::error::step;
use crate::audit::note::NoteError;
use crate::audit::note::Signer;
use crate::date::Date;
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Open;
use crate::disk::System;
use crate::disk::folder_of;

/// A folder of keys. Whoever can read it can forge the trail up to the last checkpoint that somebody else keeps, and can
/// test guesses of who was asked about: keep it apart from the trail, on another volume and under another owner.
#[derive(Debug, Clone)]
pub struct Keys {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
}

/// A month's key. Two keys are derived from it: one digests applicants, the other seals questions.
#[derive(Clone)]
pub struct PeriodKey {
    id: Arc<str>,
    digest: Hmac<Sha256>,
    seal: [u8; 32],
}

impl Keys {
    /// The keys in this folder, which is made if it is not there, readable by its owner only.
    ///
    /// # Errors
    /// [`Error::Step`] where it cannot be made.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let disk: Arc<dyn Disk> = Arc::new(System);
        Self::open_on(&disk, folder.as_ref())
    }

    pub(super) fn open_on(disk: &Arc<dyn Disk>, folder: &Path) -> Result<Self, Error> {
        make_folder(&**disk, folder, Access::Private)?;
        Ok(Self { folder: folder.to_owned(), disk: Arc::clone(disk) })
    }

    /// The keys in a folder that is there already.
    ///
    /// # Errors
    /// [`Error::Step`] where it is not.
    pub fn existing(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let (folder, disk) = (folder.as_ref().to_owned(), Arc::new(System));
        disk.names(&folder).map_err(step("open the keys in", &folder))?;
        Ok(Self { folder, disk })
    }

    /// The folder in which a trail's keys are where none was named: beside it, under its name with `.keys`.
    pub fn beside(trail: &Path) -> PathBuf {
        // Of `.` and `..` only the system knows the name; beside `.` would be inside of it.
        let whole = if trail.file_name().is_none() { trail.canonicalize().ok() } else { None };
        let trail = whole.as_deref().unwrap_or(trail);
        let mut name = trail.file_name().unwrap_or_default().to_owned();
        name.push(".keys");
        trail.with_file_name(name)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The key that signs; made under a new name if there is none and `may_make`.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Note`] where there is none, or it cannot be read or made.
    pub fn signer(&self, may_make: bool) -> Result<Signer, Error> {
        let path = self.folder.join(SIGNER);
        match self.read(&path) {
            Ok(text) => Ok(text.trim_end().parse()?),
            Err(error) if error.kind() == io::ErrorKind::NotFound && may_make => self.make_signer(&path),
            Err(error) => Err(step("read the signing key", &path)(error)),
        }
    }

    /// The key of the month in which `day` lies; made if there is none.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Key`] where it cannot be read or made.
    pub fn of(&self, day: Date) -> Result<PeriodKey, Error> {
        let month = month_of(day);
        let there = self.ids()?.into_iter().find(|id| id.starts_with(&format!("{month}.")));
        match there {
            Some(id) => self.find(&id)?.ok_or(Error::Key { id, problem: "it vanished while it was read" }),
            None => self.make(&month),
        }
    }

    /// The key with this id, as entries name it; `None` where it was dropped, also where a crash left its file.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Key`] where it is there and cannot be read.
    pub fn find(&self, id: &str) -> Result<Option<PeriodKey>, Error> {
        let path = self.path(id)?;
        let text = match self.read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(step("read the key", &path)(error)),
        };
        if text.bytes().all(|byte| byte == BLANK) && !text.is_empty() {
            return Ok(None);
        }
        let fault = |problem| Error::Key { id: id.to_owned(), problem };
        let secret = text.trim_end().strip_prefix(KEY).ok_or_else(|| fault("it is no key of a trail"))?;
        let secret = Base64::decode_vec(secret).ok().and_then(|it| it.try_into().ok());
        let secret: [u8; 32] = secret.ok_or_else(|| fault("it has not 32 bytes"))?;
        if fingerprint(&secret) != id.rsplit('.').next().unwrap_or_default() {
            return Err(fault("its fingerprint is another one's"));
        }
        PeriodKey::new(id, &secret).map(Some)
    }

    /// Ids of all months' keys, in order.
    ///
    /// # Errors
    /// [`Error::Step`] where the folder cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, Error> {
        let mut ids = Vec::new();
        for name in self.disk.names(&self.folder).map_err(step("list the folder", &self.folder))? {
            let id = name.to_str().and_then(|name| name.strip_suffix(SUFFIX)).filter(|id| is_id(id));
            ids.extend(id.map(str::to_owned));
        }
        ids.sort();
        Ok(ids)
    }

    /// Whether a key's file is there, whatever is left in it.
    pub(super) fn has(&self, id: &str) -> Result<bool, Error> {
        self.path(id)?;
        Ok(self.ids()?.iter().any(|there| there == id))
    }

    /// Removes a month's key for good, overwritten before. Whether it was there.
    ///
    /// # Errors
    /// [`Error::Step`] where it cannot be removed.
    pub(super) fn drop(&self, id: &str) -> Result<bool, Error> {
        let path = self.path(id)?;
        match self.disk.open(&path, Open::Overwrite) {
            Ok(mut file) => {
                let blank = vec![BLANK; KEY.len().saturating_add(44)];
                file.write_all(&blank).and_then(|()| file.sync()).map_err(step("overwrite", &path))?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(step("overwrite", &path)(error)),
        }
        self.disk.remove(&path).map_err(step("remove", &path))?;
        sync_folder(&*self.disk, &self.folder)?;
        Ok(true)
    }

    fn make_signer(&self, path: &Path) -> Result<Signer, Error> {
        let mut tail = [0; 8];
        fill(&mut tail)?;
        let name =
            format!("shixin-trail.invalid/{}", tail.iter().map(|it| format!("{it:02x}")).collect::<String>());
        let signer = Signer::generate(&name)?;
        self.write_secret(path, &signer.secret())?;
        Ok(signer)
    }

    fn make(&self, month: &str) -> Result<PeriodKey, Error> {
        let mut secret = [0; 32];
        fill(&mut secret)?;
        let id = format!("{month}.{}", fingerprint(&secret));
        self.write_secret(&self.path(&id)?, &format!("{KEY}{}", Base64::encode_string(&secret)))?;
        PeriodKey::new(&id, &secret)
    }

    /// A file that only its owner reads. At a crash it is there whole, or not at all: half a key would be in the way of
    /// another one.
    fn write_secret(&self, path: &Path, text: &str) -> Result<(), Error> {
        let beside = self.folder.join(BESIDE);
        anchor::put_whole(&*self.disk, (&beside, path), &format!("{text}\n"), Access::Private)?;
        sync_folder(&*self.disk, &self.folder)
    }

    fn read(&self, path: &Path) -> io::Result<String> {
        let bytes = self.disk.read(path)?;
        String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
    }

    fn path(&self, id: &str) -> Result<PathBuf, Error> {
        if !is_id(id) {
            return Err(Error::Key {
                id: id.chars().take(40).collect(),
                problem: "expected an id as 2026-11.1a2b3c4d",
            });
        }
        Ok(self.folder.join(format!("{id}{SUFFIX}")))
    }
}

impl PeriodKey {
    fn new(id: &str, secret: &[u8; 32]) -> Result<Self, Error> {
        let fault = |_| Error::Key { id: id.to_owned(), problem: "it cannot key a digest" };
        let derive = |purpose: &[u8]| -> Result<[u8; 32], Error> {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(fault)?;
            mac.update(purpose);
            Ok(mac.finalize().into_bytes().into())
        };
        let digest = Hmac::new_from_slice(&derive(b"shixin trail 1 digest")?).map_err(fault)?;
        Ok(Self { id: id.into(), digest, seal: derive(b"shixin trail 1 seal")? })
    }

    /// Month and fingerprint, as entries name it.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// HMAC-SHA256 of these bytes.
    pub(super) fn digest(&self, bytes: &[u8]) -> Hash {
        let mut mac = self.digest.clone();
        mac.update(bytes);
        Hash(mac.finalize().into_bytes().into())
    }

    /// The key under which questions are sealed.
    pub(super) fn seal(&self) -> &[u8; 32] {
        &self.seal
    }
}

/// Says nothing of the secret.
impl fmt::Debug for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeriodKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Random bytes from the system.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|error| NoteError::Random(error.to_string()).into())
}

/// The month of a day, as `2026-11`.
pub(super) fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The first four bytes of the SHA-256 of a secret, which tell nothing of it.
fn fingerprint(secret: &[u8; 32]) -> String {
    let digest = Sha256::new().chain_update(b"shixin trail key\n").chain_update(secret).finalize();
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether it is month and fingerprint: nothing that could lead out of the folder.
fn is_id(id: &str) -> bool {
    let shape = id.bytes().map(|byte| if byte.is_ascii_digit() { b'9' } else { byte });
    let shape: Vec<u8> = shape.collect();
    let (month, rest) = shape.split_at_checked(8).unwrap_or_default();
    month == b"9999-99." && rest.len() == 8 && rest.iter().all(|byte| matches!(byte, b'9' | b'a'..=b'f'))
}

/// Makes a folder, if it is not there, and its name last: what is synced in a folder that a power cut takes away is lost.
pub(super) fn make_folder(disk: &dyn Disk, folder: &Path, access: Access) -> Result<(), Error> {
    if disk.names(folder).is_ok() {
        return Ok(());
    }
    disk.make_folder(folder, access).map_err(step("make the folder", folder))?;
    sync_folder(disk, folder_of(folder))
}

/// Makes what was done to names in a folder last.
pub(super) fn sync_folder(disk: &dyn Disk, folder: &Path) -> Result<(), Error> {
    disk.sync_names(folder).map_err(step("sync the folder", folder))
}

/// The file of the key that signs.
const SIGNER: &str = "signer.key";

/// A key that is being written. One name for all of them, so that what a crash left is removed when the next one is made.
const BESIDE: &str = "key.tmp";

/// Ends the name of a month's key.
const SUFFIX: &str = ".key";

/// Begins the text of a month's key.
const KEY: &str = "shixin-trail-key-v1 ";

/// Overwrites a key that is dropped.
const BLANK: u8 = b'0';
