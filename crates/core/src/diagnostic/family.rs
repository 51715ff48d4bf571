//! How a family of problems is written down: one list gives the enum, its codes, its names and its pages.
//!
//! Knows the shape that all families share.
//! Does not know any problem: each family has its own list and its own words.

/// The page of one code, whose texts are files named by it.
macro_rules! page {
    ($code:literal, $spanish:literal, $english:literal) => {
        $crate::diagnostic::Page {
            code: $code,
            names: [$spanish, $english],
            texts: [
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pages/es/", $code, ".md")),
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pages/en/", $code, ".md")),
            ],
        }
    };
}

/// Lists the problems of a family once: variant with its fields, code, Spanish and English name.
macro_rules! problem_family {
    ($(#[$family_doc:meta])* $family:ident;
     $($(#[$doc:meta])* $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })?
        = $code:literal, $spanish:literal, $english:literal;)+) => {
        $(#[$family_doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $family {
            $($(#[$doc])* $variant $({ $($(#[$field_doc])* $field: $kind),* })?,)+
        }

        impl $family {
            /// The stable code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $($family::$variant { .. } => $code,)+ }
            }

            /// The name in that language.
            #[must_use]
            pub fn name(&self, language: Language) -> &'static str {
                self.names()[language as usize]
            }

            /// The names, Spanish first.
            pub(crate) fn names(&self) -> [&'static str; 2] {
                match self { $($family::$variant { .. } => [$spanish, $english],)+ }
            }
        }

        /// The page of each problem.
        pub(super) const PAGES: &[$crate::diagnostic::Page] =
            &[$($crate::diagnostic::family::page!($code, $spanish, $english)),+];
    };
}

pub(crate) use page;
pub(super) use problem_family;
