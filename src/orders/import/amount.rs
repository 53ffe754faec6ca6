//! Amounts as people and programs write them in files: `1.234,56`, `1,234.56`, `€ 12,50`, `12'500.00`, `(3.50)`, `1,23,456.00`.
//!
//! A lone mark with three digits after it says nothing by itself: `1.234` may be one and a bit or a thousand. It is read by
//! what the rest of its column shows, and refused where that shows nothing. Never rounds, never guesses.

use crate::digits;
use crate::money::{Amount, Currency, NotMoney};
use crate::orders::fault::FaultCode;

/// Which mark stands before the decimals in a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    points: bool,
    commas: bool,
}

impl Marks {
    /// Learns from one cell of the column.
    pub fn see(&mut self, cell: &str) {
        let Ok(parts) = Parts::of(cell) else { return };
        match parts.decimal() {
            Decimals::Mark('.') => self.points = true,
            Decimals::Mark(_) => self.commas = true,
            Decimals::None | Decimals::Either | Decimals::Wrong => {}
        }
    }

    /// The one mark of the column; nothing where no cell shows it, or where cells contradict each other.
    const fn mark(self) -> Option<char> {
        match (self.points, self.commas) {
            (true, false) => Some('.'),
            (false, true) => Some(','),
            (true, true) | (false, false) => None,
        }
    }
}

/// An amount and the currency that stands with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub amount: Amount,
    pub currency: Option<Currency>,
}

/// Reads one cell of a column with these marks. `fine` allows three decimals where the column shows its mark, as unit
/// prices and currencies of thousandths have them.
pub(super) fn read(cell: &str, marks: Marks, fine: bool) -> Result<Read, FaultCode> {
    let parts = Parts::of(cell)?;
    let mark = match parts.decimal() {
        Decimals::Mark(mark) => Some(mark),
        Decimals::None => None,
        Decimals::Wrong => return Err(FaultCode::NotAnAmount),
        Decimals::Either => match marks.mark() {
            Some(mark) if parts.digits.contains(mark) && fine => Some(mark),
            Some(mark) if !parts.digits.contains(mark) => None,
            Some(_) | None => return Err(FaultCode::AmbiguousAmount),
        },
    };
    let plain: String = parts
        .digits
        .chars()
        .filter_map(|letter| match letter {
            letter if letter.is_ascii_digit() => Some(letter),
            letter if Some(letter) == mark => Some('.'),
            _ => None,
        })
        .collect();
    let plain = if plain.starts_with('.') { format!("0{plain}") } else { plain };
    let sign = if parts.negative { "-" } else { "" };
    let amount = format!("{sign}{plain}").parse::<Amount>().map_err(|fault| match fault {
        NotMoney::NotANumber => FaultCode::NotAnAmount,
        NotMoney::TooFine => FaultCode::AmountTooFine,
        NotMoney::TooLarge => FaultCode::AmountTooLarge,
    })?;
    Ok(Read { amount, currency: parts.currency })
}

/// What stands in a cell.
struct Parts {
    /// Digits and the marks between them: `.`, `,`, and `'` for what only ever parts thousands.
    digits: String,
    negative: bool,
    currency: Option<Currency>,
}

/// How the decimals of a number are told.
#[derive(Debug, PartialEq, Eq)]
enum Decimals {
    /// It has none.
    None,
    Mark(char),
    /// The only mark may part thousands or decimals.
    Either,
    Wrong,
}

