//! What was walked, as one page for a browser or a printer: how much of each kind, the picture with its counts, what is
//! missing, and every count again as a table for those who do not see the picture.
//!
//! The page stands alone: it loads nothing and runs nothing, and says so to the browser.

use std::fmt::Write as _;

use super::escape::xml;
use super::svg::{Overlay, svg_with};
use crate::procedure::{Activity, ElementIx, Procedure};
use crate::source::Language;
use crate::view::{Coverage, CoverageKind, Missing, Tally};

/// Renders what was walked of a procedure as a page of HTML that stands alone.
///
/// `words` gives the words of a path that would walk what is missing, where they are known.
///
/// ```
/// use cauce::procedure::Procedure;
/// use cauce::render::heat_map;
/// use cauce::source::Language;
/// use cauce::view::Coverage;
///
/// let procedure = Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// actividad = { numero = 1, id = "redactar", titulo = "Redactar el acta" }
/// "#)?;
/// let page = heat_map(&procedure, &Coverage::none(&procedure), Language::Spanish, &|_| Some("1".to_owned()));
/// assert!(page.contains("<li>la actividad 1: <code>1</code></li>"));
/// # Ok::<(), cauce::check::Faults>(())
/// ```
#[must_use]
pub fn heat_map(
    procedure: &Procedure,
    coverage: &Coverage,
    language: Language,
    words: &dyn Fn(&Missing) -> Option<String>,
) -> String {
    let page = Page { procedure, coverage, language };
    let mut out = String::new();
    page.head(&mut out);
    page.kinds(&mut out);
    page.picture(&mut out);
    page.missing(&mut out, words);
    page.counts(&mut out);
    out.push_str("</body>\n</html>\n");
    out
}

struct Page<'a> {
    procedure: &'a Procedure,
    coverage: &'a Coverage,
    language: Language,
}

// Writing into a `String` cannot fail, so the results below are dropped.

