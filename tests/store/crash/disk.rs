//! A disk in memory below SQLite: every call to it is counted and may fail, every change of it is noted in order.
//!
//! Knows what the file system of a machine that runs knows; what of it is left after a crash is told by
//! [`Remains`](crate::crash::Remains).
//! Read [`Disk`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind, Result};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenKind, OpenOptions, Vfs};

/// The files of a disk by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A part of the memory that connections share.
type Region = [u8; 32768];

/// What was done to a disk.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Created {
        name: String,
        file: usize,
        /// Whether its folder reaches the disk with it, as SQLite sees to for its journals.
        with_folder: bool,
    },
    Deleted {
        name: String,
    },
    Written {
        file: usize,
        at: usize,
        bytes: Vec<u8>,
    },
    Resized {
        file: usize,
        length: usize,
    },
    Synced {
        file: usize,
    },
    /// What the program was told by then: that many commits are kept.
    Acknowledged {
        commits: usize,
    },
}

/// What goes wrong with a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// That call fails, counted from 0.
    Call(u64),
    /// That call fails and all that follow.
    From(u64),
    /// That synchronisation fails.
    Sync(u64),
    /// Nothing that makes files longer fits after that many writes.
    Full(u64),
    /// Nothing may be changed.
    ReadOnly,
    /// The folder is gone: nothing can be opened, what is open can be used.
    Gone,
}

/// A disk.
#[derive(Clone)]
pub(crate) struct Disk(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    folder: String,
    names: BTreeMap<String, usize>,
    files: Vec<Live>,
    changes: Vec<Change>,
    fault: Option<Fault>,
    calls: u64,
    writes: u64,
    syncs: u64,
    next: u64,
}

/// A file as programs see it.
#[derive(Default)]
struct Live {
    bytes: Vec<u8>,
    locks: BTreeMap<u64, LockKind>,
    regions: BTreeMap<u32, Box<Region>>,
    /// Who uses the shared memory.
    users: BTreeSet<u64>,
    shared: BTreeSet<(u8, u64)>,
    exclusive: BTreeMap<u8, u64>,
}

/// The disks that are plugged in.
static DISKS: Mutex<BTreeMap<String, Disk>> = Mutex::new(BTreeMap::new());
static PLUGGED: Once = Once::new();

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// Plugs a disk in that holds those files; SQLite finds it by the path of [`Disk::path`].
    pub(crate) fn with(files: &Files) -> Self {
        static NEXT: Mutex<u64> = Mutex::new(0);
        PLUGGED.call_once(|| sqlite_vfs::register("disks", Bay, true).expect("it can be registered"));
        let number = {
            let mut next = held(&NEXT);
            *next += 1;
            *next
        };
        let mut state = State { folder: format!("/disk-{number}/"), ..State::default() };
        for (name, bytes) in files {
            state.names.insert(name.clone(), state.files.len());
            state.files.push(Live { bytes: bytes.clone(), ..Live::default() });
        }
        let folder = state.folder.clone();
        let disk = Disk(Arc::new(Mutex::new(state)));
        held(&DISKS).insert(folder, disk.clone());
        disk
    }

    pub(crate) fn path(&self) -> PathBuf {
        PathBuf::from(format!("{}cases.db", held(&self.0).folder))
    }

    /// Takes the disk out; what is still open on it can be used.
    pub(crate) fn unplug(self) -> Vec<Change> {
        let folder = held(&self.0).folder.clone();
        held(&DISKS).remove(&folder);
        std::mem::take(&mut held(&self.0).changes)
    }

    pub(crate) fn fail(&self, fault: Option<Fault>) {
        let mut state = held(&self.0);
        (state.fault, state.calls, state.writes, state.syncs) = (fault, 0, 0, 0);
    }

    /// How many calls, writes and synchronisations there were since faults were last set.
    pub(crate) fn counts(&self) -> (u64, u64, u64) {
        let state = held(&self.0);
        (state.calls, state.writes, state.syncs)
    }

    pub(crate) fn acknowledge(&self, commits: usize) {
        held(&self.0).changes.push(Change::Acknowledged { commits });
    }

    /// The files as programs see them now.
    pub(crate) fn files(&self) -> Files {
        let state = held(&self.0);
        state.names.iter().map(|(name, file)| (name.clone(), state.files[*file].bytes.clone())).collect()
    }
}

impl State {
    fn call(&mut self) -> Result<()> {
        let call = self.calls;
        self.calls += 1;
        match self.fault {
            Some(Fault::Call(which)) if which == call => Err(failed()),
            Some(Fault::From(first)) if first <= call => Err(failed()),
            _ => Ok(()),
        }
    }

    fn grow(&mut self, grows: bool) -> Result<()> {
        let write = self.writes;
        self.writes += 1;
        match self.fault {
            Some(Fault::Full(after)) if grows && after <= write => Err(ErrorKind::WriteZero.into()),
            Some(Fault::ReadOnly) => Err(ErrorKind::PermissionDenied.into()),
            _ => Ok(()),
        }
    }

