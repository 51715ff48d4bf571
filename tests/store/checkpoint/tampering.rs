//! Logs that were tampered with, by accident and by a forger who knows how a log is made: all found against a checkpoint.

use cauce::data::Digest;
use cauce::record::{RecordError, dispose};
use cauce::source::Language;
use cauce_store::checkpoint::{Audit, Audited, Damage, Finding, TreeHead};

use crate::log::{Lines, audited, between, cases, chained_anew, head, messages, parts, replaced, whole};

/// A log in which nothing is wrong, and yet it is not the one of the checkpoint.
fn found_by_root(forged: &Lines, of: &TreeHead, name: &str) {
    assert_eq!(
        audited(forged, &[]).map_err(|damage| damage.to_string()).err(),
        None,
        "{name} is not forged well"
    );
    let damage = audited(forged, &[*of]).expect_err(name);
    assert!(matches!(damage.what, Finding::NotOfCheckpoint { .. }), "{name}: {damage}");
    assert_eq!(damage.position, 1, "{name}");
}

#[test]
fn a_whole_log_is_proved() {
    let lines = cases();
    let of = head(&lines);
    let proved = audited(&lines, &[of]).unwrap();
    assert_eq!(proved, Audited { head: of, streams: 7, covered: 108, expected: 108 });
    let with_ends: Lines = lines.iter().map(|line| [line.as_slice(), b"\n"].concat()).collect();
    assert_eq!(audited(&with_ends, &[of]), Ok(proved));
    assert_eq!(audited(&Vec::new(), &[head(&Vec::new())]).unwrap().covered, 0);
}

#[test]
fn what_came_after_the_checkpoint_is_counted() {
    let lines = cases();
    let earlier = head(&lines[..100].to_vec());
    let proved = audited(&lines, &[earlier]).unwrap();
    assert_eq!((proved.covered, proved.after_checkpoint(), proved.head), (100, 8, head(&lines)));
    assert_eq!(audited(&lines, &[]).unwrap().after_checkpoint(), 108);
}

#[test]
fn every_single_bit_of_a_small_log_is_found() {
    let lines = messages(8, 3);
    let of = head(&lines);
    for (place, line) in lines.iter().enumerate() {
        let position = place as u64 + 1;
        for bit in 0..line.len() * 8 {
            let mut tampered = lines.clone();
            tampered[place][bit / 8] ^= 1 << (bit % 8);
            let damage = audited(&tampered, &[of]).expect_err("a flipped bit");
            assert_eq!(damage.position, position, "bit {bit}: {damage}");
            assert!(matches!(damage.what, Finding::Record { .. }), "bit {bit}: {damage}");
        }
    }
}

/// Random flips, each in a line of its own turn; a flip that the line did not show would have to be shown by the root.
fn flips(lines: &Lines, of: TreeHead, each: usize) -> usize {
    let mut audit = Audit::new([of]).expect("nothing yet");
    let (mut random, mut count) = (Digest::of(b"seed"), 0);
    for (position, line) in (1..).zip(lines) {
        let mut tampered = line.clone();
        for _ in 0..each {
            random = Digest::of(&random.0);
            let number = u64::from_be_bytes(*random.0.first_chunk().expect("eight bytes"));
            let bit = usize::try_from(number % (line.len() as u64 * 8)).expect("small");
            tampered[bit / 8] ^= 1 << (bit % 8);
            let damage = audit.check(position, &tampered).expect_err("a flipped bit");
            assert_eq!(damage.position, position, "bit {bit}: {damage}");
            tampered[bit / 8] ^= 1 << (bit % 8);
            count += 1;
        }
        audit.check(position, line).expect("a sound line");
    }
    assert_eq!(audit.finish().expect("a whole log").head, of);
    count
}

#[test]
fn random_flips_of_a_larger_log_are_found() {
    let lines = messages(500, 40);
    assert_eq!(flips(&lines, head(&lines), 20), 10_000);
    let lines = cases();
    assert_eq!(flips(&lines, head(&lines), 100), 10_800);
}

