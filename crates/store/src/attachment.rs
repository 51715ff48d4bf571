//! Attachments: the files behind evidence, kept in a folder under the digest of their content.
//!
//! The name of a file is its SHA-256 and nothing that anybody typed, so that no path can leave the folder, the same
//! content is kept once, and what is read is what was put there.
//! Does not know which case cites a file: the record of the evidence carries the digest.
//! Read [`Attachments`] first.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use cauce::data::Digest;
use cauce::source::Language;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// Where what is not yet whole lies.
const ARRIVING: &str = "arriving";

/// A folder of attachments; shared between threads and processes.
///
/// ```
/// use cauce::data::Digest;
/// use cauce_store::attachment::Attachments;
///
/// let folder = tempfile::tempdir()?;
/// let attachments = Attachments::open(folder.path())?;
/// let kept = attachments.put(&mut &b"the signed minutes"[..])?;
/// assert_eq!(kept.digest, Digest::of(b"the signed minutes"));
/// let mut bytes = Vec::new();
/// attachments.read(&kept.digest, &mut bytes)?;
/// assert_eq!(bytes, b"the signed minutes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Attachments {
    folder: PathBuf,
    largest: u64,
}

/// A file that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// The SHA-256 of its content: its name, and what the evidence of a case gives.
    pub digest: Digest,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Why an attachment could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum AttachmentError {
    /// There is no file with that digest; it may have been disposed of.
    Unknown {
        /// The digest.
        digest: Digest,
    },
    /// What lies there is not what was put there.
    Damaged {
        /// The digest that it was put under.
        digest: Digest,
        /// The digest that it has.
        found: Digest,
    },
    /// It is larger than is allowed.
    TooLarge {
        /// How many bytes are allowed.
        limit: u64,
    },
    /// What lies at the place of a file is something else: a link, a folder.
    NoFile {
        /// The digest.
        digest: Digest,
    },
    /// The folder could not be read or written, or the content could not be read.
    Io(#[from] io::Error),
}

type Result<T> = std::result::Result<T, AttachmentError>;

impl AttachmentError {
    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Unknown { digest }, Language::Spanish) => format!("no hay un anexo {digest}"),
            (Self::Unknown { digest }, Language::English) => format!("there is no attachment {digest}"),
            (Self::Damaged { digest, found }, Language::Spanish) => {
                format!("el anexo {digest} cambió: su contenido es ahora {found}")
            }
            (Self::Damaged { digest, found }, Language::English) => {
                format!("the attachment {digest} has changed: its content is now {found}")
            }
            (Self::TooLarge { limit }, Language::Spanish) => {
                format!("el anexo pasa de {limit} bytes: divídalo, o suba el límite")
            }
            (Self::TooLarge { limit }, Language::English) => {
                format!("the attachment has more than {limit} bytes: split it, or raise the limit")
            }
            (Self::NoFile { digest }, Language::Spanish) => {
                format!("en el lugar del anexo {digest} hay algo que no es un archivo")
            }
            (Self::NoFile { digest }, Language::English) => {
                format!("something that is no file lies at the place of the attachment {digest}")
            }
            (Self::Io(error), Language::Spanish) => {
                format!("la carpeta de anexos no se puede leer o escribir: {error}")
            }
            (Self::Io(error), Language::English) => {
                format!("the folder of attachments cannot be read or written: {error}")
            }
        }
    }
}

impl Attachments {
    /// The largest file that is taken where nothing else is said: 256 MiB.
    pub const LARGEST: u64 = 256 << 20;

