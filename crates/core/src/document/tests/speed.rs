//! How long a large file takes; run by hand with `--release -- --ignored --nocapture`.

use std::fmt::Write as _;

#[test]
#[ignore = "prints times; growth is watched by the benchmarks"]
fn twenty_thousand_activities() {
    let mut text = String::from("formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"A\"\n");
    for n in 1..=20_000 {
        let _ = write!(
            text,
            "\n[[actividad]]\nnumero = {n}\nid = \"a{n}\"\ntitulo = \"Paso {n}\"\nresponsables = [\"auditor\"]\nsi = {{ regresa_a = {n} }}\n"
        );
    }
    #[expect(clippy::disallowed_methods, reason = "a measurement")]
    let now = std::time::Instant::now;
    for _ in 0..3 {
        let start = now();
        let (toml, _) = toml::de::DeTable::parse_recoverable(&text);
        let parsed = start.elapsed();
        drop(toml);
        let start = now();
        let decoded = super::decoded(&text);
        let whole = start.elapsed();
        assert!(decoded.is_whole());
        let start = now();
        let document = decoded.document.unwrap();
        let digest = crate::document::canonical(&document, crate::document::Extent::Whole).len();
        let canonical = start.elapsed();
        println!(
            "{} bytes, parse {parsed:?}, decode {whole:?}, canonical {digest} bytes {canonical:?}",
            text.len()
        );
    }
}