impl Parts {
    fn of(cell: &str) -> Result<Self, FaultCode> {
        let cell = cell.trim();
        let (inside, bracketed) = cell
            .strip_prefix('(')
            .and_then(|cell| cell.strip_suffix(')'))
            .map_or((cell, false), |cell| (cell, true));
        let (mut digits, mut words, mut negative) = (String::new(), String::new(), bracketed);
        let (mut before, mut ended) = (' ', false);
        for letter in inside.chars() {
            match letter {
                // `12.-` is twelve without cents, `12-` is below zero, `12-50` is nothing.
                '-' | '−' | '–' if digits.ends_with(['.', ',']) => ended = true,
                '-' | '−' | '–' if !negative => (negative, ended) = (true, !digits.is_empty()),
                // The point of `Fr.` is none of the number's.
                '.' if before.is_alphabetic() => {}
                '.' | ',' => digits.push(letter),
                '٫' => digits.push(','),
                '\'' | '’' | '٬' | '`' => digits.push('\''),
                _ if letter.is_whitespace() => {
                    if digits.ends_with(|before: char| before.is_ascii_digit()) {
                        digits.push('\'');
                    }
                }
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {}
                _ => match digits::plain(letter) {
                    Some(_) if ended => return Err(FaultCode::NotAnAmount),
                    Some(digit) => digits.push(digit),
                    None => words.push(letter),
                },
            }
            before = letter;
        }
        let digits = digits.trim_start_matches('\'').trim_end_matches(['.', ',', '\'']).to_owned();
        if !digits.contains(|letter: char| letter.is_ascii_digit()) {
            return Err(FaultCode::NotAnAmount);
        }
        let currency = if words.is_empty() { None } else { Some(currency(&words)?) }.flatten();
        Ok(Self { digits, negative, currency })
    }

    fn decimal(&self) -> Decimals {
        let marks: Vec<(usize, char)> = self
            .digits
            .match_indices(['.', ','])
            .filter_map(|(at, mark)| Some((at, mark.chars().next()?)))
            .collect();
        let Some((at, last)) = marks.last().copied() else { return self.whole(None) };
        let alike = marks.iter().filter(|(_, mark)| *mark == last).count();
        let after = self.digits.len() - at - 1;
        if alike > 1 {
            // The last mark comes again and again: it parts thousands, and so nothing is a decimal.
            return if alike == marks.len() { self.whole(Some(last)) } else { Decimals::Wrong };
        }
        if self.digits[at..].contains('\'') {
            return Decimals::Wrong;
        }
        let other = if last == '.' { ',' } else { '.' };
        let grouped = marks.len() > 1 || self.digits.contains('\'');
        if grouped {
            let parting = if marks.len() > 1 { other } else { '\'' };
            return if groups(&self.digits[..at], parting) { Decimals::Mark(last) } else { Decimals::Wrong };
        }
        let before = &self.digits[..at];
        let may_part_thousands = after == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
        if may_part_thousands { Decimals::Either } else { Decimals::Mark(last) }
    }

    /// A number without decimals, whose thousands may be parted.
    fn whole(&self, parting: Option<char>) -> Decimals {
        let parting = parting.unwrap_or('\'');
        if !self.digits.contains(parting) || groups(&self.digits, parting) {
            Decimals::None
        } else {
            Decimals::Wrong
        }
    }
}

/// Whether digits are parted as people part thousands: by three, or by two before the last three as in India.
fn groups(digits: &str, parting: char) -> bool {
    let parts: Vec<&str> = digits.split(parting).collect();
    let all_digits =
        parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let (Some((first, rest)), true) = (parts.split_first(), all_digits) else { return false };
    let Some((last, middle)) = rest.split_last() else { return true };
    let by_three = middle.iter().all(|part| part.len() == 3) && first.len() <= 3;
    let by_two = parting == ',' && middle.iter().all(|part| part.len() == 2) && first.len() <= 2;
    last.len() == 3 && (by_three || by_two)
}

