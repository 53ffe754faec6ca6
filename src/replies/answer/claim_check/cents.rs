//! Hundredths of money: "18 euros 90", "90 cents".

use super::numbers::Amount;
use super::token::Token;

/// "90 centesimi", "80 pence": a hundredth of the money, which no word before it names.
pub(super) fn small_money(tokens: &[Token], here: usize) -> Option<(Vec<&'static str>, usize)> {
    let next = tokens.get(here + 1)?;
    let currencies = match next.folded.as_str() {
        "cent" | "cents" => vec!["EUR", "dollar"],
        "centesimi" | "centimes" | "centimos" | "centimo" | "centesimo" => vec!["EUR", "CHF"],
        "pence" => vec!["GBP"],
        "centavos" => vec!["BRL", "peso"],
        "groszy" | "grosze" => vec!["PLN"],
        "kurus" => vec!["TRY"],
        "копеек" | "копеики" => vec!["RUB"],
        _ => return None,
    };
    Some((currencies, here + 1))
}

/// "diciotto euro e novanta", "18 euros 90".
pub(super) fn cents(tokens: &[Token], last: usize, milli: i64) -> (i64, usize) {
    let small = |at: usize| {
        tokens
            .get(at)
            .and_then(Token::amount)
            .and_then(Amount::as_whole)
            .filter(|cents| (1..100).contains(cents))
    };
    let free = |at: usize| {
        tokens.get(at + 1).is_none_or(|next| {
            next.unit().is_none() && next.currencies().is_empty()
                || next.is("from")
                || matches!(next.folded.as_str(), "al" | "cent" | "cents" | "centesimi")
        })
    };
    if milli % 1_000 != 0 {
        return (milli, last);
    }
    let and = tokens.get(last + 1).is_some_and(|token| {
        matches!(token.folded.as_str(), "e" | "and" | "y" | "et" | "und" | "con" | "en")
    });
    for (skip, ok) in [(2, and), (1, true)] {
        if ok
            && let Some(cents) = small(last + skip)
            && free(last + skip)
            && tokens[last + skip].spelt
                == tokens.get(last.saturating_sub(1)).is_some_and(|token| token.spelt)
        {
            return (milli + cents * 10, last + skip);
        }
    }
    (milli, last)
}
