//! Both languages side by side: every text of the command line stands in the code once, in Spanish and in English.

/// Formats the text of a language; both texts see the same names.
macro_rules! say {
    ($language:expr, $spanish:literal, $english:literal $(,)?) => {
        match $language {
            ::cauce::source::Language::Spanish => ::std::format!($spanish),
            ::cauce::source::Language::English => ::std::format!($english),
        }
    };
}

/// Chooses the text of a language.
macro_rules! pick {
    ($language:expr, $spanish:expr, $english:expr $(,)?) => {
        match $language {
            ::cauce::source::Language::Spanish => $spanish,
            ::cauce::source::Language::English => $english,
        }
    };
}
