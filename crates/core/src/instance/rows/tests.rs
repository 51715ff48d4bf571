//! Few or many, rows are the same rows.

use proptest::prelude::*;

use super::{FEW, FEW_AGAIN, Row, Rows};
use crate::command::ItemId;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Thing {
    id: ItemId,
    place: ItemId,
}

impl Row for Thing {
    fn id(&self) -> ItemId {
        self.id
    }

    fn place(&self) -> ItemId {
        self.place
    }
}

/// Most of them stand in one scope.
fn thing(id: u32) -> Thing {
    Thing { id: ItemId(id), place: ItemId(if id.is_multiple_of(3) { id % 5 } else { 4 }) }
}

/// What is kept, told in every way there is.
fn compare(rows: &Rows<Thing, Vec<Thing>>, plain: &[Thing]) {
    assert_eq!((rows.len(), rows.is_empty(), rows.last()), (plain.len(), plain.is_empty(), plain.last()));
    assert!(rows.iter().eq(plain) && rows.iter().rev().eq(plain.iter().rev()));
    for place in (0..6).map(ItemId) {
        let own = || plain.iter().filter(|thing| thing.place == place);
        assert!(rows.in_place(place).eq(own()) && rows.in_place(place).rev().eq(own().rev()));
    }
    for id in [0, 7, 150, 999].map(ItemId) {
        assert_eq!(rows.get(id), plain.iter().find(|thing| thing.id == id));
        assert!(rows.since(id).eq(plain.iter().filter(|thing| thing.id >= id)));
        assert!(rows.since(id).rev().eq(plain.iter().rev().filter(|thing| thing.id >= id)));
    }
}

proptest! {
    #[test]
    fn rows_are_what_a_sorted_list_is(picks in prop::collection::vec((0u32..300, 0u8..8), 0..900)) {
        let (mut rows, mut plain): (Rows<Thing, Vec<Thing>>, Vec<Thing>) = (Rows::default(), Vec::new());
        let half = picks.len() / 2;
        for (step, (id, what)) in picks.into_iter().enumerate() {
            let found = plain.binary_search_by_key(&id, |thing| thing.id.0);
            // First it grows, then it shrinks.
            match (found, (step < half) == (what > 0)) {
                (Err(position), true) => {
                    plain.insert(position, thing(id));
                    rows.insert(thing(id));
                }
                (Ok(position), false) => {
                    assert_eq!(rows.remove(ItemId(id)), Some(plain.remove(position)));
                }
                (Err(_), false) => assert_eq!(rows.remove(ItemId(id)), None),
                (Ok(_), true) => assert_eq!(rows.get_mut(ItemId(id)).copied(), Some(thing(id))),
            }
        }
        compare(&rows, &plain);
    }
}

#[test]
fn many_become_few_again_and_are_equal_to_them() {
    let mut rows: Rows<Thing, Vec<Thing>> = Rows::default();
    let many = u32::try_from(FEW).expect("not so many") + 1;
    (1..=many).for_each(|id| rows.insert(thing(id)));
    assert!(rows.are_many());
    compare(&rows, &(1..=many).map(thing).collect::<Vec<_>>());
    let left = u32::try_from(FEW_AGAIN).expect("not so many");
    for id in left + 1..=many {
        assert_eq!(rows.remove(ItemId(id)), Some(thing(id)));
    }
    let mut few: Rows<Thing, Vec<Thing>> = Rows::default();
    (1..=left).for_each(|id| few.insert(thing(id)));
    assert!(rows.are_many() && rows == few, "how they are kept is no difference");
    rows.remove(ItemId(1));
    few.remove(ItemId(1));
    assert!(!rows.are_many() && rows == few);
    compare(&rows, &(2..=left).map(thing).collect::<Vec<_>>());
}
