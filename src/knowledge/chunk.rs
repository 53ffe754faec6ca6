//! Cuts text into pieces that a search returns and a model reads: at most 320 tokens, whole
//! paragraphs where possible, each with the headings it stands under. A row of a table says in its piece which
//! column each of its values stands in, so that it is understood alone.

use super::chunk_table as table;
use super::rows;
use super::tokens::{pieces, tokens};
use crate::extract::PAGE_BREAK;

/// Tokens of one piece at most, and from which size on it is full enough.
const MAX_TOKENS: usize = 320;
const FULL_TOKENS: usize = 200;
/// Characters of the headings kept with a piece.
const MAX_HEADING: usize = 200;
/// Words of a heading that says something although nothing stands under it.
const WORDS_OF_A_SAYING: usize = 3;
/// Levels of headings, as in Markdown and HTML.
const LEVELS: usize = 6;

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The headings it stands under, ` › ` between them; empty at the top.
    pub heading: String,
    pub text: String,
    /// A heading that nothing stands under.
    alone: bool,
}

/// A piece's title: that of its source and the headings it stands under. Many texts begin with their title; it is said once.
pub fn titled(source: &str, heading: &str) -> String {
    match heading.strip_prefix(source) {
        Some(below) if below.is_empty() || below.starts_with(" › ") => heading.to_owned(),
        _ if heading.is_empty() => source.to_owned(),
        _ => format!("{source} › {heading}"),
    }
}

/// The pieces of a text that marks headings as Markdown does.
pub fn cut(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut headings: [&str; LEVELS] = [""; LEVELS];
    let mut section = String::new();
    // Level of a heading that nothing stands under yet.
    let mut bare = None;
    for line in text.lines() {
        if let Some((level, words)) = heading(line) {
            if let Some(above) = bare.filter(|above| level <= *above) {
                stands_alone(&headings, above, &mut pieces);
            }
            cut_section(&headings, &section, &mut pieces);
            section.clear();
            headings[level - 1] = words;
            headings[level..].fill("");
            bare = Some(level);
        } else {
            section.push_str(line);
            section.push('\n');
            bare = bare.filter(|_| line.trim().is_empty());
        }
    }
    if let Some(level) = bare {
        stands_alone(&headings, level, &mut pieces);
    }
    cut_section(&headings, &section, &mut pieces);
    // A text of headings alone is still worth finding.
    if pieces.is_empty() && !text.trim().is_empty() {
        pieces.extend(split(text.trim()).map(|text| Piece { heading: String::new(), text, alone: false }));
    }
    pieces
}

/// A heading with nothing under it is what is said itself, as hours and prices in large letters are. A word or two only name
/// what did not come.
fn stands_alone(headings: &[&str], level: usize, pieces: &mut Vec<Piece>) {
    let (above, own) = (path(&headings[..level - 1]), headings[level - 1]);
    if own.split_whitespace().count() < WORDS_OF_A_SAYING && !own.contains(char::is_numeric) {
        return;
    }
    match pieces.last_mut() {
        Some(piece)
            if piece.alone && piece.heading == above && tokens(&piece.text) + tokens(own) <= FULL_TOKENS =>
        {
            piece.text.push('\n');
            piece.text.push_str(own);
        }
        Some(_) | None => pieces.push(Piece { heading: above, text: own.to_owned(), alone: true }),
    }
}

/// The headings that are there, each under the one before it.
fn path(headings: &[&str]) -> String {
    let said: Vec<&str> = headings.iter().filter(|heading| !heading.is_empty()).copied().collect();
    said.join(" › ").chars().take(MAX_HEADING).collect()
}

fn cut_section(headings: &[&str], section: &str, pieces: &mut Vec<Piece>) {
    let heading = path(headings);
    let section = section.replace(PAGE_BREAK, "");
    for part in rows::parts(section.trim()) {
        match part {
            rows::Part::Words(words) => {
                let texts = table::parts(words.trim()).into_iter().flat_map(|part| match part {
                    table::Part::Prose(text) => split(text.trim()).collect(),
                    table::Part::Table(table) => table.pieces(FULL_TOKENS, MAX_TOKENS),
                });
                pieces.extend(texts.map(|text| Piece { heading: heading.clone(), text, alone: false }));
            }
            rows::Part::Table { caption, rows } => {
                let heading = [heading.as_str(), caption.as_str()];
                let heading: Vec<&str> = heading.into_iter().filter(|words| !words.is_empty()).collect();
                let heading: String = heading.join(" › ").chars().take(MAX_HEADING).collect();
                pieces.extend(pack(&rows).map(|text| Piece { heading: heading.clone(), text, alone: false }));
            }
        }
    }
}

