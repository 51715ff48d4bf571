//! Notices to roles of a called procedure, which are its own.

use cauce::command::Actor;
use cauce::event::NoticeReason;

use crate::desk::{PLAZO, bases, web};

/// Has roles of its own, so that those of the called procedure have other places in its list.
const LLAMA: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "LLAMA", nombre = "Llamar" }
rol = [{ id = "uno", nombre = "Uno" }, { id = "dos", nombre = "Dos" }]
actividad = [
  { id = "pide", titulo = "Pedir", procedimiento = "PLAZO" },
  { id = "cierra", titulo = "Cerrar", responsables = "uno" },
]
"#;

#[test]
fn notices_of_a_called_procedure_are_listed_for_its_roles() {
    for base in bases() {
        let cases = base.again();
        for text in [PLAZO, LLAMA] {
            cases.add(text).expect("it can be added");
        }
        cases.start("a", "LLAMA", &web()).expect("it begins");
        let item = cases.open_items("a").expect("a case")[0].item;
        base.clock().advance(3 * 86_400_000);
        let steps = cases.advance(None, 10).expect("it advances").steps;
        let of_steps: Vec<_> = steps.iter().flat_map(|step| &step.notices).collect();
        assert_eq!(of_steps.len(), 1);
        assert_eq!((of_steps[0].item, &*of_steps[0].roles), (item, &["director".into()][..]));
        let rows = cases.notices(None, 10).expect("a list").rows;
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((&*row.case, row.item, row.reason), ("a", item, NoticeReason::Overdue));
        assert_eq!(*row.roles, ["director".into()]);
        cases.claim("a", item, &Actor::person("eva", "director")).expect("it is for them");
    }
}
