//! Integer identities: names are looked up once, at load; a step never compares texts of the definition.

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The position in the procedure's list of its kind.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The identity of the thing at that position of the procedure's list.
            ///
            /// Positions beyond `u32::MAX` do not occur: limits are far below it.
            pub(crate) const fn at(position: usize) -> Self {
                $name(position as u32)
            }
        }
    )*};
}

index! {
    /// An element of the compiled graph: an activity, a gateway or a numbered end.
    ElementIx;
    /// A way out of an element.
    ExitIx;
    /// A counted return.
    ReturnIx;
    /// A role or team.
    RoleIx;
    /// A documented record.
    RecordIx;
    /// A declared datum.
    DatumIx;
    /// A declared indicator.
    IndicatorIx;
    /// A window of measurement.
    WindowIx;
    /// A compiled guard.
    GuardIx;
}
