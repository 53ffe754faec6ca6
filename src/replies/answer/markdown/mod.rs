//! A model's Markdown in the marks WhatsApp shows: `*bold*`, `_italic_`, `~struck~`, code, quotes and plain lists.
//!
//! WhatsApp has no headings, tables or nested lists, so those become lines; nothing that was said gets lost. A link
//! shows its address, so that nobody is led where they did not look; of a picture only its words stay.

mod marks;
mod table;
mod writer;

use pulldown_cmark::{Options, Parser};

use self::writer::Writer;

/// The text as WhatsApp should get it.
pub(in crate::replies) fn for_whatsapp(text: &str) -> String {
    let text = marks::without(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let parser = Parser::new_ext(&text, options);
    let defined = parser.reference_definitions().iter();
    let addresses: Vec<(String, String)> =
        defined.map(|(name, link)| (name.to_owned(), link.dest.to_string())).collect();
    let mut writer = Writer::new(&text);
    for (event, range) in parser.into_offset_iter() {
        writer.take(event, &range);
    }
    let written = marks::settled(&writer.finish());
    let mut lines: Vec<String> = written.lines().map(|line| line.trim_end().to_owned()).collect();
    // An address that is only defined, and that no link shows, is told as well.
    let untold = addresses.into_iter().filter(|(_, address)| !written.contains(address.as_str()));
    lines.extend(untold.map(|(name, address)| format!("{name}: {address}")));
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markdown_becomes_what_whatsapp_shows() {
        for (from, to) in [
            ("**Bold** and *soft* and ~~gone~~", "*Bold* and _soft_ and ~gone~"),
            ("***both***", "_*both*_"),
            ("## Hours\n\n\n\n* Monday\n+ Tuesday", "*Hours*\n\n- Monday\n- Tuesday"),
            ("## **Hours** today\nWe open at 9.", "*Hours today*\nWe open at 9."),
            ("see [menu](https://x.it/m) ![pic](http://evil/x.png)", "see menu (https://x.it/m) pic"),
            ("[https://x.it](https://x.it)", "https://x.it"),
            ("<https://x.it/a_b> or <me@x.it>", "https://x.it/a_b or me@x.it"),
            ("[write](mailto:me@x.it)", "write (me@x.it)"),
            ("plain [1] text", "plain [1] text"),
            ("Say `SI` now", "Say `SI` now"),
            ("```rust\nlet a = *b;\n```", "```\nlet a = *b;\n```"),
            ("> quoted\n> twice", "> quoted\n> twice"),
            ("Hours:\n- Mon\n- Tue\n\nBye", "Hours:\n- Mon\n- Tue\n\nBye"),
            (
                "1. one\n2. two\n   - deep\n   - deeper\n3. three",
                "1. one\n2. two\n  - deep\n  - deeper\n3. three",
            ),
            ("- [x] done\n- [ ] open", "- ☑ done\n- ☐ open"),
            ("line one\nline two", "line one\nline two"),
            ("one<br>two", "one\ntwo"),
            ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
            ("call +39 055 123_456 * now", "call +39 055 123_456 * now"),
            ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
            ("**Price**9", "Price9"),
            ("2**3 and 2**10**2", "2**3 and 2**10**2"),
            ("a **b\nc** d", "a *b c* d"),
            ("a\n\n---\n\nb", "a\n\nb"),
            ("[the menu]: https://x.it/m", "the menu: https://x.it/m"),
            ("[menu][m]\n\n[m]: https://x.it/m", "menu (https://x.it/m)"),
        ] {
            assert_eq!(for_whatsapp(from), to, "{from:?}");
        }
    }

    #[test]
    fn a_table_becomes_lines_one_can_read_on_a_phone() {
        let two = "Prices:\n\n| Product | Price |\n|---|---:|\n| **Sausages** | 12,50 € |\n| Lard \\| cured | 9 € |";
        assert_eq!(
            for_whatsapp(two),
            "Prices:\n\n*Product – Price*\n- *Sausages* – 12,50 €\n- Lard | cured – 9 €"
        );
        let three = "| Day | Opens | Closes |\n|-|-|-|\n| Mon | 9 | 19 |\n| Sun | | closed |";
        assert_eq!(for_whatsapp(three), "*Day*\n- Mon – Opens: 9, Closes: 19\n- Sun – Closes: closed");
        assert_eq!(
            for_whatsapp("| A | B |\n|-|-|\n| 1 | 2 | 3 |"),
            "*A – B*\n- 1 – 2, 3",
            "one cell too many"
        );
    }

    /// Pieces of what models write, each with the words that must still be there.
    fn piece() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "# Alfa\n",
            "**bravo** ",
            "*charlie*",
            "~~delta~~",
            "`echo`",
            "\n\n",
            "\n",
            "- foxtrot\n",
            "  - golf\n",
            "1. hotel\n",
            "> india\n",
            "| juliet | kilo |\n|---|---|\n| lima | 12,50 |\n",
            "```\nmike\n```\n",
            "[november](https://oscar.example/papa)",
            "<b>quebec</b>",
            " romeo ",
            "3 * 4",
            "_",
            "**",
            "[",
            "](",
            "&amp;",
            "\\*sierra\\*",
        ])
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_nothing_panics(pieces in prop::collection::vec(piece(), 0..12)) {
            let text = pieces.concat();
            let told = for_whatsapp(&text);
            for word in ["lfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo",
                "lima", "12,50", "mike", "november", "quebec", "romeo", "sierra"] {
                prop_assert_eq!(told.matches(word).count() >= text.matches(word).count(), true, "{} of {:?} in {:?}", word, text, told);
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            for_whatsapp(&text);
        }
    }
}
