//! A host that receives messages: each finds the case that waits for it, once; one that comes early is kept.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::command::{Actor, Done, Message};
use cauce::data::Value;
use cauce::engine::{Engine, EngineError};

const ORDER: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "PED-1"
nombre  = "Despachar un pedido"
[[dato]]
id      = "pedido"
tipo    = "texto"
[[actividad]]
numero  = 1
id      = "recibir"
titulo  = "Recibir el pedido"
anota   = ["pedido"]
[[actividad]]
numero  = 2
id      = "pago"
titulo  = "Esperar el pago"
espera  = { mensaje = "pago", correlaciona = { pedido = 'pedido' }, conserva = "90 días" }
[[actividad]]
numero  = 3
id      = "despachar"
titulo  = "Despachar"
"#;

fn main() -> Result<(), EngineError> {
    let engine = Engine::in_memory();
    engine.add(ORDER)?;
    let (ana, bank) = (Actor::person("ana", "ventas"), Actor::host("banco"));
    for (case, order) in [("1", "P-1"), ("2", "P-2")] {
        engine.start(case, "PED-1", &ana)?;
        engine.complete(case, 1, Done::new().data("pedido", Value::Text(order.into())), &ana)?;
    }
    for (id, order) in [("pago-7", "P-2"), ("pago-7", "P-2"), ("pago-8", "P-3")] {
        let message = Message::new("pago").id(id).correlate("pedido", Value::Text(order.into()));
        let receipt = engine.message(message, &bank)?;
        println!("{id} {order}: {:?}{}", receipt.answer, if receipt.repeated { ", as before" } else { "" });
    }
    for case in ["1", "2"] {
        let open = engine.work(case)?;
        println!("case {case}: {}", open[0].title);
    }
    Ok(())
}
