//! Crashes between any two changes of the disk, and crashes while a crash is recovered from.

use std::time::Instant;

use cauce::log::Log as _;
use cauce_store::Store;

use super::crash::Remains;
use super::disk::{Change, Disk, Files};
use super::random::Random;
use super::work::Work;

/// Does the work from some commit on, with restarts and with pages moved out of the journal in between.
fn perform(disk: &Disk, work: &Work, (from, to): (usize, usize), random: &mut Random) {
    let mut store = Store::open(disk.path()).expect("it opens");
    for (number, commit) in work.commits.iter().enumerate().take(to).skip(from) {
        store.append(commit).expect("it is kept");
        disk.acknowledge(number + 1);
        match random.below(6) {
            0 => {
                drop(store);
                store = Store::open(disk.path()).expect("it opens again");
            }
            1 => checkpoint(disk, random),
            _ => {}
        }
    }
}

/// What SQLite does by itself after a thousand pages.
fn checkpoint(disk: &Disk, random: &mut Random) {
    let kind = ["PASSIVE", "FULL", "RESTART", "TRUNCATE"][random.below(4)];
    let side = rusqlite::Connection::open(disk.path()).expect("it opens");
    let pragma = format!("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint({kind});");
    side.execute_batch(&pragma).expect("pages are moved");
}

/// How much is tried.
struct Trial {
    /// How many images of each moment.
    each: usize,
    /// How many crashes may follow one another.
    deep: usize,
    images: u64,
    until: u64,
}

impl Trial {
    /// Crashes at every moment of those changes, and proves what is left.
    fn crashes(&mut self, work: &Work, (mut remains, changes): (Remains, &[Change]), random: &mut Random) {
        let begun = |remains: &Remains| (remains.acknowledged + 1).min(work.commits.len());
        for change in changes {
            for _ in 0..self.each {
                let image = remains.image(random);
                self.survives(work, (&image, remains.acknowledged, begun(&remains)), random);
                if self.images >= self.until {
                    return;
                }
            }
            remains.take(change);
        }
    }

    /// An image opens, holds what was acknowledged, at most what was begun besides, and goes on.
    fn survives(&mut self, work: &Work, (image, least, most): (&Files, usize, usize), random: &mut Random) {
        self.images += 1;
        let disk = Disk::with(image);
        let store = Store::open(disk.path()).unwrap_or_else(|error| panic!("{error:?}"));
        let found = work.held(&store);
        assert!((least..=most).contains(&found), "{found} commits, {least} were acknowledged, {most} begun");
        disk.acknowledge(found);
        drop(store);
        let goes_on = random.below(4) == 0;
        if goes_on {
            let to = (found + 2).min(work.commits.len());
            perform(&disk, work, (found, to), random);
            assert_eq!(work.held(&Store::open(disk.path()).expect("it opens")), to);
        }
        let changes = disk.unplug();
        if self.deep > 0 && random.below(8) == 0 {
            let mut deeper = Trial { each: 1, deep: self.deep - 1, ..*self };
            deeper.crashes(work, (Remains::of(image, least), &changes), random);
            self.images = deeper.images;
        }
    }
}

/// Crashes of work by chance, seed after seed, until there were so many images.
fn crashed(seed: u64, (each, until): (usize, u64)) -> u64 {
    let mut trial = Trial { each, deep: 2, images: 0, until };
    for seed in seed.. {
        let mut random = Random::new(seed);
        let work = Work::by_chance(&mut random);
        let disk = Disk::with(&Files::new());
        perform(&disk, &work, (0, work.commits.len()), &mut random);
        let changes = disk.unplug();
        trial.crashes(&work, (Remains::default(), &changes), &mut random);
        if trial.images >= until {
            break;
        }
    }
    trial.images
}

#[test]
fn no_crash_loses_what_was_acknowledged() {
    crashed(1, (1, 1_500));
}

/// A million images; `CAUCE_SEED` tells where to begin, so that several can run beside one another.
#[test]
#[ignore = "takes half an hour"]
fn no_crash_of_a_million_loses_what_was_acknowledged() {
    let number = |name, other| std::env::var(name).map_or(other, |text| text.parse().expect("a number"));
    let begun = Instant::now();
    let images = crashed(number("CAUCE_SEED", 1_000), (1, number("CAUCE_IMAGES", 1_000_000)));
    eprintln!("{images} images in {} s", begun.elapsed().as_secs());
}