/// Rows together, as long as the piece is not full. A row stands whole in one piece unless it alone outgrows it.
fn pack(rows: &[String]) -> impl Iterator<Item = String> {
    let mut packed: Vec<String> = Vec::new();
    let mut full = FULL_TOKENS;
    for row in rows {
        let size = tokens(row);
        match packed.last_mut() {
            Some(piece) if full + size <= FULL_TOKENS => {
                piece.push('\n');
                piece.push_str(row);
                full += size;
            }
            Some(_) | None => {
                let halves: Vec<String> =
                    if size > MAX_TOKENS { split(row).collect() } else { vec![row.clone()] };
                packed.extend(halves);
                full = size;
            }
        }
    }
    packed.into_iter()
}

fn split(text: &str) -> impl Iterator<Item = String> {
    pieces(text, FULL_TOKENS, MAX_TOKENS).into_iter()
}

/// `## Prices` is a heading of level 2.
fn heading(line: &str) -> Option<(usize, &str)> {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    let words = line[marks..].strip_prefix(' ')?.trim().trim_end_matches('#').trim_end();
    ((1..=LEVELS).contains(&marks) && !words.is_empty()).then_some((marks, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_said_once() {
        for (source, heading, title) in [
            ("Hours", "", "Hours"),
            ("Hours", "Hours", "Hours"),
            ("Hours", "Hours › Easter", "Hours › Easter"),
            ("Hours", "Easter", "Hours › Easter"),
            ("Hours", "Hours of Easter", "Hours › Hours of Easter"),
        ] {
            assert_eq!(titled(source, heading), title);
        }
    }

    #[test]
    fn headings_stay_with_their_pieces() {
        let pieces = cut("Hello\n# Shop\nOpen daily\n## Prices\nBread 2\n# Team\nAnna\n#notaheading");
        let found: Vec<_> =
            pieces.iter().map(|piece| (piece.heading.as_str(), piece.text.as_str())).collect();
        let expected = [
            ("", "Hello"),
            ("Shop", "Open daily"),
            ("Shop › Prices", "Bread 2"),
            ("Team", "Anna\n#notaheading"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn pieces_are_bounded_and_lose_nothing() {
        let text: Vec<String> =
            (0..400).map(|number| format!("Article {number} costs {} euro.", number * 3)).collect();
        let pieces = cut(&text.join(" "));
        assert!(pieces.len() > 3);
        assert!(pieces.iter().all(|piece| tokens(&piece.text) <= MAX_TOKENS));
        let together: String = pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(together, text.join(" "));
    }

    #[test]
    fn a_wall_of_letters_is_cut_too() {
        // A file that is no text must not keep the program busy: each took minutes once.
        for wall in ["x".repeat(400_000), "字".repeat(120_000), "ก".repeat(120_000)] {
            let pieces = cut(&wall);
            assert!(pieces.iter().all(|piece| tokens(&piece.text) <= MAX_TOKENS));
            assert_eq!(pieces.iter().map(|piece| piece.text.len()).sum::<usize>(), wall.len());
        }
    }

    #[test]
    fn tokens_follow_the_script() {
        assert_eq!(tokens("bread and milk"), 2 + 1 + 1);
        assert_eq!(tokens("営業時間"), 4);
        assert_eq!(tokens("a, b."), 4);
        assert_eq!(tokens("  \n "), 0);
    }

    #[test]
    fn headings_alone_and_nothing_at_all() {
        assert_eq!(cut("# Closed on Mondays").len(), 1);
        assert!(cut(" \n ").is_empty());
    }

    #[test]
    fn headings_with_nothing_under_them_are_found_too() {
        let pieces = cut(
            "# Salon\n## Opening hours\n### Mon to Fri 9-18\n### Sat 9-13\n## Contact\n## Prices\nCut 30",
        );
        let found: Vec<_> =
            pieces.iter().map(|piece| (piece.heading.as_str(), piece.text.as_str())).collect();
        assert_eq!(
            found,
            [("Salon › Opening hours", "Mon to Fri 9-18\nSat 9-13"), ("Salon › Prices", "Cut 30")]
        );
        assert_eq!(cut("Welcome\n# Free delivery over 30 euro")[1].text, "Free delivery over 30 euro");
    }

    #[test]
    fn every_row_of_a_table_says_its_columns_and_its_caption() {
        let mut text =
            "# Prices\nValid from May\n\nCheese\nProduct | Retail | Wholesale\n--- | --- | ---\n".to_owned();
        for number in 0..60 {
            text.push_str(&format!("Cheese {number} | {number}.10 EUR | {number}.05 EUR\n"));
        }
        text.push_str("\nAll prices with tax.");
        let pieces = cut(&text);
        let rows: Vec<&str> =
            pieces.iter().flat_map(|piece| piece.text.lines()).filter(|line| line.contains("EUR")).collect();
        assert_eq!(rows.len(), 60);
        assert_eq!(rows[37], "Product: Cheese 37 | Retail: 37.10 EUR | Wholesale: 37.05 EUR");
        let of_rows = pieces.iter().filter(|piece| piece.text.contains("EUR"));
        assert!(
            of_rows
                .clone()
                .all(|piece| piece.heading == "Prices › Cheese" && tokens(&piece.text) <= MAX_TOKENS)
        );
        assert!(of_rows.count() > 3 && pieces.last().unwrap().text == "All prices with tax.");
    }
}
