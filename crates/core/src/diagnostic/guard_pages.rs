//! The pages of guards: what can be wrong with their text, and what can go wrong when they are evaluated.
//!
//! Knows codes, names and where the text of each page is; a test holds them against the problems themselves.
//! Does not know when a code is given: the guards do.
//! Read [`PAGES`] first, then [`FAULT_PAGES`].

use super::Page;

/// Writes the list from codes and names; the texts are files named by their code.
macro_rules! pages {
    ($list:ident: $($code:literal $spanish:literal $english:literal;)+) => {
        pub(crate) const $list: &[Page] = &[$($crate::diagnostic::family::page!($code, $spanish, $english)),+];
    };
}

pages! {
    PAGES:
    "C0301" "sintaxis-de-guarda" "guard-syntax";
    "C0302" "guarda-vacia" "empty-guard";
    "C0303" "guarda-demasiado-larga" "guard-too-long";
    "C0304" "guarda-demasiado-anidada" "guard-too-deep";
    "C0305" "texto-mal-escrito" "malformed-text";
    "C0306" "numero-mal-escrito" "malformed-number";
    "C0307" "coma-en-condicion" "comma-in-guard";
    "C0308" "solo-una-expresion" "expression-only";
    "C0309" "palabra-prohibida" "forbidden-word";
    "C0310" "palabra-del-otro-idioma" "word-of-the-other-language";
    "C0311" "nombre-desconocido" "unknown-name";
    "C0312" "funcion-desconocida" "unknown-function";
    "C0313" "referencia-desconocida" "unknown-reference";
    "C0314" "id-con-guion" "hyphenated-id";
    "C0315" "faltan-parentesis" "needs-parentheses";
    "C0316" "argumento-equivocado" "wrong-argument";
    "C0317" "cantidad-de-argumentos" "wrong-number-of-arguments";
    "C0318" "tipo-de-argumento" "argument-of-another-kind";
    "C0319" "comparacion-mezclada" "mixed-comparison";
    "C0320" "operador-equivocado" "wrong-operator";
    "C0321" "lista-con-operador" "list-with-operator";
    "C0322" "ramas-mezcladas" "mixed-branches";
    "C0323" "resultado-de-otro-tipo" "result-of-another-kind";
    "C0324" "valor-imposible" "impossible-value";
    "C0325" "actividad-sin-pregunta" "activity-without-question";
    "C0326" "fuera-de-repeticion" "outside-repetition";
    "C0327" "no-se-mide-en-la-ventana" "not-measured-in-window";
}

pages! {
    FAULT_PAGES:
    "C0801" "valor-desconocido" "missing-value";
    "C0802" "tipos-mezclados-al-evaluar" "mixed-kinds-at-run-time";
    "C0803" "division-entre-cero" "division-by-zero";
    "C0804" "numero-desbordado" "number-overflow";
    "C0805" "guarda-sin-fin" "budget-exceeded";
    "C0806" "texto-demasiado-grande" "text-too-large";
    "C0807" "funcion-externa-fallida" "host-function-failed";
    "C0808" "valor-de-otro-tipo" "value-of-another-kind";
    "C0809" "resultado-inesperado" "unexpected-result";
    "C0810" "fallo-de-evaluacion" "evaluation-failure";
}
