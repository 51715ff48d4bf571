//! Mutants: a procedure with one slip in it, and whether its paths notice.
//!
//! Knows which slips people make in a procedure (an answer the other way round, a wrong target, a piece of evidence that
//! is not asked for), how each is made in the tree of the file, and what a path would have to say to notice it.
//! Does not read files and does not invent paths: those of the caller are replayed over each mutant.
//! Read [`Mutant`] first, then [`judge`].
//!
//! A mutant that does not load, or that is unfit where the original is not, is noticed by the checker and counts for
//! nothing; neither does one that behaves as the original does.

mod condition;
mod find;
mod judge;
mod words;

pub use judge::{Judged, Report, Verdict, judge};

use crate::check::{Options, check_document};
use crate::data::Text;
use crate::diagnostic::Grade;
use crate::document::{Document, Node, Table, Tree};
use crate::keywords::Keyword;
use crate::procedure::Procedure;
use crate::source::Span;

/// What a slip does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Operator {
    /// Two answers of a question change places.
    FlipAnswers,
    /// A return or a flow leads to the activity before or after its target.
    MoveTarget,
    /// A piece of evidence, or a signature, is not asked for.
    DropEvidence,
    /// Another role acts.
    ChangeRole,
    /// A condition says the opposite.
    NegateGuard,
    /// A condition is a little wider or narrower.
    ShiftGuard,
    /// A limit is one more or one less.
    ChangeLimit,
    /// A control point is gone.
    DropControl,
    /// Nothing follows when a deadline passes.
    DropConsequence,
    /// An event cannot happen.
    DropEvent,
}

impl Operator {
    /// Every operator, in the order in which they are told.
    pub const ALL: [Operator; 10] = [
        Operator::FlipAnswers,
        Operator::MoveTarget,
        Operator::DropEvidence,
        Operator::ChangeRole,
        Operator::NegateGuard,
        Operator::ShiftGuard,
        Operator::ChangeLimit,
        Operator::DropControl,
        Operator::DropConsequence,
        Operator::DropEvent,
    ];
}

impl Operator {
    /// Whether a path notices it that says one more thing where it is, whatever else it does.
    fn is_noticed_by_a_step(self) -> bool {
        matches!(self, Operator::DropEvidence | Operator::ChangeRole | Operator::DropConsequence)
    }
}

/// A procedure with one slip in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mutant {
    /// What the slip does.
    pub operator: Operator,
    /// What people call the element that it is in; empty for what every activity inherits.
    pub at: Text,
    /// The key that it is in.
    pub key: Keyword,
    /// Where it stands in the file.
    pub span: Span,
    /// What the file says.
    pub before: Text,
    /// What the mutant says instead; empty when it says nothing.
    pub after: Text,
    /// The words of a path that would notice it, where they are known.
    pub words: Option<Text>,
    way: Vec<Step>,
    change: Change,
}

/// One step from the root of a file to a value.
#[derive(Clone, Debug)]
enum Step {
    Key(Keyword),
    Item(usize),
}

/// What is done to the value.
#[derive(Clone, Debug)]
enum Change {
    Replace(Tree),
    /// It is taken out of its block or list.
    Remove,
    /// The values of two keys of a block change places.
    Swap(Keyword, Keyword),
    /// The ids and texts of a block of a list and the next one change places.
    SwapNames,
}

/// The mutants of a procedure, in the order of its file.
///
/// ```
/// use cauce::mutate::{Operator, mutants};
/// use cauce::procedure::Procedure;
///
/// let procedure = Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// actividad = [
///   { numero = 1, id = "redactar", titulo = "Redactar el acta" },
///   { numero = 2, id = "revisar", titulo = "Revisar el acta",
///     pregunta = "¿Requiere ajustes?", si = { regresa_a = 1, maximo = 3 }, no = { continua_en = "fin" } },
/// ]
/// "#)?;
/// let operators: Vec<Operator> = mutants(&procedure).iter().map(|mutant| mutant.operator).collect();
/// assert!(operators.contains(&Operator::FlipAnswers) && operators.contains(&Operator::ChangeLimit));
/// # Ok::<(), cauce::check::Faults>(())
/// ```
#[must_use]
pub fn mutants(procedure: &Procedure) -> Vec<Mutant> {
    find::find(procedure.document())
}

