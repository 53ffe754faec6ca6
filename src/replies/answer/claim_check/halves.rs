//! Which half of the day a time is in: "7 in the morning", "上午9点", "10 y media de la noche".

use super::time::Time;
use super::token::{Kind, Token};

/// "am" and "pm" belong to the nearest time.
pub(super) fn halves_of_day(tokens: &[Token], times: &mut [Time]) {
    for (place, token) in tokens.iter().enumerate() {
        let (am, pm) = (token.is("am"), token.is("pm"));
        if am == pm {
            continue;
        }
        let before_first = token.raw.chars().any(|letter| letter > '\u{36f}')
            && !token
                .raw
                .chars()
                .any(|letter| ('\u{600}'..'\u{660}').contains(&letter) && !is_urdu(&token.folded))
            || matches!(token.folded.as_str(), "subah" | "shaam" | "sham" | "raat" | "dopahar");
        // "From 7 in the morning to 10": small words join it to the time before.
        let joined = |time: &Time| {
            time.place + 1 < place
                && place - time.place <= 5
                && tokens[time.place + 1..place]
                    .iter()
                    .all(|token| token.kind == Kind::Word && token.common && !token.is("range"))
        };
        let own = times.iter().rposition(joined).filter(|_| !before_first).map(|at| times[at].place);
        let near = times
            .iter_mut()
            .filter(|time| own.map_or(time.place.abs_diff(place) <= 4, |own| time.place == own))
            .min_by_key(|time| (time.place.abs_diff(place), (time.place > place) != before_first));
        if let Some(time) = near {
            let morning = if time.minute >= 12 * 60 && time.also.is_some() {
                time.minute - 12 * 60
            } else {
                time.minute
            };
            // Eleven in the middle of the day is before noon.
            let midday = token.folded == "siang" && morning >= 10 * 60 && time.minute < 12 * 60;
            if time.minute <= 12 * 60 + 59 && !midday {
                let base = morning % (12 * 60);
                time.minute = if pm { base + 12 * 60 } else { base };
            }
            time.also = None;
        }
    }
}

fn is_urdu(folded: &str) -> bool {
    matches!(folded, "صبح" | "شام" | "دوپهر" | "رات")
}