    /// Opens a folder of attachments, or makes it.
    ///
    /// # Errors
    ///
    /// [`AttachmentError::Io`] when it cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(folder.join(ARRIVING))?;
        Ok(Attachments { folder, largest: Self::LARGEST })
    }

    /// The same folder, taking files of up to that many bytes.
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.largest = bytes;
        self
    }

    /// Keeps what is read; what is kept already is not written again.
    ///
    /// It is on the disk when this returns; whoever stops in the middle leaves nothing under any digest.
    ///
    /// # Errors
    ///
    /// [`AttachmentError::TooLarge`], or [`AttachmentError::Io`] when something cannot be read or written.
    pub fn put(&self, content: &mut dyn Read) -> Result<Attachment> {
        let mut arriving = NamedTempFile::new_in(self.folder.join(ARRIVING))?;
        let kept = copied(content, arriving.as_file_mut(), self.largest)?;
        let place = self.place(&kept.digest);
        if self.is_there(&kept.digest)? {
            return Ok(kept);
        }
        arriving.as_file().sync_all()?;
        let shelf = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(shelf)?;
        // Another may have kept the same meanwhile: it is the same content.
        arriving.persist(&place).map_err(|error| error.error)?;
        settle(shelf)?;
        settle(&self.folder)?;
        Ok(kept)
    }

    /// Writes the content of an attachment, proving it on the way.
    ///
    /// # Errors
    ///
    /// [`AttachmentError::Damaged`] after everything was written that is there: what was written is not to be used.
    pub fn read(&self, digest: &Digest, out: &mut dyn Write) -> Result<Attachment> {
        if !self.is_there(digest)? {
            return Err(AttachmentError::Unknown { digest: *digest });
        }
        let mut file = File::open(self.place(digest))?;
        let found = copied(&mut file, out, u64::MAX)?;
        if found.digest != *digest {
            return Err(AttachmentError::Damaged { digest: *digest, found: found.digest });
        }
        Ok(found)
    }

    /// Proves that an attachment is there and is what was put there.
    ///
    /// # Errors
    ///
    /// [`AttachmentError::Unknown`] or [`AttachmentError::Damaged`].
    pub fn verify(&self, digest: &Digest) -> Result<Attachment> {
        self.read(digest, &mut io::sink())
    }

    /// Disposes of an attachment; says whether there was one.
    ///
    /// # Errors
    ///
    /// [`AttachmentError::Io`] when it cannot be removed.
    pub fn dispose(&self, digest: &Digest) -> Result<bool> {
        if !self.is_there(digest)? {
            return Ok(false);
        }
        let place = self.place(digest);
        fs::remove_file(&place)?;
        settle(place.parent().unwrap_or(&self.folder))?;
        Ok(true)
    }

    /// The digests of everything that is kept, in order.
    ///
    /// # Errors
    ///
    /// [`AttachmentError::Io`] when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<Digest>> {
        let mut digests = Vec::new();
        for shelf in fs::read_dir(&self.folder)? {
            let shelf = shelf?;
            let name = shelf.file_name();
            if name == *ARRIVING || !shelf.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(shelf.path())? {
                let whole = format!("{}{}", name.to_string_lossy(), file?.file_name().to_string_lossy());
                digests.extend(whole.parse::<Digest>());
            }
        }
        digests.sort();
        Ok(digests)
    }

    /// Where the content of a digest lies: the first two digits are its shelf.
    fn place(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let (shelf, file) = name.split_at(2);
        self.folder.join(shelf).join(file)
    }

    fn is_there(&self, digest: &Digest) -> Result<bool> {
        match fs::symlink_metadata(self.place(digest)) {
            Ok(there) if there.is_file() => Ok(true),
            Ok(_) => Err(AttachmentError::NoFile { digest: *digest }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Copies and digests in one pass, piece by piece.
fn copied(from: &mut dyn Read, to: &mut dyn Write, limit: u64) -> Result<Attachment> {
    let (mut digest, mut bytes) = (Sha256::new(), 0u64);
    let mut piece = vec![0; PIECE];
    loop {
        let count = match from.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
        bytes = bytes.saturating_add(count as u64);
        if bytes > limit {
            return Err(AttachmentError::TooLarge { limit });
        }
        digest.update(read);
        to.write_all(read)?;
    }
    Ok(Attachment { digest: Digest(digest.finalize().into()), bytes })
}

/// Waits until the names in a folder are on the disk, where the system can say so.
fn settle(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{self, Read};

    use cauce::data::Digest;

    use super::{AttachmentError, Attachments, PIECE};

    fn bed() -> (tempfile::TempDir, Attachments) {
        let folder = tempfile::tempdir().expect("a folder");
        let attachments = Attachments::open(folder.path().join("anexos")).expect("it opens");
        (folder, attachments)
    }

    /// A reader that fails after some bytes.
    struct Fails(usize);

    impl Read for Fails {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.min(into.len());
            self.0 -= count;
            if count == 0 { Err(io::Error::other("the cable was pulled")) } else { Ok(count) }
        }
    }

    #[test]
    fn the_same_content_is_kept_once() {
        let (_folder, attachments) = bed();
        let content = vec![7; 3 * PIECE + 1];
        let first = attachments.put(&mut &content[..]).expect("it is kept");
        assert_eq!(attachments.put(&mut &content[..]).expect("it is kept"), first);
        assert_eq!((first.digest, first.bytes), (Digest::of(&content), content.len() as u64));
        let empty = attachments.put(&mut io::empty()).expect("nothing is a content too");
        let mut both = vec![first.digest, empty.digest];
        both.sort();
        assert_eq!(attachments.list().expect("a list"), both);
        let arriving = attachments.folder.join(super::ARRIVING);
        assert_eq!(fs::read_dir(arriving).expect("it is there").count(), 0);
    }

    #[test]
    fn what_stops_in_the_middle_leaves_nothing() {
        let (_folder, attachments) = bed();
        let failed = attachments.put(&mut Fails(PIECE + 9));
        assert!(matches!(failed, Err(AttachmentError::Io(_))), "{failed:?}");
        let small = attachments.clone().with_limit(10);
        assert!(matches!(small.put(&mut &[1; 11][..]), Err(AttachmentError::TooLarge { limit: 10 })));
        assert_eq!(small.put(&mut &[1; 10][..]).expect("just so").bytes, 10);
        assert_eq!(attachments.list().expect("a list").len(), 1);
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let (_folder, attachments) = bed();
        let kept = attachments.put(&mut &b"acta"[..]).expect("it is kept");
        let place = attachments.place(&kept.digest);
        for bit in 0..32 {
            let mut bytes = b"acta".to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(&place, &bytes).expect("it is written");
            let found = Digest::of(&bytes);
            let told = attachments.verify(&kept.digest);
            assert!(matches!(told, Err(AttachmentError::Damaged { found: f, .. }) if f == found), "{told:?}");
        }
    }

    #[test]
    fn what_was_disposed_of_is_unknown() {
        let (_folder, attachments) = bed();
        let kept = attachments.put(&mut &b"acta"[..]).expect("it is kept");
        assert!(attachments.dispose(&kept.digest).expect("it goes"));
        assert!(!attachments.dispose(&kept.digest).expect("it is gone"));
        assert!(matches!(attachments.verify(&kept.digest), Err(AttachmentError::Unknown { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_at_the_place_of_a_file_is_not_followed() {
        let (folder, attachments) = bed();
        let outside = folder.path().join("outside");
        fs::write(&outside, "acta").expect("it is written");
        let digest = Digest::of(b"acta");
        let place = attachments.place(&digest);
        fs::create_dir_all(place.parent().expect("a shelf")).expect("a shelf");
        std::os::unix::fs::symlink(&outside, &place).expect("a link");
        assert!(matches!(attachments.verify(&digest), Err(AttachmentError::NoFile { .. })));
        assert!(matches!(attachments.put(&mut &b"acta"[..]), Err(AttachmentError::NoFile { .. })));
        assert!(matches!(attachments.dispose(&digest), Err(AttachmentError::NoFile { .. })));
        assert_eq!(fs::read(outside).expect("it is there"), b"acta");
    }
}
