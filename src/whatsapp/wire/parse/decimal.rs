//! Exact decimal numbers for money: read from text, multiplied, added, written. Never a floating number.

use std::fmt;

/// Digits of one number; beyond that it is no price.
const DIGITS_LIMIT: usize = 15;
/// Digits after the point.
const SCALE_LIMIT: u32 = 6;

/// `units` divided by ten to the power of `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// Reads `10.5`; anything else, an exponent for one, is no price.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !digits(whole)
            || !digits(rest)
            || text.len() > DIGITS_LIMIT
            || text.ends_with('.')
        {
            return None;
        }
        let scale = u32::try_from(rest.len()).ok().filter(|scale| *scale <= SCALE_LIMIT)?;
        Some(Self { units: format!("{whole}{rest}").parse().ok()?, scale })
    }

    pub fn times(self, count: i64) -> Option<Self> {
        Some(Self { units: self.units.checked_mul(i128::from(count))?, scale: self.scale })
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let at = |one: Self| one.units.checked_mul(10_i128.pow(scale - one.scale));
        Some(Self { units: at(self)?.checked_add(at(other)?)?, scale })
    }
}

impl fmt::Display for Decimal {
    /// One digit after the point is written as two, as money is.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, scale) = if self.scale == 1 { (self.units * 10, 2) } else { (self.units, self.scale) };
        if scale == 0 {
            return write!(out, "{units}");
        }
        let one = 10_i128.pow(scale);
        let width = usize::try_from(scale).unwrap_or(0);
        write!(out, "{}.{:0width$}", units / one, units % one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        let read = |text| Decimal::read(text).unwrap();
        assert_eq!(read("0.10").times(3).unwrap().to_string(), "0.30");
        assert_eq!(read("0.1").plus(read("0.2")).unwrap().to_string(), "0.30");
        assert_eq!(read("10.5").times(2).unwrap().plus(read("3")).unwrap().to_string(), "24.00");
        assert_eq!(read("1200").to_string(), "1200");
        assert_eq!(read("0.005").to_string(), "0.005");
        for wrong in ["", ".5", "5.", "-1", "1e5", "1,5", "1.2345678", "9999999999999999"] {
            assert_eq!(Decimal::read(wrong), None, "{wrong}");
        }
    }
}
