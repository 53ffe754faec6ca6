//! What was read of a file, as it is kept: without control characters, blanks at line ends and needless empty lines.

use super::{PAGE_BREAK, letters};

/// One kind of line end, no control characters, no blanks at line ends, at most one empty line; page breaks
/// stay, so that the text of a page can be shown beside it.
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let pages: Vec<String> = text.split(PAGE_BREAK).map(tidy_page).collect();
    pages.join(&format!("\n{PAGE_BREAK}\n"))
}

fn tidy_page(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines() {
        let line: String = line
            .chars()
            .filter(|letter| *letter == '\t' || !letter.is_control())
            .filter_map(letters::visible_letter)
            .collect();
        let line = line.trim_end();
        empty_lines = if line.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines <= 1 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidying_keeps_words_and_paragraphs() {
        assert_eq!(tidy("\r\na  \r\n\r\n\r\n\r\nb\u{0}c\td\u{7}"), "a\n\nbc\td");
    }

    #[test]
    fn tidying_keeps_page_breaks_even_of_empty_pages() {
        assert_eq!(tidy("\u{c}a\n\n\u{c}\nb "), "\n\u{c}\na\n\u{c}\nb");
    }
}
