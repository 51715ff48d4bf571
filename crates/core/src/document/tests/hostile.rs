//! Bad input by name: encodings, depth, size, things that cannot be written in a comment.

use super::{codes, decoded};
use crate::diagnostic::{Ink, render};
use crate::document::{decode, decode_path};
use crate::limits::Limits;
use crate::source::Language;

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"A\"\n";

fn of_bytes(bytes: &[u8]) -> Vec<&'static str> {
    codes(&decode("p.toml", bytes, &Limits::default()))
}

#[test]
fn encodings() {
    assert_eq!(of_bytes(b""), ["C0001"]);
    assert_eq!(of_bytes(b" \n\t\n"), ["C0001"]);
    let ansi = [HEAD.as_bytes(), b"entidad = \"Alcald\xeda\"\n"].concat();
    let refused = decode("p.toml", &ansi, &Limits::default());
    assert_eq!(codes(&refused), ["C0012"]);
    assert_eq!(refused.source.line_column(refused.diagnostics[0].span.start), (5, 18));
    assert!(refused.source.line_text(5).contains("Alcaldía"));
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(HEAD.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(of_bytes(&wide), ["C0013"]);
    assert_eq!(of_bytes(&wide[2..]), ["C0013"]);
    let marked = [b"\xef\xbb\xbf", HEAD.as_bytes()].concat();
    let read = decode("p.toml", &marked, &Limits::default());
    assert_eq!(codes(&read), ["C0014"]);
    assert!(read.is_whole());
}

#[test]
fn windows_line_ends_are_accepted() {
    let text = format!("{HEAD}objetivo = \"\"\"\nuno\ndos\"\"\"\n");
    let (unix, windows) = (decoded(&text), decoded(&text.replace('\n', "\r\n")));
    assert!(windows.diagnostics.is_empty(), "{:?}", windows.diagnostics);
    assert_eq!(unix.document, windows.document);
}

#[test]
fn control_characters() {
    assert_eq!(of_bytes(format!("{HEAD}codigo = \"a\0b\"\n").as_bytes()), ["C0015"]);
    assert_eq!(of_bytes(format!("{HEAD}codigo = \"a\\u0000b\"\n").as_bytes()), ["C0015"]);
}

#[test]
fn depth_is_refused_before_parsing() {
    let array = format!("{HEAD}codigo = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(of_bytes(array.as_bytes()), ["C0016"]);
    let dotted = format!("{HEAD}{}a = 1\n", "a.".repeat(100_000));
    assert_eq!(of_bytes(dotted.as_bytes()), ["C0016"]);
    let header = format!("{HEAD}[{}a]\n", "a.".repeat(100_000));
    assert_eq!(of_bytes(header.as_bytes()), ["C0016"]);
    let braces = format!("{HEAD}x = {}1{}\n", "{a.b.c = ".repeat(40), "}".repeat(40));
    assert_eq!(of_bytes(braces.as_bytes()), ["C0016"]);
    let open = format!("{HEAD}codigo = {}\n", "[".repeat(100_000));
    assert_eq!(of_bytes(open.as_bytes()), ["C0016"]);
}

#[test]
fn size_is_refused_before_parsing() {
    let large = vec![b'a'; 50 << 20];
    assert_eq!(of_bytes(&large), ["C0011"]);
    let many = format!("{HEAD}{}", "[[actividad]]\nid=\"a\"\n".repeat(20_001));
    let refused = decoded(&many);
    assert_eq!(codes(&refused), ["C0017"]);
    assert_eq!(refused.source.line_column(refused.diagnostics[0].span.start).0, 5 + 40_000);
}

#[test]
fn times_that_no_clock_shows() {
    let path = |on: &str| {
        let text = format!("formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"x\"\nel = {on}\n");
        codes(&decode_path("c.toml", text.as_bytes(), &Limits::default()))
    };
    assert_eq!(path("2025-02-01T23:59:60"), ["C0039"]);
    assert_eq!(path("2025-02-01T24:00:00"), ["C0039"]);
    assert_eq!(path("2025-02-30T23:59:59"), ["C0038"]);
    assert_eq!(path("0000-02-03T23:59:59"), ["C0038"]);
    assert_eq!(path("2025-02-01T23:59:59-05:00"), [""; 0]);
    assert_eq!(path("2025-02-01T23:59"), ["C0044"]);
}

#[test]
fn many_faults_are_cut() {
    let text = format!("{HEAD}{}", "numero: 1\n".repeat(5_000));
    let all = codes(&decoded(&text));
    assert_eq!(all.len(), 101);
    assert_eq!(all.last(), Some(&"C0053"));
}

#[test]
fn every_prefix_and_every_damage_is_survived() {
    let text = include_str!("../../../../../tests/check/archivo/varios-a-la-vez.toml");
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let cut = decoded(&text[..end]);
        let _ = render(&cut.source, &cut.diagnostics, Language::English, Ink::Colour);
    }
    for at in 0..text.len() {
        for byte in [b'"', b'[', b'{', b'\'', b'=', b'\\', b'\n', 0, 0xff, b'#', b'.'] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            let damaged = decode("p.toml", &bytes, &Limits::default());
            let _ = render(&damaged.source, &damaged.diagnostics, Language::Spanish, Ink::Plain);
        }
    }
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("{HEAD}responsables_x = [{}]\n", "\"auditor\", ".repeat(200));
    let found = decoded(&text);
    let shown = render(&found.source, &found.diagnostics, Language::Spanish, Ink::Plain);
    assert!(shown.lines().all(|line| line.chars().count() < 130), "{shown}");
}

#[test]
fn large_nonsense_is_refused_in_bounded_time() {
    let nonsense = [
        format!("{HEAD}a=[{}]\n", ",".repeat(400_000)),
        format!("{HEAD}{}", "codigo = 1\n".repeat(100_000)),
        format!("{HEAD}{}", "x1 = 1\n".repeat(3))
            + (0..50_000).map(|n| format!("k{n} = 1\n")).collect::<String>().as_str(),
        format!("{HEAD}{}", "\"".repeat(400_000)),
        format!("{HEAD}{}", "[procedimiento]\n".repeat(50_000)),
        format!("{HEAD}{}", "{".repeat(400_000)),
    ];
    for text in nonsense {
        let found = codes(&decoded(&text));
        assert!((1..=101).contains(&found.len()), "{found:?}");
    }
}
