//! The pages of calendar values: lengths of time, cadences, deadlines, zones and holidays.
//!
//! Knows codes, names and where the text of each page is; a test holds them against the problems themselves.
//! Does not know when a code is given: the calendar does.
//! Read [`PAGES`] first.

use super::Page;

/// Writes the list from codes and names; the texts are files named by their code.
macro_rules! pages {
    ($($code:literal $spanish:literal $english:literal;)+) => {
        pub(crate) const PAGES: &[Page] = &[$($crate::diagnostic::family::page!($code, $spanish, $english)),+];
    };
}

pages! {
    "C0401" "duracion-ausente" "missing-duration";
    "C0402" "no-es-numero" "quantity-not-a-number";
    "C0403" "numero-en-letras" "number-in-words";
    "C0404" "numero-no-entero" "not-a-whole-number";
    "C0405" "numero-no-positivo" "not-a-positive-number";
    "C0406" "unidad-ausente" "missing-unit";
    "C0407" "unidad-desconocida" "unknown-unit";
    "C0408" "unidad-repetida" "repeated-unit";
    "C0409" "habil-sin-dias" "working-without-days";
    "C0410" "dias-mezclados" "mixed-days";
    "C0411" "duracion-excesiva" "duration-too-long";
    "C0412" "iso-invalido" "invalid-iso";
    "C0413" "cadencia-desconocida" "unknown-frequency";
    "C0414" "cadencia-ambigua" "ambiguous-frequency";
    "C0415" "palabra-de-otro-idioma" "word-of-other-language";
    "C0416" "ancla-desconocida" "unknown-anchor";
    "C0417" "ancla-sin-referencia" "anchor-without-reference";
    "C0418" "avance-invalido" "invalid-advance";
    "C0419" "zona-desconocida" "unknown-time-zone";
    "C0420" "festivos-desconocidos" "unknown-holidays";
    "C0421" "fecha-fuera-de-rango" "date-out-of-range";
    "C0422" "festivos-sin-ese-ano" "holidays-not-covered";
}
