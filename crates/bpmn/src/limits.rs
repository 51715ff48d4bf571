//! How large a model may get.

/// What a model may hold; beyond it, the file is refused with the place.
///
/// ```
/// let limits = cauce_bpmn::Limits { elements: 10, ..cauce_bpmn::Limits::default() };
/// assert!(limits.bytes > 1_000_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text, and of what is kept of it: 16 MiB.
    pub bytes: usize,
    /// Elements inside each other: 128.
    pub depth: usize,
    /// Elements of the whole text: 300,000.
    pub elements: usize,
    /// Attributes of one element: 256.
    pub attributes: usize,
    /// Namespaces of the whole text, and prefixes that stand for one at one place: 100.
    pub namespaces: usize,
    /// Problems that are told: 1,000.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 16 << 20,
            depth: 128,
            elements: 300_000,
            attributes: 256,
            namespaces: 100,
            problems: 1_000,
        }
    }
}
