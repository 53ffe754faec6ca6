//! Starters: the instructions that write answers, with what ten trades must mind. What an owner begins from; nothing is used
//! before it is saved.

use super::Prompt;
use crate::words::words;

words! {
    /// A trade with a starter.
    Trade as PromptTrade {
        Bakery = "bakery",
        Butcher = "butcher",
        Clinic = "clinic",
        Florist = "florist",
        Guesthouse = "guesthouse",
        Gym = "gym",
        Restaurant = "restaurant",
        Salon = "salon",
        WebShop = "web_shop",
        Workshop = "workshop",
    }
}

/// Before which line of the usual text a trade's lines stand.
const BEFORE: &str = "{{personality}}";

impl Trade {
    const fn lines(self) -> &'static str {
        match self {
            Self::Bakery => include_str!("trades/bakery.md"),
            Self::Butcher => include_str!("trades/butcher.md"),
            Self::Clinic => include_str!("trades/clinic.md"),
            Self::Florist => include_str!("trades/florist.md"),
            Self::Guesthouse => include_str!("trades/guesthouse.md"),
            Self::Gym => include_str!("trades/gym.md"),
            Self::Restaurant => include_str!("trades/restaurant.md"),
            Self::Salon => include_str!("trades/salon.md"),
            Self::WebShop => include_str!("trades/web_shop.md"),
            Self::Workshop => include_str!("trades/workshop.md"),
        }
    }

    /// The whole text to begin from.
    pub fn starter(self) -> String {
        let (before, after) = Prompt::Knowledge.usual().split_once(BEFORE).unwrap_or_default();
        format!("{before}{}{BEFORE}{after}", self.lines()).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn every_starter_can_be_saved_and_keeps_each_line_of_the_usual_text() {
        let variables = Prompt::Knowledge.variables().unwrap();
        for trade in Trade::ALL {
            let starter = trade.starter();
            assert_eq!(check(variables, &starter), Ok(()), "{trade}");
            let usual = Prompt::Knowledge.usual().lines();
            assert!(usual.clone().all(|line| starter.contains(line)), "{trade}: {starter}");
            let own = starter.lines().filter(|line| usual.clone().all(|other| other != *line)).count();
            assert!((2..=4).contains(&own), "{trade}: {own} lines of its own");
        }
    }
}
