//! The text of a checkpoint: one for each, strictly read; signatures and tokens that hold for it alone.

use cauce::data::{Digest, Timestamp};
use cauce::source::Language;
use cauce_store::checkpoint::{
    Checkpoint, HostError, Key, NoteError, Part, SignatureError, Signer, Timestamper, TokenVerifier,
    TreeHead, Verifier,
};
use proptest::prelude::*;

const ORIGIN: &str = "archivo.example/casos";

/// HMAC-SHA-256, the least a host can sign with: whoever verifies could sign as well.
pub(crate) struct Secret {
    key: Key,
    secret: [u8; 32],
}

impl Secret {
    pub(crate) fn new(name: &str, secret: u8) -> Self {
        let secret = [secret; 32];
        Secret { key: Key::new(name, 0xff, &Digest::of(&secret).0).expect("a name"), secret }
    }

    fn code(&self, message: &[u8]) -> Digest {
        let pad = |with: u8| {
            let mut block = [with; 64];
            block.iter_mut().zip(self.secret).for_each(|(byte, secret)| *byte ^= secret);
            block
        };
        let inner = Digest::of_parts(&[&pad(0x36), message]);
        Digest::of_parts(&[&pad(0x5c), &inner.0])
    }
}

impl Signer for Secret {
    fn key(&self) -> &Key {
        &self.key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HostError> {
        Ok(self.code(message).0.into())
    }
}

impl Verifier for Secret {
    fn key(&self) -> &Key {
        &self.key
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.code(message).0 == signature
    }
}

/// An authority whose tokens are a time and a code over time and digest.
struct Authority {
    name: &'static str,
    secret: Secret,
    now: i64,
}

impl Authority {
    fn new(name: &'static str, now: i64) -> Self {
        Authority { name, secret: Secret::new("inside", 9), now }
    }

    fn code(&self, at: [u8; 8], digest: Digest) -> Digest {
        self.secret.code(&[&at, digest.0.as_slice()].concat())
    }
}

impl Timestamper for Authority {
    fn name(&self) -> &str {
        self.name
    }

    fn stamp(&self, digest: Digest) -> Result<Vec<u8>, HostError> {
        let at = self.now.to_be_bytes();
        Ok([&at, self.code(at, digest).0.as_slice()].concat())
    }
}

impl TokenVerifier for Authority {
    fn name(&self) -> &str {
        self.name
    }

