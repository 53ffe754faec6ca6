//! The ways one phone number is written: a country that lengthened its numbers leaves both forms in use for years, and
//! a channel may name a customer by either.
//!
//! Says only which texts mean the same line; which one to write to is whatever the customer last wrote from.

/// A rule of a numbering plan: two beginnings of one and the same number, each followed by as many digits.
struct Twin {
    /// The country and what follows it.
    longer: &'static str,
    shorter: &'static str,
    /// Digits after the area code that stay the same.
    digits: usize,
    /// Digits of an area code between the country and the piece that comes and goes.
    area: usize,
    /// What the first of the digits may be, for the rule to be meant.
    first: &'static str,
}

/// Sources: ANATEL resolution 553/2010 (Brazil's ninth digit), IFT plan of 2019 (Mexico's 1 after 52), ENACOM (Argentina's
/// 9 after 54), ARCEP Benin 2024 (01), ARTCI 2021 (Ivory Coast: 01, 05, 07 by operator), MIC 2018 (Vietnam: 11 to 10 digits).
const TWINS: &[Twin] = &[
    twin("559", "55", 8, 2, "6789"),
    twin("521", "52", 10, 0, "123456789"),
    twin("549", "54", 10, 0, "12345678"),
    twin("22901", "229", 8, 0, "456789"),
    twin("22501", "225", 8, 0, "0456789"),
    twin("22505", "225", 8, 0, "0456789"),
    twin("22507", "225", 8, 0, "0456789"),
];

/// Vietnamese beginnings before and after 2018; seven digits follow.
const VIETNAM: &[(&str, &str)] = &[
    ("84120", "8470"),
    ("84121", "8479"),
    ("84122", "8477"),
    ("84126", "8476"),
    ("84128", "8478"),
    ("84123", "8483"),
    ("84124", "8484"),
    ("84125", "8485"),
    ("84127", "8481"),
    ("84129", "8482"),
    ("84162", "8432"),
    ("84163", "8433"),
    ("84164", "8434"),
    ("84165", "8435"),
    ("84166", "8436"),
    ("84167", "8437"),
    ("84168", "8438"),
    ("84169", "8439"),
    ("84186", "8456"),
    ("84188", "8458"),
    ("84199", "8459"),
];
/// Digits after a Vietnamese beginning.
const VIETNAM_DIGITS: usize = 7;

const fn twin(
    longer: &'static str,
    shorter: &'static str,
    digits: usize,
    area: usize,
    first: &'static str,
) -> Twin {
    Twin { longer, shorter, digits, area, first }
}

/// Every text that means the same line, the given one first.
pub fn forms(phone: &str) -> Vec<String> {
    let mut found = vec![phone.to_owned()];
    let Some(digits) =
        phone.strip_prefix('+').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return found;
    };
    let mut add = |digits: Option<String>| {
        if let Some(form) = digits.map(|digits| format!("+{digits}"))
            && !found.contains(&form)
        {
            found.push(form);
        }
    };
    for twin in TWINS {
        add(twin.other(digits));
    }
    for (before, after) in VIETNAM {
        add(exchanged(digits, before, after).or_else(|| exchanged(digits, after, before)));
    }
    found
}

fn exchanged(digits: &str, from: &str, to: &str) -> Option<String> {
    let rest = digits.strip_prefix(from)?;
    (rest.len() == VIETNAM_DIGITS).then(|| format!("{to}{rest}"))
}

impl Twin {
    /// The other of the two forms, when this is one of them.
    fn other(&self, digits: &str) -> Option<String> {
        let extra = self.longer.strip_prefix(self.shorter)?;
        let rest = digits.strip_prefix(self.shorter)?;
        let area = rest.get(..self.area)?;
        let rest = &rest[self.area..];
        let (own, other) = match rest.strip_prefix(extra).filter(|own| own.len() == self.digits) {
            Some(own) => (own, format!("{}{area}{own}", self.shorter)),
            None => (rest, format!("{}{area}{extra}{rest}", self.shorter)),
        };
        let meant = own.len() == self.digits && own.starts_with(|digit| self.first.contains(digit));
        (meant && self.may_be_an_operator(own)).then_some(other)
    }

    /// In the Ivory Coast the operator follows from the second digit of the old number.
    fn may_be_an_operator(&self, own: &str) -> bool {
        let second = own.as_bytes().get(1).copied();
        match self.longer {
            "22501" => matches!(second, Some(b'0'..=b'3')),
            "22505" => matches!(second, Some(b'4'..=b'6')),
            "22507" => matches!(second, Some(b'7'..=b'9')),
            _any => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_one_line_are_each_others() {
        for (one, other) in [
            ("+5511998887766", "+551198887766"),
            ("+5531988887766", "+553188887766"),
            ("+5215512345678", "+525512345678"),
            ("+5491123456789", "+541123456789"),
            ("+2290197123456", "+22997123456"),
            ("+2250707123456", "+22507123456"),
            ("+2250504123456", "+22504123456"),
            ("+84163123456", "+8433123456"),
        ] {
            // Seven digits follow in Vietnam.
            let (one, other) = if one.starts_with("+84") {
                (format!("{one}7"), format!("{other}7"))
            } else {
                (one.to_owned(), other.to_owned())
            };
            assert_eq!(forms(&one), [one.clone(), other.clone()]);
            assert_eq!(forms(&other), [other.clone(), one.clone()]);
        }
    }

    #[test]
    fn a_line_with_one_form_stays_alone() {
        for phone in [
            "+551133334444", // Sao Paulo, a landline
            "+393331234567",
            "+12025550123",
            "+5511",
            "+447911123456",
            "IT.123",
            "+",
            "",
        ] {
            assert_eq!(forms(phone), [phone]);
        }
    }
}
