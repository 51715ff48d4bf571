//! Procedures that send each other messages and signals, open each other and begin by themselves.

pub(crate) const ORDER: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "PED"
nombre = "Pedido"
zona_horaria = "America/Bogota"
[[rol]]
id = "r"
nombre = "R"
[[dato]]
id = "pedido"
tipo = "texto"
[[dato]]
id = "monto"
tipo = "decimal"
[[actividad]]
numero = 1
id = "pedir"
titulo = "Pedir"
responsables = ["r"]
anota = ["pedido"]
[[actividad]]
numero = 2
id = "esperar"
titulo = "Esperar el pago"
espera = { mensaje = "pago", correlaciona = { pedido = 'pedido' }, salida = { monto = 'valor' }, conserva = "2 días" }
[[actividad]]
numero = 3
id = "despachar"
titulo = "Despachar"
responsables = ["r"]
pregunta = "¿Falta otro pago?"
si = { regresa_a = 1 }
no = { continua_en = "fin" }
"#;

pub(crate) const BEGIN: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "ASE"
nombre = "Asesoría"
[[rol]]
id = "r"
nombre = "R"
[[dato]]
id = "entidad"
tipo = "texto"
[[inicio]]
id = "solicitud"
cuando = { mensaje = "solicitud", salida = { entidad = 'quien' } }
va_a = 2
[[actividad]]
numero = 1
id = "recibir"
titulo = "Recibir una queja"
tipo = "recepcion"
espera = { mensaje = "queja" }
crea_caso = true
[[actividad]]
numero = 2
id = "atender"
titulo = "Atender"
responsables = ["r"]
"#;

pub(crate) const PAY: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "PAG"
nombre = "Pago"
[[rol]]
id = "r"
nombre = "R"
[[dato]]
id = "numero"
tipo = "texto"
[[actividad]]
numero = 1
id = "pagar"
titulo = "Pagar"
responsables = ["r"]
anota = ["numero"]
[[actividad]]
numero = 2
id = "avisar"
titulo = "Avisar del pago"
emite = { mensaje = "pago", correlaciona = { pedido = 'numero' }, entrada = { valor = '7' } }
"#;

pub(crate) const WAITS: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "ESP"
nombre = "Esperas"
[[rol]]
id = "r"
nombre = "R"
[[compuerta]]
id = "cual"
tipo = "por_evento"
crea_caso = true
sigue = ["alta", "baja"]
[[actividad]]
numero = 1
id = "abrir"
titulo = "Abrir"
responsables = ["r"]
sigue = "cual"
[[actividad.evento]]
id = "anula"
cuando = { mensaje = "anular" }
va_a = 4
[[actividad.evento]]
id = "avisa"
cuando = { senal = "cierre" }
interrumpe = false
va_a = 4
[[actividad]]
numero = 2
id = "alta"
titulo = "Alta"
espera = { mensaje = "alta" }
sigue = 4
[[actividad]]
numero = 3
id = "baja"
titulo = "Baja"
espera = { mensaje = "baja" }
sigue = 4
[[actividad]]
numero = 4
id = "cerrar"
titulo = "Cerrar"
responsables = ["r"]
[[actividad]]
numero = 5
id = "avisar"
titulo = "Avisar"
emite = { senal = "cierre" }
"#;

pub(crate) const BEGINS: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "ALA"
nombre = "Alarma"
[[inicio]]
id = "por-gusto"
va_a = 2
[[inicio]]
id = "por-alarma"
cuando = { senal = "alarma" }
va_a = 1
[[actividad]]
numero = 1
id = "avisa"
titulo = "Avisa"
emite = { senal = "alarma" }
[[actividad]]
numero = 2
id = "queda"
titulo = "Queda"
"#;

pub(crate) const ASKS: &str = r#"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
anota = ["n"]
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = ["r"]
[[actividad.evento]]
id = "otra"
cuando = { declara = ["r"] }
interrumpe = false
abre = { procedimiento = "HIJO", inicio = "queja", entrada = { n = 'n + 1' } }
"#;

pub(crate) const COMPLAINT: &str = r#"
[[inicio]]
id = "queja"
cuando = { mensaje = "queja" }
va_a = 2
[[actividad]]
numero = 1
id = "nada"
titulo = "Nada"
responsables = ["r"]
[[actividad]]
numero = 2
id = "atender"
titulo = "Atender"
responsables = ["r"]
"#;

pub(crate) const CALLS: &str = r#"
[[actividad]]
numero = 1
id = "llama"
titulo = "Llama"
procedimiento = "DENTRO"
"#;

pub(crate) const INSIDE: &str = r#"
[[actividad]]
numero = 1
id = "espera"
titulo = "Espera"
espera = { mensaje = "aviso", salida = { n = 'valor' }, conserva = "2 días" }
[[actividad]]
numero = 2
id = "responde"
titulo = "Responde"
responsables = ["r"]
[[actividad]]
numero = 3
id = "manda"
titulo = "Manda"
emite = { mensaje = "aviso", entrada = { valor = 'n' } }
"#;

pub(crate) fn every(period: &str, more: &str) -> String {
    format!(
        "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"INF/1\"\nnombre = \"Informe\"\n\
         zona_horaria = \"America/Bogota\"\n[[inicio]]\nid = \"periodo\"\ncada = \"{period}\"\n{more}\nva_a = 1\n\
         [[actividad]]\nnumero = 1\nid = \"informar\"\ntitulo = \"Informar\"\n"
    )
}

/// A case with one activity; what it has beside it is written after.
pub(crate) fn with(code: &str, more: &str) -> String {
    format!(
        "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"{code}\"\nnombre = \"{code}\"\n[[rol]]\nid = \"r\"\n\
         nombre = \"R\"\n[[dato]]\nid = \"n\"\ntipo = \"entero\"\n{more}"
    )
}