impl Page<'_> {
    fn say(&self, spanish: &'static str, english: &'static str) -> &'static str {
        match self.language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    fn head(&self, out: &mut String) {
        let (language, head) = (self.say("es", "en"), self.procedure.head());
        let title = self.say("Lo recorrido", "What was walked");
        let (code, name, version) = (xml(&head.code), xml(&head.name), xml(&head.version));
        let _ = write!(
            out,
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{code} · {title}</title>\n{STYLE}</head>\n\
             <body>\n<h1>{code} · {name}</h1>\n<p>"
        );
        if !version.is_empty() {
            let _ = write!(out, "{} {version} · ", self.say("Versión", "Version"));
        }
        let cases = self.coverage.cases();
        let of = match cases {
            1 => self.say("caso o camino", "case or path"),
            _ => self.say("casos o caminos", "cases or paths"),
        };
        let digest = self.procedure.digests().definition.to_string();
        let _ =
            writeln!(out, "{title}: {cases} {of} · <code title=\"{digest}\">{}</code></p>", &digest[..12]);
    }

    /// How much of each kind.
    fn kinds(&self, out: &mut String) {
        out.push_str("<table class=\"kinds\">\n");
        for kind in CoverageKind::ALL {
            let Tally { walked, all } = self.coverage.tally(kind);
            if all == 0 {
                continue;
            }
            let name = kind.name(self.language);
            let whole = if walked == all { " class=\"whole\"" } else { "" };
            let share = share(walked, all);
            let _ = writeln!(
                out,
                "<tr{whole}><th scope=\"row\">{name}</th><td>{walked}/{all}</td><td>{share} %</td>\
                 <td><div class=\"bar\"><div style=\"width:{share}%\"></div></div></td></tr>"
            );
        }
        out.push_str("</table>\n");
    }

    fn picture(&self, out: &mut String) {
        let overlay = Overlay::of_times(self.procedure, self.coverage);
        let words = self.say(
            "El color y el número de cada figura dicen cuántas veces se recorrió; el ancho de cada línea, cuántas se \
             pasó por ella. Lo punteado no se recorrió nunca. La tabla del final dice lo mismo.",
            "The colour and the number of each shape say how often it was walked; the width of each line how often it \
             was taken. What is dotted was never walked. The table at the end says the same.",
        );
        let _ = write!(
            out,
            "<figure>\n<div class=\"picture\" tabindex=\"0\">\n{}</div>\n<figcaption>{words}</figcaption>\n</figure>\n",
            svg_with(self.procedure, self.language, &overlay)
        );
    }

    fn missing(&self, out: &mut String, words: &dyn Fn(&Missing) -> Option<String>) {
        let missing = self.coverage.missing(self.procedure);
        if missing.is_empty() {
            let all = self.say("Todo está recorrido", "Everything is walked");
            let _ = writeln!(out, "<h2>{all}</h2>");
            return;
        }
        let _ = writeln!(out, "<h2>{}</h2>\n<ol>", self.say("Lo que falta", "What is missing"));
        for missing in missing {
            let words =
                words(&missing).map_or_else(String::new, |words| format!(": <code>{}</code>", xml(&words)));
            let _ = writeln!(out, "<li>{}{words}</li>", xml(&missing.sentence(self.language)));
        }
        out.push_str("</ol>\n");
    }

    fn counts(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "<h2>{}</h2>\n<table class=\"counts\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>",
            self.say("Cuántas veces", "How often"),
            self.say("Actividad", "Activity"),
            self.say("Hecha", "Done"),
            self.say("Omitida", "Skipped"),
            self.say("Respuestas", "Answers"),
        );
        for (element, activity) in (0..).map(ElementIx::at).zip(self.procedure.activities()) {
            if !self.coverage.is_heading(element) {
                self.count(out, element, activity);
            }
        }
        out.push_str("</tbody>\n</table>\n");
    }

    fn count(&self, out: &mut String, element: ElementIx, activity: &Activity) {
        let (name, times) = (xml(self.procedure.reference(element)), self.coverage.times(element));
        let skipped =
            self.coverage.times_skipped(element).map_or_else(String::new, |times| times.to_string());
        let answers = activity.answers.iter().zip(self.coverage.times_answered(element));
        let answers: Vec<String> =
            answers.map(|(answer, times)| format!("{} ×{times}", xml(&answer.text))).collect();
        let never = if times == 0 { " class=\"never\"" } else { "" };
        let _ = writeln!(
            out,
            "<tr{never}><th scope=\"row\">{name} · {}</th><td>{times}</td><td>{skipped}</td><td>{}</td></tr>",
            xml(&activity.title),
            answers.join(" · ")
        );
    }
}

/// How many of a hundred, rounded down, so that a hundred is all.
fn share(walked: usize, all: usize) -> usize {
    walked.saturating_mul(100) / all.max(1)
}

const STYLE: &str = "<style>
:root{color-scheme:light dark}
body{font:16px/1.45 Helvetica,Arial,\"Liberation Sans\",sans-serif;margin:1.5rem;color:#16191d;background:#fff}
h1{font-size:1.35rem;margin:0}h2{font-size:1.1rem}code{font-size:.9em}
table{border-collapse:collapse}th,td{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
.counts th,.counts td{border-bottom:1px solid #c8cfd6}.counts td:nth-child(2),.counts td:nth-child(3),.kinds td{text-align:right}
.counts thead th{border-bottom:2px solid #16191d}.counts tbody th{font-weight:normal}.never th,.never td{font-style:italic}
.bar{width:12rem;height:.8rem;border:1px solid #5b6470}.bar div{height:100%;background:#ee9432}.whole .bar div{background:#2f8f63}
figure{margin:1.5rem 0}.picture{overflow:auto;border:1px solid #c8cfd6}.picture svg{display:block}
@media (prefers-color-scheme:dark){body{color:#e8ebef;background:#15181c}}
@media print{@page{size:landscape}body{margin:0}.picture{overflow:visible;border:0}.picture svg{width:100%;height:auto}
.bar,.bar div{print-color-adjust:exact}tr{break-inside:avoid}figure{break-inside:avoid}}
</style>
";
