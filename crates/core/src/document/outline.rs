//! What the format says of a key: whether it is only printed, whether it names elements, what stands under it.
//!
//! Knows the schema, for those who walk two documents side by side.
//! Read [`Outline`] first.

use super::schema::{Bearing, Block, Shape, procedure::ROOT};
use crate::keywords::Keyword;

/// A block of the format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline(&'static Block);

/// What stands under a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Under {
    /// Whether it is only printed.
    pub(crate) is_prose: bool,
    /// Whether its value names elements by number or id.
    pub(crate) names_element: bool,
    /// The block that it holds, where it holds one.
    pub(crate) block: Option<Outline>,
}

impl Outline {
    /// The whole of a procedure file.
    pub(crate) fn of_procedures() -> Self {
        Outline(&ROOT)
    }

    /// What stands under a key of the block.
    pub(crate) fn under(self, key: Keyword) -> Option<Under> {
        let key = self.0.key(key)?;
        let names_element = names_element(key.shape);
        let is_prose = key.bearing == Bearing::Prose;
        Some(Under { is_prose, names_element, block: key.shape.block().map(Outline) })
    }
}

/// Shapes hold each other no deeper than the format is written.
fn names_element(shape: Shape) -> bool {
    match shape {
        Shape::Reference => true,
        Shape::Many(Shape::Reference) => true,
        Shape::Either(shapes) => {
            shapes.iter().any(|shape| matches!(shape, Shape::Reference | Shape::Many(Shape::Reference)))
        }
        _ => false,
    }
}
