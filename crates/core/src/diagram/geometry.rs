//! Points and rectangles of a picture, in whole pixels.

/// A place in a picture; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
}

/// A rectangle of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Its left side.
    pub x: i32,
    /// Its upper side.
    pub y: i32,
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
}

impl Point {
    /// The point at these coordinates.
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Point { x, y }
    }

    pub(crate) const fn moved(self, by: Point) -> Self {
        Point { x: self.x + by.x, y: self.y + by.y }
    }
}

impl Bounds {
    /// The rectangle with this left upper corner and size.
    #[must_use]
    pub const fn new(at: Point, width: i32, height: i32) -> Self {
        Bounds { x: at.x, y: at.y, width, height }
    }

    /// The right side.
    #[must_use]
    pub const fn right(&self) -> i32 {
        self.x + self.width
    }

    /// The lower side.
    #[must_use]
    pub const fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// The middle.
    #[must_use]
    pub const fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2, y: self.y + self.height / 2 }
    }

    /// Whether both have some area in common.
    #[must_use]
    pub const fn overlaps(&self, other: &Bounds) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether the other one lies in it, sides included.
    #[must_use]
    pub const fn contains(&self, other: &Bounds) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn with(&self, other: &Bounds) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Bounds { x, y, width: right - x, height: bottom - y }
    }

    pub(crate) const fn moved(self, by: Point) -> Self {
        Bounds { x: self.x + by.x, y: self.y + by.y, width: self.width, height: self.height }
    }
}