#[test]
#[ignore = "long: a million flips"]
fn a_million_random_flips_of_a_large_log_are_found() {
    let lines = messages(20_000, 1_000);
    assert_eq!(flips(&lines, head(&lines), 50), 1_000_000);
}

#[test]
fn after_damage_an_audit_stands_where_it_stood() {
    let lines = cases();
    let of = head(&lines);
    let mut audit = Audit::new([of]).unwrap();
    for (position, line) in (1..).zip(&lines) {
        let before = audit.audited();
        audit.check(position, &line[..line.len() - 1]).unwrap_err();
        audit.check(position + 1, line).unwrap_err();
        assert_eq!(audit.audited(), before);
        audit.check(position, line).unwrap();
    }
    audit.finish().unwrap();
}

#[test]
fn a_checkpoint_with_another_size_or_root_is_not_of_the_log() {
    let lines = messages(20, 4);
    let of = head(&lines);
    for bit in 0..256 {
        let mut root = of.root;
        root.0[bit / 8] ^= 1 << (bit % 8);
        audited(&lines, &[TreeHead { root, ..of }]).unwrap_err();
    }
    for bit in 0..64 {
        audited(&lines, &[TreeHead { size: of.size ^ 1 << bit, ..of }]).unwrap_err();
    }
    let nothing = TreeHead { size: 0, root: Digest::ZERO };
    let damage = audited(&lines, &[nothing]).unwrap_err();
    assert!(matches!(damage.what, Finding::NotOfCheckpoint { size: 0, .. }));
    assert_eq!(damage.to_string(), "the checkpoint of an empty log does not have the root of nothing");
}

#[test]
fn records_that_change_places_are_found() {
    let lines = messages(12, 3);
    let of = head(&lines);
    let place = |line: usize| line as u64 + 1;
    for one in 0..lines.len() {
        for other in one + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            let damage = audited(&swapped, &[of]).expect_err("swapped");
            assert!((1..=place(other)).contains(&damage.position), "{one} and {other}: {damage}");
            let renumbered = chained_anew(&swapped);
            found_by_root(&renumbered, &of, "swapped and chained anew");
        }
    }
    // Neighbours of two streams: no chain is hurt, only the order of the store.
    let mut swapped = lines.clone();
    assert_ne!(stream(&lines[0]), stream(&lines[1]));
    swapped.swap(0, 1);
    found_by_root(&swapped, &of, "two streams");
}

fn stream(line: &[u8]) -> String {
    between(&parts(line).0, "\"stream\":\"", "\"").to_owned()
}

#[test]
fn records_that_were_taken_out_are_found() {
    let lines = messages(12, 3);
    let of = head(&lines);
    for gone in 0..lines.len() {
        let mut kept: Vec<(u64, &Vec<u8>)> = (1..).zip(&lines).collect();
        kept.remove(gone);
        let damage = cauce_store::checkpoint::audit(kept, [of]).expect_err("taken out");
        let position = gone as u64 + 1;
        assert_eq!((damage.position, damage.what), (position, Finding::Missing { to: position }));
        let mut closed = lines.clone();
        closed.remove(gone);
        let damage = audited(&closed, &[of]).expect_err("closed up");
        assert!(damage.position > gone as u64, "{damage}");
        audited(&chained_anew(&closed), &[of]).expect_err("closed up and chained anew");
        closed.push(lines[gone].clone());
        if closed != lines {
            found_by_root(&chained_anew(&closed), &of, "moved to the end");
        }
    }
}

#[test]
fn a_log_that_was_cut_short_is_found() {
    let lines = messages(12, 3);
    let of = head(&lines);
    for kept in 0..lines.len() {
        let short = lines[..kept].to_vec();
        audited(&short, &[]).unwrap();
        let damage = audited(&short, &[of]).unwrap_err();
        assert_eq!((damage.position, &damage.what), (kept as u64 + 1, &Finding::Missing { to: 12 }));
        assert_eq!(damage.sound.head, head(&short));
    }
}

