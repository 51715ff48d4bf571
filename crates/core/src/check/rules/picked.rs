//! The activities that rules look at, by what they have.
//!
//! An activity is large and most have little that a rule could doubt: one walk finds who has what, so that each rule goes
//! over those alone and leaves at once where there are none.
//! Does not judge them. Read [`Picked`] first.

use crate::procedure::{Activity, ActivityKind, ElementIx};

/// Activities by what they have, each list in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Picked {
    /// Work of persons.
    pub(super) work: Vec<ElementIx>,
    /// Work of persons that leaves no evidence; interactions have no key for any.
    pub(super) bare: Vec<ElementIx>,
    /// With a deadline or a minimum term.
    pub(super) timed: Vec<ElementIx>,
    /// With a control point.
    pub(super) controlled: Vec<ElementIx>,
    /// With two answers or more.
    pub(super) answering: Vec<ElementIx>,
    /// That ask for two things of one kind or more.
    pub(super) asking: Vec<ElementIx>,
}

impl Picked {
    pub(crate) fn of(activities: &[Activity]) -> Self {
        let mut picked = Picked::default();
        for (position, activity) in activities.iter().enumerate() {
            picked.add(ElementIx::at(position), activity);
        }
        picked
    }

    fn add(&mut self, element: ElementIx, activity: &Activity) {
        let is_work = activity.kind == ActivityKind::Work;
        let asked = [activity.evidence.len(), activity.captures.len(), activity.measures.len()];
        let lists = [
            (&mut self.work, is_work),
            (&mut self.bare, is_work && activity.interaction.is_none() && activity.evidence.is_empty()),
            (&mut self.timed, activity.deadline.is_some() || activity.minimum_term.is_some()),
            (&mut self.controlled, activity.control.is_some()),
            (&mut self.answering, activity.answers.len() > 1),
            (&mut self.asking, asked.iter().any(|count| *count > 1)),
        ];
        for (list, _) in lists.into_iter().filter(|(_, has)| *has) {
            list.push(element);
        }
    }
}
