//! F6: the same text into plain structs, without place, check or meaning.

use serde::Deserialize;
use std::hint::black_box;

use super::clock::timed;

/// A file as a program would read it that trusts it.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "formato")]
    _formato: u32,
    #[serde(rename = "idioma")]
    _idioma: String,
    #[serde(rename = "procedimiento")]
    _procedimiento: Head,
    #[serde(rename = "definicion", default)]
    _definicion: Vec<Definition>,
    #[serde(rename = "rol", default)]
    _rol: Vec<Named>,
    #[serde(rename = "registro", default)]
    _registro: Vec<Named>,
    #[serde(rename = "actividad", default)]
    _actividad: Vec<Activity>,
    #[serde(rename = "hallazgo", default)]
    _hallazgo: Vec<Finding>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "codigo")]
    _codigo: String,
    #[serde(rename = "nombre")]
    _nombre: String,
    #[serde(rename = "version")]
    _version: Option<String>,
    #[serde(rename = "fecha")]
    _fecha: Option<toml::value::Datetime>,
    #[serde(rename = "objetivo")]
    _objetivo: Option<String>,
    #[serde(rename = "alcance")]
    _alcance: Option<String>,
    #[serde(rename = "condiciones_generales")]
    _condiciones_generales: Option<String>,
    #[serde(rename = "autoridad", default)]
    _autoridad: Vec<String>,
}

#[derive(Deserialize)]
struct Definition {
    #[serde(rename = "termino")]
    _termino: String,
    #[serde(rename = "texto")]
    _texto: String,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "nombre")]
    _nombre: String,
}

#[derive(Deserialize)]
struct Activity {
    #[serde(rename = "numero")]
    _numero: Option<u32>,
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "titulo")]
    _titulo: String,
    #[serde(rename = "descripcion")]
    _descripcion: Option<String>,
    #[serde(rename = "tipo")]
    _tipo: Option<String>,
    #[serde(rename = "responsables", default)]
    _responsables: Vec<String>,
    #[serde(rename = "evidencias", default)]
    _evidencias: Vec<toml::Value>,
    #[serde(rename = "control")]
    _control: Option<toml::Value>,
    #[serde(rename = "pregunta")]
    _pregunta: Option<String>,
    #[serde(rename = "si")]
    _si: Option<Way>,
    #[serde(rename = "no")]
    _no: Option<Way>,
    #[serde(rename = "fuente")]
    _fuente: Option<String>,
}

#[derive(Deserialize)]
struct Way {
    #[serde(rename = "regresa_a")]
    _regresa_a: Option<u32>,
    #[serde(rename = "continua_en")]
    _continua_en: Option<u32>,
}

#[derive(Deserialize)]
struct Finding {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "clase")]
    _clase: Option<String>,
    #[serde(rename = "donde")]
    _donde: Option<String>,
    #[serde(rename = "nota")]
    _nota: Option<String>,
}

/// How long it takes to read a text so, in nanoseconds, freeing what was read included.
pub(crate) fn read(text: &str) -> f64 {
    timed(|| {
        let file: File = toml::from_str(black_box(text)).expect("a file of plain structs");
        drop(black_box(file));
    })
}