#[test]
fn a_stream_that_was_taken_out_whole_is_found() {
    let lines = messages(40, 7);
    let of = head(&lines);
    let gone = stream(&lines[2]);
    let mut kept: Lines = lines.iter().filter(|line| stream(line) != gone).cloned().collect();
    audited(&kept, &[]).unwrap();
    audited(&kept, &[of]).expect_err("a stream is gone");
    let more = messages(80, 11).into_iter().filter(|line| stream(line).ends_with(" 10"));
    kept.extend(more);
    assert!(kept.len() >= 40, "{}", kept.len());
    found_by_root(&kept, &of, "and another in its place");
}

#[test]
fn an_edit_with_a_new_digest_is_found_at_the_next_record() {
    let lines = messages(12, 3);
    let of = head(&lines);
    for place in 0..lines.len() {
        let mut edited = lines.clone();
        edited[place] = later(&lines[place]);
        let damage = audited(&edited, &[of]).unwrap_err();
        let own = stream(&lines[place]);
        match lines[place + 1..].iter().position(|line| stream(line) == own) {
            Some(next) => {
                assert_eq!(damage.position as usize, place + next + 2);
                let broken = Finding::Record {
                    error: RecordError::ChainBroken {
                        prev: digest(&lines[place]),
                        expected: digest(&edited[place]),
                    },
                };
                assert_eq!(damage.what, broken);
            }
            None => found_by_root(&edited, &of, "the last of its stream"),
        }
    }
}

fn digest(line: &[u8]) -> Digest {
    Digest::of(parts(line).0.as_bytes())
}

/// The record at another time, with the digest that it then has.
fn later(line: &[u8]) -> Vec<u8> {
    let (record, sealed) = parts(line);
    let record = replaced(&record, "\"at\":\"", "\"", "2024-01-01T00:00:00.000Z");
    whole(&record, &sealed, Digest::of(record.as_bytes()))
}

/// The record with another value sealed first, its seal and its digest; `None` where nothing is sealed.
fn sealed_anew(line: &[u8]) -> Option<Vec<u8>> {
    let (record, sealed) = parts(line);
    if sealed.is_empty() {
        return None;
    }
    let salt = between(&sealed, "[\"", "\"");
    let (_, rest) = sealed.split_once(']')?;
    let seal = Digest::of_parts(&[&bytes_of(salt), b"\"otra persona\""]);
    let record = replaced(&record, "{\"#\":\"", "\"", &seal.to_string());
    let sealed = format!("[\"{salt}\",\"otra persona\"]{rest}");
    Some(whole(&record, &sealed, Digest::of(record.as_bytes())))
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    pairs.collect::<Result<_, _>>().expect("hexadecimal digits")
}

#[test]
fn a_forger_who_computes_everything_anew_is_found() {
    for lines in [messages(30, 5), cases()] {
        let of = head(&lines);
        assert_eq!(chained_anew(&lines), lines, "the forger forges as the engine writes");
        for place in 0..lines.len() {
            let mut forged = lines.clone();
            forged[place] = later(&lines[place]);
            found_by_root(&chained_anew(&forged), &of, "another time");
            if let Some(sealed) = sealed_anew(&lines[place]) {
                forged[place] = sealed;
                found_by_root(&chained_anew(&forged), &of, "another person");
            }
            forged[place] = lines[(place + 7) % lines.len()].clone();
            found_by_root(&chained_anew(&forged), &of, "a copy of another");
            forged[place].clone_from(&lines[place]);
            forged.insert(place, later(&lines[place]));
            found_by_root(&chained_anew(&forged), &of, "one more");
        }
    }
}

