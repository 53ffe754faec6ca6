//! Which currencies a bare word such as "dollars" may mean.

const FAMILIES: &[(&str, &[&str])] = &[
    ("dollar", &["USD", "CAD", "AUD", "NZD", "HKD", "SGD"]),
    ("pound", &["GBP", "EGP", "LBP", "SYP"]),
    ("franc", &["CHF", "XAF", "XOF"]),
    ("peso", &["MXN", "ARS", "CLP", "COP", "PHP", "UYU"]),
    ("rupee", &["INR", "PKR", "LKR", "NPR"]),
    ("krone", &["SEK", "NOK", "DKK", "ISK"]),
    ("rial", &["IRR", "OMR", "QAR", "YER", "SAR"]),
    ("dinar", &["KWD", "JOD", "TND", "DZD"]),
    ("dirham", &["AED", "MAD"]),
    ("koruna", &["CZK"]),
];

/// Whether two amounts may be of one currency.
pub(super) fn same_money(one: &[&'static str], other: &[&'static str]) -> bool {
    let known = members(other);
    members(one).iter().any(|code| known.contains(code))
}

/// Every currency that these may mean.
pub(super) fn members(codes: &[&'static str]) -> Vec<&'static str> {
    let family = |code: &'static str| {
        let family = FAMILIES.iter().find(|(name, _)| *name == code).map(|(_, members)| members.to_vec());
        family.unwrap_or_else(|| vec![code])
    };
    codes.iter().flat_map(|code| family(code)).collect()
}
