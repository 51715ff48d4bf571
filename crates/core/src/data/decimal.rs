//! The one number type: decimal, exact, always normalised.

use std::fmt;
use std::str::FromStr;

/// A decimal number with up to 28 significant digits, exact and normalised: `0.60` and `0.6` are one value.
///
/// ```
/// use cauce::data::Decimal;
/// let share: Decimal = "0.60".parse()?;
/// assert_eq!(share.to_string(), "0.6");
/// assert_eq!(share.checked_add(share).unwrap().to_string(), "1.2");
/// # Ok::<(), cauce::data::DecimalError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(rust_decimal::Decimal);

/// The text is not a decimal number of at most 28 significant digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is not a decimal number of at most 28 digits")]
pub struct DecimalError {
    /// What was read.
    pub text: String,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(rust_decimal::Decimal::ZERO);
    /// One.
    pub const ONE: Decimal = Decimal(rust_decimal::Decimal::ONE);

    pub(crate) fn from_inner(inner: rust_decimal::Decimal) -> Self {
        Decimal(inner.normalize())
    }

    pub(crate) const fn inner(self) -> rust_decimal::Decimal {
        self.0
    }

    /// Adds; `None` when the sum does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self::from_inner)
    }

    /// Subtracts; `None` when the difference does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self::from_inner)
    }

    /// Multiplies; `None` when the product does not fit.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.0.checked_mul(other.0).map(Self::from_inner)
    }

    /// Divides exactly as far as 28 digits go; `None` for a division by zero.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self::from_inner)
    }

    /// Whether the number has no fraction.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.0.is_integer()
    }

    /// The number as an `i64`, when it is an integer that fits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if self.is_integer() { i64::try_from(self.0).ok() } else { None }
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Decimal(rust_decimal::Decimal::from(number))
    }
}

impl From<u32> for Decimal {
    fn from(number: u32) -> Self {
        Decimal(rust_decimal::Decimal::from(number))
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || DecimalError { text: text.chars().take(64).collect() };
        let plain: String = text.chars().filter(|c| *c != '_').collect();
        let parsed = if plain.contains(['e', 'E']) {
            rust_decimal::Decimal::from_scientific(&plain)
        } else {
            rust_decimal::Decimal::from_str_exact(plain.strip_prefix('+').unwrap_or(&plain))
        };
        parsed.map(Self::from_inner).map_err(|_| refused())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}
