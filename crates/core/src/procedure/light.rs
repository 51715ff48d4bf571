//! The traffic light of an indicator: how a value stands against what the source asks.
//!
//! Knows the direction, the limits and the target; a source that gives none of them has no light.
//! Read [`Indicator::light`] first.

use super::Indicator;
use crate::data::Decimal;

/// Which way an indicator is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
}

/// How a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Light {
    /// As good as is asked.
    Green,
    /// Beyond the limit of green, not yet beyond that of amber.
    Amber,
    /// Worse.
    Red,
}

impl Indicator {
    /// How a value stands; `None` where the source does not say what is good.
    ///
    /// The limits of the source decide; without them the target does, and there is no amber.
    /// Which way is better says the direction, else the order of the two limits.
    #[must_use]
    pub fn light(&self, value: Decimal) -> Option<Light> {
        let lower = match (self.direction, self.limits) {
            (Some(direction), _) => direction == Direction::Lower,
            (None, Some((green, amber))) if green != amber => green < amber,
            _ => return None,
        };
        let reaches = |limit: Decimal| if lower { value <= limit } else { value >= limit };
        match (self.limits, self.target) {
            (Some((green, _)), _) if reaches(green) => Some(Light::Green),
            (Some((_, amber)), _) if reaches(amber) => Some(Light::Amber),
            (None, Some(target)) if reaches(target) => Some(Light::Green),
            (None, None) => None,
            _ => Some(Light::Red),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Indicator, Light};
    use crate::data::Decimal;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    fn indicator(
        direction: Option<Direction>,
        limits: Option<(&str, &str)>,
        target: Option<&str>,
    ) -> Indicator {
        Indicator {
            id: "i".into(),
            name: "I".into(),
            unit: None,
            target: target.map(number),
            direction,
            limits: limits.map(|(green, amber)| (number(green), number(amber))),
            for_each: None,
            within: None,
        }
    }

    #[test]
    fn limits_decide_and_their_order_says_which_way_is_better() {
        let high = indicator(None, Some(("80", "60")), Some("99"));
        let seen = ["80", "79.9", "60", "59"].map(|value| high.light(number(value)));
        assert_eq!(seen, [Light::Green, Light::Amber, Light::Amber, Light::Red].map(Some));
        let low = indicator(None, Some(("5", "10")), None);
        assert_eq!(
            ["5", "10", "11"].map(|value| low.light(number(value))),
            [Some(Light::Green), Some(Light::Amber), Some(Light::Red)]
        );
    }

    #[test]
    fn without_limits_the_target_decides_when_the_direction_is_said() {
        let low = indicator(Some(Direction::Lower), None, Some("5"));
        assert_eq!(low.light(number("5")), Some(Light::Green));
        assert_eq!(low.light(number("5.1")), Some(Light::Red));
        assert_eq!(indicator(None, None, Some("5")).light(number("5")), None);
        assert_eq!(indicator(Some(Direction::Higher), None, None).light(number("5")), None);
    }
}