    fn open(&mut self, name: &str, options: &OpenOptions) -> Result<usize> {
        self.call()?;
        if self.fault == Some(Fault::Gone) {
            return Err(ErrorKind::NotFound.into());
        }
        if self.fault == Some(Fault::ReadOnly) && options.access != OpenAccess::Read {
            return Err(ErrorKind::PermissionDenied.into());
        }
        let creates = matches!(options.access, OpenAccess::Create | OpenAccess::CreateNew);
        match self.names.get(name) {
            Some(_) if options.access == OpenAccess::CreateNew => Err(ErrorKind::AlreadyExists.into()),
            Some(file) => Ok(*file),
            None if !creates => Err(ErrorKind::NotFound.into()),
            None => {
                let file = self.files.len();
                self.files.push(Live::default());
                self.names.insert(name.to_owned(), file);
                let with_folder =
                    matches!(options.kind, OpenKind::MainJournal | OpenKind::SuperJournal | OpenKind::Wal);
                self.changes.push(Change::Created { name: name.to_owned(), file, with_folder });
                Ok(file)
            }
        }
    }
}

fn failed() -> Error {
    Error::new(ErrorKind::InvalidData, "the disk failed")
}

/// Where disks are plugged in: leads a path to its disk.
struct Bay;

impl Bay {
    fn disk<'n>(&self, path: &'n str) -> Result<(Disk, &'n str)> {
        let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
        let disk = held(&DISKS).get(folder).cloned();
        Ok((disk.ok_or(Error::from(ErrorKind::NotFound))?, name))
    }
}

impl Vfs for Bay {
    type Handle = Open;

    fn open(&self, path: &str, options: OpenOptions) -> Result<Open> {
        let (disk, name) = self.disk(path)?;
        let mut state = held(&disk.0);
        let file = state.open(name, &options)?;
        state.next += 1;
        let user = state.next;
        drop(state);
        Ok(Open { disk, file, user })
    }

    fn delete(&self, path: &str) -> Result<()> {
        let (disk, name) = self.disk(path)?;
        let mut state = held(&disk.0);
        state.call()?;
        state.grow(false)?;
        state.names.remove(name).ok_or(Error::from(ErrorKind::NotFound))?;
        state.changes.push(Change::Deleted { name: name.to_owned() });
        Ok(())
    }

    fn exists(&self, path: &str) -> Result<bool> {
        let (disk, name) = self.disk(path)?;
        let mut state = held(&disk.0);
        state.call()?;
        Ok(state.fault != Some(Fault::Gone) && state.names.contains_key(name))
    }

    fn temporary_name(&self) -> String {
        "temporary".to_owned()
    }

    fn random(&self, buffer: &mut [i8]) {
        buffer.fill(7);
    }

    fn sleep(&self, duration: Duration) -> Duration {
        // Who waits for a lock here waits for itself.
        duration
    }
}

/// A file that is open.
pub(crate) struct Open {
    disk: Disk,
    file: usize,
    user: u64,
}

impl Open {
    fn state(&self) -> MutexGuard<'_, State> {
        held(&self.disk.0)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.state().files[self.file].locks.remove(&self.user);
    }
}

impl DatabaseHandle for Open {
    type WalIndex = Shared;

