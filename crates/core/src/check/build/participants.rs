//! The participants of a collaboration, as a file names them.
//!
//! Knows what one block says of itself; whether the messages of all of them meet is looked at over a set of files.

use super::{Builder, given, printed_name, text};
use crate::data::Text;
use crate::diagnostic::{ModelProblem, Named};
use crate::document::Table;
use crate::keywords::Keyword as K;
use crate::procedure::Participant;

use super::declared::{Declared, place};

impl<'d> Builder<'d> {
    /// The participants in file order; what a procedure throws and awaits stands in its own file.
    pub(super) fn participants(&mut self) -> Vec<Participant> {
        let declared = Declared::new(Named::Participant, self.root.tables(K::Participant), &mut self.report);
        declared.tables().map(|table| self.participant(table)).collect()
    }

    fn participant(&mut self, table: &'d Table) -> Participant {
        for key in [K::Throws, K::Wait] {
            self.exclude(table, K::Procedure, key);
        }
        let how_many = self.count(table, K::HowMany);
        if how_many == Some(0) {
            let problem = ModelProblem::NobodyTakesPart { id: text(table, K::Id) };
            self.error(problem, place(table, K::HowMany));
        }
        let names = |key: K| -> Vec<Text> { table.texts(key).map(|(name, _)| name.clone()).collect() };
        Participant {
            id: text(table, K::Id),
            name: printed_name(table),
            procedure: given(table, K::Procedure).and_then(|node| node.as_text().cloned()),
            how_many,
            throws: names(K::Throws),
            awaits: names(K::Wait),
        }
    }
}