#[test]
fn a_record_in_another_stream_is_found() {
    let lines = messages(12, 3);
    let of = head(&lines);
    for place in 0..lines.len() {
        let mut moved = lines.clone();
        let (record, sealed) = parts(&lines[place]);
        let record = replaced(&record, "\"stream\":\"", "\"", "ibagué/message/n.º 99");
        moved[place] = whole(&record, &sealed, Digest::of(record.as_bytes()));
        found_by_root(&chained_anew(&moved), &of, "another stream");
    }
}

#[test]
fn between_two_checkpoints_the_damage_is_narrowed() {
    let lines = messages(30, 5);
    let heads = [10, 20, 30].map(|size| head(&lines[..size].to_vec()));
    audited(&lines, &heads).unwrap();
    let mut forged = lines.clone();
    forged[14] = later(&lines[14]);
    let damage = audited(&chained_anew(&forged), &heads).unwrap_err();
    let stated = heads[1].root;
    assert_eq!(damage.position, 11);
    assert!(matches!(damage.what, Finding::NotOfCheckpoint { size: 20, stated: root, .. } if root == stated));
    assert_eq!(damage.sound.covered, 10);
    assert_eq!(damage.to_string(), "records 11 to 20 are not those of the checkpoint");
    let message = damage.message(Language::Spanish);
    assert_eq!(message, "los registros 11 a 20 no son los de la constancia");
}

#[test]
fn two_checkpoints_of_one_size_cannot_both_be_of_a_log() {
    let lines = messages(9, 2);
    let of = head(&lines);
    audited(&lines, &[of, of]).unwrap();
    let other = TreeHead { root: Digest::ZERO, ..of };
    for heads in [[of, other], [other, of]] {
        audited(&lines, &heads).unwrap_err();
    }
}

#[test]
fn positions_are_without_gaps_and_in_order() {
    let lines = messages(6, 2);
    let run = |positions: [u64; 6]| -> Damage {
        cauce_store::checkpoint::audit(positions.into_iter().zip(&lines), []).unwrap_err()
    };
    let cases = [
        ([0, 1, 2, 3, 4, 5], 1, "record 1: record 0 stands in its place"),
        ([2, 3, 4, 5, 6, 7], 1, "record 1 is missing"),
        ([1, 2, 2, 3, 4, 5], 3, "record 3: record 2 stands in its place"),
        ([1, 2, 3, 9, 10, 11], 4, "records 4 to 8 are missing"),
        ([1, 2, 3, 4, 5, u64::MAX], 6, "records 6 to 18446744073709551614 are missing"),
    ];
    for (positions, position, message) in cases {
        let damage = run(positions);
        assert_eq!((damage.position, damage.to_string().as_str()), (position, message));
        assert_ne!(damage.message(Language::Spanish), message);
    }
}

#[test]
fn a_torn_tail_is_a_crash_only_where_no_checkpoint_reaches() {
    let lines = messages(6, 2);
    let earlier = head(&lines[..5].to_vec());
    for kept in 0..lines[5].len() {
        let mut torn = lines.clone();
        torn[5].truncate(kept);
        let damage = audited(&torn, &[earlier]).unwrap_err();
        assert!(damage.is_cut() && damage.position == 6, "{kept}: {damage}");
        assert_eq!((damage.sound.covered, damage.sound.head), (5, earlier));
        let damage = audited(&torn, &[head(&lines)]).unwrap_err();
        assert!(!damage.is_cut() && damage.position == 6, "{kept}: {damage}");
        let mut middle = lines.clone();
        middle[3].truncate(kept.min(lines[3].len() - 1));
        let damage = audited(&middle, &[]).unwrap_err();
        assert!(!damage.is_cut() && damage.position == 4, "{kept}: {damage}");
    }
}

/// What the law allows to forget is forgotten without a trace in the tree; that something was there stays proved.
#[test]
fn disposing_of_sealed_values_is_no_tampering() {
    let lines = cases();
    let of = head(&lines);
    let disposed: Lines = lines.iter().map(|line| dispose(line, |_| true).unwrap()).collect();
    assert_ne!(disposed, lines);
    assert_eq!(audited(&disposed, &[of]), audited(&lines, &[of]));
}