    fn size(&self) -> Result<u64> {
        let mut state = self.state();
        state.call()?;
        Ok(state.files[self.file].bytes.len() as u64)
    }

    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> Result<()> {
        let mut state = self.state();
        state.call()?;
        let bytes = &state.files[self.file].bytes;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let there = &bytes[from..bytes.len().min(from + buffer.len())];
        buffer[..there.len()].copy_from_slice(there);
        buffer[there.len()..].fill(0);
        if there.len() < buffer.len() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> Result<()> {
        let mut state = self.state();
        let at = usize::try_from(offset).unwrap_or(usize::MAX);
        state.call()?;
        let grows = at + bytes.len() > state.files[self.file].bytes.len();
        state.grow(grows)?;
        overwrite(&mut state.files[self.file].bytes, at, bytes);
        state.changes.push(Change::Written { file: self.file, at, bytes: bytes.to_vec() });
        Ok(())
    }

    fn sync(&mut self, _data_only: bool) -> Result<()> {
        let mut state = self.state();
        state.call()?;
        let sync = state.syncs;
        state.syncs += 1;
        if state.fault == Some(Fault::Sync(sync)) {
            return Err(failed());
        }
        state.changes.push(Change::Synced { file: self.file });
        Ok(())
    }

    fn set_len(&mut self, size: u64) -> Result<()> {
        let mut state = self.state();
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        state.call()?;
        let grows = length > state.files[self.file].bytes.len();
        state.grow(grows)?;
        state.files[self.file].bytes.resize(length, 0);
        state.changes.push(Change::Resized { file: self.file, length });
        Ok(())
    }

    fn lock(&mut self, lock: LockKind) -> Result<bool> {
        let mut state = self.state();
        state.call()?;
        Ok(state.files[self.file].lock(self.user, lock))
    }

    /// Giving back cannot fail, as little as it does on a machine.
    fn unlock(&mut self, lock: LockKind) -> Result<bool> {
        Ok(self.state().files[self.file].lock(self.user, lock))
    }

    fn reserved(&mut self) -> Result<bool> {
        let mut state = self.state();
        state.call()?;
        let reserved = |lock: &LockKind| !matches!(lock, LockKind::None | LockKind::Shared);
        Ok(state.files[self.file].locks.values().any(reserved))
    }

    fn current_lock(&self) -> Result<LockKind> {
        Ok(self.state().files[self.file].locks.get(&self.user).copied().unwrap_or(LockKind::None))
    }

    fn wal_index(&self, _readonly: bool) -> Result<Shared> {
        let mut state = self.state();
        state.call()?;
        state.files[self.file].users.insert(self.user);
        drop(state);
        Ok(Shared { disk: self.disk.clone(), file: self.file, user: self.user })
    }
}

/// Writes over a place; what lies between the end and a place further on is zero.
pub(crate) fn overwrite(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

impl Live {
    fn lock(&mut self, user: u64, lock: LockKind) -> bool {
        let others = || self.locks.iter().filter(|(other, _)| **other != user).map(|(_, lock)| *lock);
        let free = match lock {
            LockKind::None => true,
            LockKind::Shared => !others().any(|lock| matches!(lock, LockKind::Pending | LockKind::Exclusive)),
            LockKind::Reserved | LockKind::Pending => {
                others().all(|lock| matches!(lock, LockKind::None | LockKind::Shared))
            }
            LockKind::Exclusive => others().all(|lock| lock == LockKind::None),
        };
        if free {
            self.locks.insert(user, lock);
        }
        free
    }

    fn lock_slots(&mut self, slots: Range<u8>, user: u64, lock: WalIndexLock) -> bool {
        let foreign = |file: &Live, slot: u8| file.exclusive.get(&slot).is_some_and(|other| *other != user);
        let shared =
            |file: &Live, slot: u8| file.shared.iter().any(|(s, other)| *s == slot && *other != user);
        let free = |slot: u8| match lock {
            WalIndexLock::None => true,
            WalIndexLock::Shared => !foreign(self, slot),
            WalIndexLock::Exclusive => !foreign(self, slot) && !shared(self, slot),
        };
        if !slots.clone().all(free) {
            return false;
        }
        for slot in slots {
            self.shared.remove(&(slot, user));
            self.exclusive.retain(|held, other| (*held, *other) != (slot, user));
            match lock {
                WalIndexLock::None => {}
                WalIndexLock::Shared => drop(self.shared.insert((slot, user))),
                WalIndexLock::Exclusive => drop(self.exclusive.insert(slot, user)),
            }
        }
        true
    }
}

/// The shared memory of a file: gone when nobody uses it, as a machine forgets it when it starts.
pub(crate) struct Shared {
    disk: Disk,
    file: usize,
    user: u64,
}

impl Drop for Shared {
    fn drop(&mut self) {
        let mut state = held(&self.disk.0);
        let (file, user) = (&mut state.files[self.file], self.user);
        file.users.remove(&user);
        file.shared.retain(|(_, other)| *other != user);
        file.exclusive.retain(|_, other| *other != user);
        if file.users.is_empty() {
            file.regions.clear();
        }
    }
}

impl WalIndex for Shared {
    fn map(&mut self, region: u32) -> Result<Region> {
        let mut state = held(&self.disk.0);
        state.call()?;
        Ok(**state.files[self.file].regions.entry(region).or_insert_with(|| Box::new([0; 32768])))
    }

    fn lock(&mut self, slots: Range<u8>, lock: WalIndexLock) -> Result<bool> {
        let mut state = held(&self.disk.0);
        if lock != WalIndexLock::None {
            state.call()?;
        }
        Ok(state.files[self.file].lock_slots(slots, self.user, lock))
    }

    fn delete(self) -> Result<()> {
        held(&self.disk.0).files[self.file].regions.clear();
        Ok(())
    }

    fn pull(&mut self, region: u32, data: &mut Region) -> Result<()> {
        if let Some(kept) = held(&self.disk.0).files[self.file].regions.get(&region) {
            data.copy_from_slice(&**kept);
        }
        Ok(())
    }

    fn push(&mut self, region: u32, data: &Region) -> Result<()> {
        held(&self.disk.0).files[self.file].regions.insert(region, Box::new(*data));
        Ok(())
    }
}
