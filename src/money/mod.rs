//! Money: an exact decimal amount of one currency. Never a floating number, and never two currencies in one sum.
//!
//! Kept as whole millionths of the currency's unit, which SQL adds up exactly; JSON carries amounts as decimal strings.

mod currency;

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

pub use currency::{Currency, NotACurrency};

/// Digits after the point that are kept.
const SCALE: u32 = 6;
/// Digits before the point: an amount stays below a million millions, so that its millionths fit an `i64`.
const WHOLE_DIGITS: usize = 12;

/// Why something is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    #[error("not an amount: write digits with a point, such as \"12.50\"")]
    NotANumber,
    #[error("an amount has at most six digits after the point")]
    TooFine,
    #[error("an amount stays below 1,000,000,000,000")]
    TooLarge,
}

/// A decimal number without a currency, as it stands in JSON: `"12.50"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(Decimal);

impl Amount {
    pub fn new(number: Decimal) -> Result<Self, NotMoney> {
        if number.normalize().scale() > SCALE {
            return Err(NotMoney::TooFine);
        }
        if number.abs() >= Decimal::from(10_i64.pow(u32::try_from(WHOLE_DIGITS).unwrap_or(0))) {
            return Err(NotMoney::TooLarge);
        }
        Ok(Self(number.normalize()))
    }

    pub fn from_micros(micros: i64) -> Self {
        Self(Decimal::new(micros, SCALE).normalize())
    }

    /// Millionths, exact.
    pub fn micros(self) -> i64 {
        let mut fixed = self.0;
        fixed.rescale(SCALE);
        // Below the limit it always fits.
        i64::try_from(fixed.mantissa()).unwrap_or(i64::MAX)
    }

    /// Both together; nothing when it is no amount any more.
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_add(other.0)?).ok()
    }

    /// So many thousandths of it; nothing where that is no amount.
    pub fn times(self, thousandths: i64) -> Option<Self> {
        Self::new(self.0.checked_mul(Decimal::new(thousandths, 3))?).ok()
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The amount as it is written: with the currency's digits after the point, or more where there are more.
    fn written(self, digits: u32) -> String {
        let mut shown = self.0;
        if shown.scale() < digits {
            shown.rescale(digits);
        }
        shown.to_string()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for Amount {
    type Err = NotMoney;
    /// Reads digits with at most one point, and a minus before them. No blanks, no exponent, no commas.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
        let only_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !only_digits(whole) || !only_digits(rest) {
            return Err(NotMoney::NotANumber);
        }
        let (whole, rest) = (whole.trim_start_matches('0'), rest.trim_end_matches('0'));
        if rest.len() > SCALE as usize {
            return Err(NotMoney::TooFine);
        }
        if whole.len() > WHOLE_DIGITS {
            return Err(NotMoney::TooLarge);
        }
        let micros: i64 = format!("0{whole}{rest:0<6}").parse().map_err(|_| NotMoney::TooLarge)?;
        Ok(Self::from_micros(if text.starts_with('-') { -micros } else { micros }))
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Amount {
    /// From a string only: a JSON number may have passed through a floating one on its way.
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Amount {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <String as utoipa::PartialSchema>::schema()
    }
}

impl utoipa::ToSchema for Amount {
    fn name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
}

/// An amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub amount: Amount,
    pub currency: Currency,
}

impl Money {
    pub fn from_micros(micros: i64, currency: Currency) -> Self {
        Self { amount: Amount::from_micros(micros), currency }
    }

    /// The amount alone, as it is written in this currency: `12.50` of EUR, `1250` of JPY.
    pub fn written(self) -> String {
        self.amount.written(self.currency.digits())
    }
}

/// An amount told as a text, as it is written in the currency it is told with: `3` of EUR is `3.00`. Nothing where one of them
/// is not what it says.
pub fn written(amount: &str, currency: &str) -> Option<String> {
    let money = Money { amount: amount.trim().parse().ok()?, currency: currency.parse().ok()? };
    Some(money.written())
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.written(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_read_one_way_only() {
        for (text, micros) in [
            ("0", 0),
            ("0.1", 100_000),
            ("12.50", 12_500_000),
            ("-3.000001", -3_000_001),
            ("999999999999.999999", 999_999_999_999_999_999),
            ("1.50000000000000000000", 1_500_000),
            ("007", 7_000_000),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!(amount.micros(), micros, "{text}");
            assert_eq!(Amount::from_micros(micros), amount, "{text}");
        }
        for (text, fault) in [
            ("", NotMoney::NotANumber),
            (".5", NotMoney::NotANumber),
            ("5.", NotMoney::NotANumber),
            ("1,5", NotMoney::NotANumber),
            ("1e5", NotMoney::NotANumber),
            (" 1", NotMoney::NotANumber),
            ("+1", NotMoney::NotANumber),
            ("--1", NotMoney::NotANumber),
            ("١", NotMoney::NotANumber),
            ("1.2.3", NotMoney::NotANumber),
            ("0.0000001", NotMoney::TooFine),
            ("1000000000000", NotMoney::TooLarge),
            ("99999999999999999999999999999999999", NotMoney::TooLarge),
        ] {
            assert_eq!(text.parse::<Amount>(), Err(fault), "{text}");
        }
        assert!(serde_json::from_str::<Amount>("12.5").is_err(), "a JSON number is no amount");
    }

    #[test]
    fn money_is_written_with_its_currencys_digits() {
        let written = |micros, code: &str| Money::from_micros(micros, code.parse().unwrap()).to_string();
        assert_eq!(written(12_500_000, "eur"), "12.50 EUR");
        assert_eq!(written(1_250_000_000, "JPY"), "1250 JPY");
        assert_eq!(written(1_234_000, "KWD"), "1.234 KWD");
        assert_eq!(written(12_345_000, "EUR"), "12.345 EUR");
        assert_eq!(written(-500_000, "USD"), "-0.50 USD");
        let told = |amount: &str, code: &str| super::written(amount, code);
        assert_eq!(told("3", "EUR").as_deref(), Some("3.00"));
        assert_eq!(told("10.5", "eur").as_deref(), Some("10.50"));
        assert_eq!(told("1250.0", "JPY").as_deref(), Some("1250"));
        assert_eq!(told("0.0125", "EUR").as_deref(), Some("0.0125"));
        assert_eq!((told("about 3", "EUR"), told("3", "points"), told("", "EUR")), (None, None, None));
        assert_eq!("XYZ".parse::<Currency>(), Err(NotACurrency));
        assert_eq!("€".parse::<Currency>(), Err(NotACurrency));
    }
}
