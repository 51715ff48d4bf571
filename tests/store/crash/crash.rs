//! What a disk may hold after a crash: what has reached it, and any part of what has not.
//!
//! Of a file that was not synchronised, nothing, everything, the first writes with the last one torn, any of the
//! writes, or any of their sectors may be there; of names, any that were given or taken since the folder was.
//! Read [`Remains`] first.

use std::collections::BTreeMap;

use super::disk::{Change, Files, overwrite};
use super::random::Random;

/// What is written in one piece.
const SECTOR: usize = 512;

/// A disk as it stands between two changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remains {
    files: Vec<File>,
    names: BTreeMap<String, usize>,
    /// What has happened to names since the folder reached the disk.
    moves: Vec<(String, Option<usize>)>,
    /// How many commits were acknowledged.
    pub(crate) acknowledged: usize,
}

#[derive(Clone, Debug, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Pending>,
    with_folder: bool,
}

#[derive(Clone, Debug)]
enum Pending {
    Written { at: usize, bytes: Vec<u8> },
    Resized { length: usize },
}

impl Remains {
    /// A disk on which those files are whole.
    pub(crate) fn of(files: &Files, acknowledged: usize) -> Self {
        let mut remains = Remains { acknowledged, ..Remains::default() };
        for (name, bytes) in files {
            remains.names.insert(name.clone(), remains.files.len());
            remains.files.push(File { durable: bytes.clone(), ..File::default() });
        }
        remains
    }

    /// The next thing happens.
    pub(crate) fn take(&mut self, change: &Change) {
        match change {
            Change::Created { name, file, with_folder } => {
                assert_eq!(*file, self.files.len());
                self.files.push(File { with_folder: *with_folder, ..File::default() });
                self.moves.push((name.clone(), Some(*file)));
            }
            Change::Deleted { name } => self.moves.push((name.clone(), None)),
            Change::Written { file, at, bytes } => {
                self.files[*file].pending.push(Pending::Written { at: *at, bytes: bytes.clone() });
            }
            Change::Resized { file, length } => {
                self.files[*file].pending.push(Pending::Resized { length: *length });
            }
            Change::Synced { file } => self.sync(*file),
            Change::Acknowledged { commits } => self.acknowledged = *commits,
        }
    }

    fn sync(&mut self, file: usize) {
        let file = &mut self.files[file];
        for pending in std::mem::take(&mut file.pending) {
            pending.reach(&mut file.durable);
        }
        if std::mem::take(&mut file.with_folder) {
            for (name, file) in std::mem::take(&mut self.moves) {
                renamed(&mut self.names, name, file);
            }
        }
    }

    /// A disk after a crash at this moment.
    pub(crate) fn image(&self, random: &mut Random) -> Files {
        let mut names = self.names.clone();
        let mut lost = Vec::new();
        for (name, file) in &self.moves {
            // What happens to one name happens in order.
            if lost.contains(&name) || random.below(3) == 0 {
                lost.push(name);
            } else {
                renamed(&mut names, name.clone(), *file);
            }
        }
        names.into_iter().map(|(name, file)| (name, self.files[file].after_crash(random))).collect()
    }
}

fn renamed(names: &mut BTreeMap<String, usize>, name: String, file: Option<usize>) {
    match file {
        Some(file) => drop(names.insert(name, file)),
        None => drop(names.remove(&name)),
    }
}

impl File {
    fn after_crash(&self, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let count = self.pending.len();
        match random.below(5) {
            0 => {}
            1 => self.pending.iter().for_each(|pending| pending.reach(&mut bytes)),
            2 => {
                let whole = random.below(count + 1);
                self.pending.iter().take(whole).for_each(|pending| pending.reach(&mut bytes));
                if let Some(torn) = self.pending.get(whole) {
                    torn.reach_torn(&mut bytes, random);
                }
            }
            3 => {
                for pending in self.pending.iter().filter(|_| random.below(2) == 0) {
                    pending.reach(&mut bytes);
                }
            }
            _ => self.pending.iter().for_each(|pending| pending.reach_in_part(&mut bytes, random)),
        }
        bytes
    }
}

impl Pending {
    fn reach(&self, file: &mut Vec<u8>) {
        match self {
            Pending::Written { at, bytes } => overwrite(file, *at, bytes),
            Pending::Resized { length } => file.resize(*length, 0),
        }
    }

    /// Only the first sectors.
    fn reach_torn(&self, file: &mut Vec<u8>, random: &mut Random) {
        match self {
            Pending::Written { at, bytes } => {
                let whole = random.below(sectors(*at, bytes).count() + 1);
                sectors(*at, bytes).take(whole).for_each(|(at, sector)| overwrite(file, at, sector));
            }
            Pending::Resized { .. } if random.below(2) == 0 => self.reach(file),
            Pending::Resized { .. } => {}
        }
    }

    /// Any sectors.
    fn reach_in_part(&self, file: &mut Vec<u8>, random: &mut Random) {
        match self {
            Pending::Written { at, bytes } => {
                for (at, sector) in sectors(*at, bytes).filter(|_| random.below(2) == 0) {
                    overwrite(file, at, sector);
                }
            }
            Pending::Resized { .. } => self.reach_torn(file, random),
        }
    }
}

/// What is written of each sector of the disk, and where.
fn sectors(at: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let first = (SECTOR - at % SECTOR).min(bytes.len());
    let (head, rest) = bytes.split_at(first);
    let rest = rest.chunks(SECTOR).enumerate();
    std::iter::once((at, head)).chain(rest.map(move |(n, sector)| (at + first + n * SECTOR, sector)))
}
