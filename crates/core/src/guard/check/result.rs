//! Whether the whole guard gives what its place needs.

use super::{Checker, Expects, GuardProblem, Kind, Type, group};

impl Checker<'_> {
    /// Checks the kind of the result; answers whether its value must be looked at when it is there.
    pub(super) fn result(&mut self, expects: &Expects) -> bool {
        let root = self.around.tree.root();
        let wanted = match expects {
            Expects::Bool => Kind::YesNo,
            Expects::Choice(_) => Kind::Choice,
            Expects::Any | Expects::Kind(Kind::Any) => return false,
            Expects::Kind(kind) => *kind,
        };
        if wanted == Kind::Choice && self.types[root] == Type::Answer {
            self.settle_as_text(root);
        }
        let Some((found, texts)) = self.known(root) else {
            return false;
        };
        let at = self.at(root);
        if found == Kind::Any {
            self.must[root] = Some(group(wanted));
        } else if group(found) != group(wanted) {
            self.report(GuardProblem::WrongResult { at, expected: wanted, found });
            return false;
        }
        match expects {
            Expects::Choice(possible) => {
                self.possible(&texts, possible);
                texts.is_empty()
            }
            Expects::Kind(kind) => *kind == Kind::Integer && found != Kind::Integer,
            Expects::Bool | Expects::Any => false,
        }
    }

    fn possible(&mut self, texts: &[String], possible: &[String]) {
        let at = self.at(self.around.tree.root());
        for value in texts.iter().filter(|text| !possible.contains(text)) {
            self.problems.push(GuardProblem::NeverEqual {
                at: at.clone(),
                value: value.clone(),
                possible: possible.to_vec(),
            });
        }
    }
}