/// The currency a word or a sign stands for. Signs of several currencies stand for none; what is no currency is a fault.
pub(super) fn currency(words: &str) -> Result<Option<Currency>, FaultCode> {
    let known = match words.to_uppercase().as_str() {
        "€" | "EURO" => "EUR",
        "£" => "GBP",
        "US$" | "$US" => "USD",
        "C$" | "CA$" => "CAD",
        "A$" | "AU$" => "AUD",
        "NZ$" => "NZD",
        "HK$" => "HKD",
        "S$" => "SGD",
        "MX$" => "MXN",
        "NT$" => "TWD",
        "R$" => "BRL",
        "R" => "ZAR",
        "₹" => "INR",
        "₺" | "TL" => "TRY",
        "₽" => "RUB",
        "₴" => "UAH",
        "₪" => "ILS",
        "₫" | "Đ" => "VND",
        "₱" => "PHP",
        "₦" => "NGN",
        "฿" => "THB",
        "₩" => "KRW",
        "RP" => "IDR",
        "ZŁ" | "ZL" => "PLN",
        "KČ" => "CZK",
        "FT" => "HUF",
        "FR" | "SFR" => "CHF",
        "$" | "¥" | "KR" | "RS" => return Ok(None),
        code => return code.parse().map(Some).map_err(|_| FaultCode::NotAnAmount),
    };
    Ok(known.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(cell: &str) -> Result<String, FaultCode> {
        read(cell, Marks::default(), false).map(|read| {
            let code = read.currency.map(|currency| format!(" {currency}")).unwrap_or_default();
            format!("{}{code}", read.amount)
        })
    }

    #[test]
    fn amounts_are_read_as_they_are_meant_in_every_country() {
        for (cell, meant) in [
            ("12", "12"),
            ("12.50", "12.5"),
            ("12,50", "12.5"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("1\u{a0}234,56 €", "1234.56 EUR"),
            ("1\u{202f}234,56", "1234.56"),
            ("1'234.50", "1234.5"),
            ("CHF 1’234.50", "1234.5 CHF"),
            ("Fr. 12.50", "12.5 CHF"),
            ("12.-", "12"),
            ("12,– €", "12 EUR"),
            ("€ ,50", "0.5 EUR"),
            ("R$ 1.234,56", "1234.56 BRL"),
            ("€ 12,50", "12.5 EUR"),
            ("EUR 12.5", "12.5 EUR"),
            ("12,50EUR", "12.5 EUR"),
            ("$12.50", "12.5"),
            ("US$ 12.50", "12.5 USD"),
            ("12.50 Fr.", "12.5 CHF"),
            ("Rp 25.000,00", "25000 IDR"),
            ("1.234.567", "1234567"),
            ("1,234,567.8", "1234567.8"),
            ("1,23,456.00", "123456"),
            ("12,34,567", "1234567"),
            ("-3,20", "-3.2"),
            ("(3.50)", "-3.5"),
            ("3.50-", "-3.5"),
            ("−3,5", "-3.5"),
            ("0.500", "0.5"),
            ("0,125", "0.125"),
            ("1234.567", "1234.567"),
            ("12.3456", "12.3456"),
            (",50", "0.5"),
            ("١٢٫٥٠", "12.5"),
            ("१२.५०", "12.5"),
            ("\u{200f}12,50\u{200e}", "12.5"),
        ] {
            assert_eq!(alone(cell).as_deref(), Ok(meant), "{cell}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_read_by_its_column_or_refused() {
        assert_eq!(alone("1.234"), Err(FaultCode::AmbiguousAmount));
        assert_eq!(alone("12,345"), Err(FaultCode::AmbiguousAmount));
        let column = |cells: &[&str]| {
            let mut marks = Marks::default();
            for cell in cells {
                marks.see(cell);
            }
            marks
        };
        let amount =
            |cell, cells: &[&str]| read(cell, column(cells), false).map(|read| read.amount.to_string());
        assert_eq!(amount("1.234", &["12,50", "8", "1.234"]).as_deref(), Ok("1234"));
        assert_eq!(amount("1,234", &["1,299.00"]).as_deref(), Ok("1234"));
        assert_eq!(
            amount("1.234", &["12.50"]),
            Err(FaultCode::AmbiguousAmount),
            "three decimals of a column of cents"
        );
        assert_eq!(
            read("1.234", column(&["12.50"]), true).map(|read| read.amount.to_string()).as_deref(),
            Ok("1.234")
        );
        assert_eq!(
            amount("1.234", &["12.50", "12,50"]),
            Err(FaultCode::AmbiguousAmount),
            "the column contradicts itself"
        );
        assert_eq!(
            amount("12,50", &["12.50"]).as_deref(),
            Ok("12.5"),
            "what is clear by itself needs no column"
        );
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for cell in [
            "",
            "-",
            "n/a",
            "gratis",
            "12.50.30",
            "1.23.456,00.1",
            "1,2,3",
            "12 34",
            "1e5",
            "12:50",
            "12..5",
            "12,34.56,7",
            "€",
            "=A1+B1",
            "1.234,567.89",
            "10%",
            "12-50",
            "12.34.567",
        ] {
            assert!(alone(cell).is_err(), "{cell}: {:?}", alone(cell));
        }
        assert_eq!(alone("1000000000000"), Err(FaultCode::AmountTooLarge));
        assert_eq!(alone("0.1234567"), Err(FaultCode::AmountTooFine));
    }
}