    fn verify(&self, digest: Digest, token: &[u8]) -> Option<Timestamp> {
        let (at, code) = token.split_first_chunk::<8>()?;
        (self.code(*at, digest).0 == code).then(|| Timestamp::from_millis(i64::from_be_bytes(*at)))?
    }
}

/// A signer and an authority that do not answer.
struct Dead(Key);

impl Signer for Dead {
    fn key(&self) -> &Key {
        &self.0
    }

    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, HostError> {
        Err("no card in the reader".into())
    }
}

impl Timestamper for Dead {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn stamp(&self, _digest: Digest) -> Result<Vec<u8>, HostError> {
        Err("no network".into())
    }
}

fn bare() -> Checkpoint {
    let head = TreeHead { size: 12, root: Digest::of(b"root") };
    Checkpoint::new(ORIGIN, head, "2026-11-22T20:00:00.000Z".parse().expect("an instant")).expect("a name")
}

/// Signed by the office and by its auditor, and stamped.
fn full() -> Checkpoint {
    let mut checkpoint = bare();
    checkpoint.sign(&Secret::new(ORIGIN, 1)).expect("it takes one more");
    checkpoint.sign(&Secret::new("auditoría.example", 2)).expect("it takes one more");
    checkpoint.stamp_by(&Authority::new("tsa.example", 1_800_000_000_000)).expect("it takes one more");
    checkpoint
}

#[test]
fn a_checkpoint_has_this_text() {
    let text = full().to_string();
    let expected = "archivo.example/casos
12
SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=
time 2026-11-22T20:00:00.000Z

— archivo.example/casos ";
    assert!(text.starts_with(expected), "{text}");
    let starts: Vec<_> = text.lines().skip(5).map(|line| line.rsplit_once(' ').unwrap().0).collect();
    assert_eq!(starts, ["— archivo.example/casos", "— auditoría.example", "timestamp tsa.example"]);
    for checkpoint in [bare(), full()] {
        assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
    }
}

#[test]
fn the_pages_show_a_checkpoint_that_can_be_read() {
    let pages = [
        include_str!("../../../docs/es/registro-a-prueba.md"),
        include_str!("../../../docs/en/tamper-evidence.md"),
    ];
    for page in pages {
        let (_, after) = page.split_once("```text\n").unwrap();
        assert_eq!(after.split_once("```").unwrap().0, full().to_string());
    }
}

#[test]
fn what_is_read_says_what_was_written() {
    let read: Checkpoint = full().to_string().parse().unwrap();
    assert_eq!((read.origin(), read.head(), read.at()), (ORIGIN, bare().head(), bare().at()));
    let keys: Vec<String> = read.signatures().iter().map(|signature| signature.key.to_string()).collect();
    assert_eq!(
        keys,
        [Secret::new(ORIGIN, 1).key, Secret::new("auditoría.example", 2).key].map(|key| key.to_string())
    );
    assert_eq!(read.stamp().unwrap().name, "tsa.example");
}

/// Which line is refused, and for what.
#[test]
fn another_text_is_refused_by_line() {
    let good = full().to_string();
    let lines: Vec<&str> = good.lines().collect();
    let with = |line: usize, text: &str| {
        let mut lines = lines.clone();
        lines[line - 1] = text;
        lines.join("\n") + "\n"
    };
    let signature = lines[5];
    let cases = [
        (String::new(), 1, Part::Origin),
        (with(1, ""), 1, Part::Origin),
        (with(1, "dos palabras"), 1, Part::Origin),
        (with(1, "a+b"), 1, Part::Origin),
        (with(1, "a\u{202e}b"), 1, Part::Origin),
        (with(1, &"x".repeat(129)), 1, Part::Origin),
        (with(2, "012"), 2, Part::Size),
        (with(2, "+12"), 2, Part::Size),
        (with(2, "-1"), 2, Part::Size),
        (with(2, "12 "), 2, Part::Size),
        (with(2, "18446744073709551616"), 2, Part::Size),
        (with(3, "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7J="), 3, Part::Root),
        (with(3, "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I"), 3, Part::Root),
        (with(3, "SBNJTRN="), 3, Part::Root),
        (with(4, "time 2026-11-22T20:00:00Z"), 4, Part::Time),
        (with(4, "time 2026-11-22T15:00:00.000-05:00"), 4, Part::Time),
        (with(4, "time 2026-02-30T20:00:00.000Z"), 4, Part::Time),
        (with(4, "tiempo 2026-11-22T20:00:00.000Z"), 4, Part::Time),
        (with(5, "extension"), 5, Part::Empty),
        (with(6, "- archivo.example/casos AAAAAAA="), 6, Part::Signature),
        (with(6, "— archivo.example/casos AAAA"), 6, Part::Signature),
        (with(6, "— archivo.example/casos"), 6, Part::Signature),
        (with(6, "—  AAAAAAA="), 6, Part::Signature),
        (with(6, ""), 6, Part::Signature),
        (with(8, "timestamp tsa.example ?"), 8, Part::Stamp),
        (with(8, "timestamp tsa.example"), 8, Part::Stamp),
        (format!("{good}{signature}\n"), 9, Part::LineEnd),
        (format!("{good}\n"), 9, Part::LineEnd),
        (good.trim_end().to_owned(), 8, Part::LineEnd),
        (good.replace('\n', "\r\n"), 8, Part::LineEnd),
        (lines[..4].join("\n") + "\n", 5, Part::Empty),
    ];
    for (text, line, expected) in cases {
        assert_eq!(text.parse::<Checkpoint>(), Err(NoteError::Line { line, expected }), "{text}");
    }
    let key = full().signatures()[0].key.clone();
    assert_eq!(with(7, signature).parse::<Checkpoint>(), Err(NoteError::Repeated { line: 7, key }));
    assert_eq!("x".repeat(1_000_001).parse::<Checkpoint>(), Err(NoteError::TooLong));
}

#[test]
fn refusals_are_said_in_both_languages() {
    let error = "a\n1\n".parse::<Checkpoint>().unwrap_err();
    assert_eq!(error.to_string(), "line 3: expected the root: 32 bytes in base64");
    assert_eq!(error.message(Language::Spanish), "renglón 3: debía haber la raíz: 32 bytes en base64");
    let error = Checkpoint::new("a b", bare().head(), bare().at()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"a b\" cannot be a name: 1 to 128 characters without spaces, controls or “+”"
    );
    assert!(error.message(Language::Spanish).starts_with("\"a b\" no sirve de nombre"));
}

#[test]
fn with_any_bit_flipped_a_text_is_not_read_or_not_vouched_for() {
    let (office, auditor) = (Secret::new(ORIGIN, 1), Secret::new("auditoría.example", 2));
    let authority = Authority::new("tsa.example", 0);
    let good = full();
    let known: [&dyn Verifier; 2] = [&office, &auditor];
    assert_eq!(good.verify(&known).unwrap(), [office.key.clone(), auditor.key.clone()]);
    assert_eq!(good.verify_stamp(&authority).unwrap().millis(), 1_800_000_000_000);
    let text = good.to_string().into_bytes();
    let mut read = 0;
    for bit in 0..text.len() * 8 {
        let mut flipped = text.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Ok(flipped) = String::from_utf8(flipped) else { continue };
        let Ok(other) = flipped.parse::<Checkpoint>() else { continue };
        read += 1;
        assert_ne!(other, good);
        let vouched =
            other.verify(&known).is_ok_and(|keys| keys.len() == 2) && other.verify_stamp(&authority).is_ok();
        assert!(!vouched, "bit {bit}:\n{flipped}");
    }
    assert!(read > 500, "{read}");
}

#[test]
fn signatures_hold_for_their_key_and_their_text() {
    let (office, stranger) = (Secret::new(ORIGIN, 1), Secret::new("otra.example", 3));
    let full = full();
    assert!(matches!(full.verify(&[]), Err(SignatureError::NoKnownKey)));
    assert!(matches!(full.verify(&[&stranger]), Err(SignatureError::NoKnownKey)));
    assert!(matches!(bare().verify(&[&office]), Err(SignatureError::NoKnownKey)));
    assert_eq!(full.verify(&[&stranger, &office]).unwrap(), std::slice::from_ref(&office.key));
    let impostor = Secret { key: office.key.clone(), secret: [5; 32] };
    let error = full.verify(&[&impostor]).unwrap_err();
    assert!(matches!(&error, SignatureError::NotOfKey { key } if *key == office.key), "{error}");
    let mut later = full.to_string().replacen("12\n", "13\n", 1).parse::<Checkpoint>().unwrap();
    assert!(later.verify(&[&office]).is_err());
    assert!(matches!(later.sign(&stranger), Err(SignatureError::Stamped)));
}

#[test]
fn what_cannot_be_signed_stays_as_it_was() {
    let mut checkpoint = bare();
    let dead = Dead(Key::with_id("muerta", [1; 4]).unwrap());
    assert!(matches!(checkpoint.sign(&dead), Err(SignatureError::Host { .. })));
    assert!(matches!(checkpoint.stamp_by(&dead), Err(SignatureError::Host { .. })));
    assert!(matches!(checkpoint.stamp_by(&Authority::new("two words", 0)), Err(SignatureError::Name { .. })));
    assert_eq!(checkpoint, bare());
    checkpoint.sign(&Secret::new(ORIGIN, 1)).unwrap();
    assert!(matches!(checkpoint.sign(&Secret::new(ORIGIN, 1)), Err(SignatureError::Repeated { .. })));
    for secret in 2..=64 {
        checkpoint.sign(&Secret::new(ORIGIN, secret)).unwrap();
    }
    assert!(matches!(checkpoint.sign(&Secret::new(ORIGIN, 65)), Err(SignatureError::TooMany)));
    assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
}

#[test]
fn a_token_holds_for_its_authority_and_for_the_signatures_before_it() {
    let authority = Authority::new("tsa.example", 0);
    let full = full();
    assert!(matches!(bare().verify_stamp(&authority), Err(SignatureError::NoToken)));
    assert!(matches!(full.verify_stamp(&Authority::new("otra.example", 0)), Err(SignatureError::NoToken)));
    let text = full.to_string();
    let without: Vec<&str> = text.lines().filter(|line| !line.contains("auditoría")).collect();
    let without: Checkpoint = (without.join("\n") + "\n").parse().unwrap();
    assert!(matches!(without.verify_stamp(&authority), Err(SignatureError::NotOfAuthority { .. })));
    let mut twice = full;
    assert!(matches!(twice.stamp_by(&authority), Err(SignatureError::Stamped)));
}

proptest! {
    #[test]
    fn every_checkpoint_is_read_as_it_was_written(
        origin in "[a-zñ./:-]{1,40}",
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
        millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis(),
        secrets in proptest::collection::btree_set(any::<u8>(), 0..5),
        stamped in any::<bool>(),
    ) {
        let head = TreeHead { size, root: Digest(root) };
        let at = Timestamp::from_millis(millis).unwrap();
        let mut checkpoint = Checkpoint::new(&origin, head, at).unwrap();
        for secret in secrets {
            checkpoint.sign(&Secret::new(&origin, secret)).unwrap();
        }
        if stamped {
            checkpoint.stamp_by(&Authority::new("tsa", 5)).unwrap();
        }
        prop_assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
    }

    #[test]
    fn whatever_is_read_is_written_the_same(text in "(x|a\\+b|)\n(0|7|07)\n(A{43}=|A{42}E=)\n(time 1970-01-01T00:00:00.000Z)\n\n?(— x AAAA[A-Z]{4}\n){0,2}(timestamp y [A-Z]{4}\n)?") {
        if let Ok(checkpoint) = text.parse::<Checkpoint>() {
            prop_assert_eq!(checkpoint.to_string(), text);
        }
    }
}