/// Why a mutant is no procedure that paths could walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str);

impl Mutant {
    /// The procedure with the slip in it, or the code of what the checker says.
    pub(crate) fn build(&self, original: &Procedure, options: &Options) -> Result<Procedure, Refused> {
        let mut document = original.document().clone();
        // What findings say of the print would no longer fit; it is no part of what is done.
        let _ = document.root.remove(Keyword::Finding);
        self.apply(&mut document);
        let (procedure, diagnostics) = check_document(document, options);
        let worst =
            |grade| diagnostics.iter().find(|found| found.grade == grade).map(|found| found.problem.code());
        let Some(procedure) = procedure else {
            return Err(Refused(worst(Grade::Error).unwrap_or_default()));
        };
        match procedure.unfit().iter().find(|code| !original.unfit().contains(code)) {
            Some(code) => Err(Refused(code)),
            None => Ok(procedure),
        }
    }

    fn apply(&self, document: &mut Document) {
        let Some((last, way)) = self.way.split_last() else { return };
        match (&self.change, last) {
            (Change::Remove, Step::Key(key)) => {
                if let Some(table) = table_at(&mut document.root, way) {
                    let _ = table.remove(*key);
                }
            }
            (Change::Remove, Step::Item(item)) => {
                if let Some(Node { value: Tree::List(list), .. }) = node_at(&mut document.root, way)
                    && *item < list.len()
                {
                    list.remove(*item);
                }
            }
            (Change::Replace(tree), _) => {
                if let Some(node) = node_at(&mut document.root, &self.way) {
                    node.value = tree.clone();
                }
            }
            (Change::Swap(one, other), _) => {
                if let Some(table) = table_at(&mut document.root, &self.way) {
                    swap(table, *one, *other);
                }
            }
            (Change::SwapNames, Step::Item(item)) => {
                if let Some(Node { value: Tree::List(list), .. }) = node_at(&mut document.root, way) {
                    swap_names(list, *item);
                }
            }
            (Change::SwapNames, Step::Key(_)) => {}
        }
    }
}

fn node_at<'t>(root: &'t mut Table, way: &[Step]) -> Option<&'t mut Node> {
    let (first, rest) = way.split_first()?;
    let Step::Key(key) = first else { return None };
    let mut node = root.get_mut(*key)?;
    for step in rest {
        node = match (step, &mut node.value) {
            (Step::Key(key), Tree::Table(table)) => table.get_mut(*key)?,
            (Step::Item(item), Tree::List(list)) => list.get_mut(*item)?,
            _ => return None,
        };
    }
    Some(node)
}

fn table_at<'t>(root: &'t mut Table, way: &[Step]) -> Option<&'t mut Table> {
    if way.is_empty() {
        return Some(root);
    }
    match &mut node_at(root, way)?.value {
        Tree::Table(table) => Some(table),
        _ => None,
    }
}

fn swap(table: &mut Table, one: Keyword, other: Keyword) {
    if let (Some(first), Some(second)) = (table.get(one).cloned(), table.get(other).cloned()) {
        let put = |table: &mut Table, key, node: Node| {
            if let Some(place) = table.get_mut(key) {
                *place = node;
            }
        };
        put(table, one, second);
        put(table, other, first);
    }
}

/// What answers are called changes places, so that each leads where the other did.
fn swap_names(list: &mut [Node], item: usize) {
    let named = |node: &Node| {
        node.as_table().map(|table| (table.get(Keyword::Id).cloned(), table.get(Keyword::Text).cloned()))
    };
    let (Some(first), Some(second)) = (list.get(item).and_then(named), list.get(item + 1).and_then(named))
    else {
        return;
    };
    for (node, (id, text)) in list[item..].iter_mut().zip([second, first]) {
        let Tree::Table(table) = &mut node.value else { continue };
        for (key, value) in [(Keyword::Id, id), (Keyword::Text, text)] {
            if let (Some(place), Some(value)) = (table.get_mut(key), value) {
                *place = value;
            }
        }
    }
}
