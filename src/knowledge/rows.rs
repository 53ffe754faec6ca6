//! Tables inside a text: which lines are rows, what their header is, and each row as a line that stands for
//! itself: `Product: Bread | Price: 2,50 €`. The claim check calls such a line a record.

/// Words of a caption and of a group of rows.
const MAX_WORDS: usize = 80;

/// A stretch of a section.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    Words(String),
    Table {
        /// Lines above the header.
        caption: String,
        /// One line for each row, with the names of the columns.
        rows: Vec<String>,
    },
}

/// The section cut where its tables begin and end. A table begins with its header and a line of dashes.
pub(super) fn parts(section: &str) -> Vec<Part> {
    let lines: Vec<&str> = section.lines().collect();
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut at = 0;
    while at < lines.len() {
        let is_header = lines[at].contains('|') && lines.get(at + 1).is_some_and(|line| is_rule(line));
        if is_header {
            let caption = take_caption(&mut words);
            parts.push(Part::Words(std::mem::take(&mut words)));
            let end = lines[at..]
                .iter()
                .position(|line| line.trim().is_empty())
                .map_or(lines.len(), |length| at + length);
            let width = Width::of(lines[at + 1]);
            let names = width.cells(lines[at]);
            let rows = rows(&names, width, &lines[at + 2..end]);
            // A header without rows is still worth finding.
            let rows = if rows.is_empty() { vec![names.join(" | ").trim().to_owned()] } else { rows };
            parts.push(Part::Table { caption, rows });
            at = end;
        } else {
            words.push_str(lines[at]);
            words.push('\n');
            at += 1;
        }
    }
    parts.push(Part::Words(words));
    parts.retain(|part| !matches!(part, Part::Words(words) if words.trim().is_empty()));
    parts
}

/// `--- | ---`, also as Markdown writes it with colons and outer strokes.
fn is_rule(line: &str) -> bool {
    let line = line.trim().trim_matches('|');
    line.contains('-')
        && line.split('|').all(|cell| {
            let cell = cell.trim();
            let dashes = cell.trim_matches(':');
            dashes.len() >= 3 && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// What the line of dashes says of the rows.
#[derive(Clone, Copy)]
struct Width {
    cells: usize,
    /// Each line stands between strokes, as Markdown often has it.
    outer: bool,
}

impl Width {
    fn of(rule: &str) -> Self {
        let rule = rule.trim();
        Self { cells: rule.trim_matches('|').split('|').count(), outer: rule.starts_with('|') }
    }

    /// The cells of a row. A stroke in front closes an empty first cell, as above a grid of prices, unless strokes stand
    /// around the whole row.
    fn cells(self, line: &str) -> Vec<String> {
        let mut cells = cells(line);
        let filled = cells.len() - usize::from(cells.last().is_some_and(String::is_empty));
        if cells[0].is_empty() && line.trim_start().starts_with('|') && (self.outer || filled > self.cells) {
            cells.remove(0);
        }
        cells
    }
}

/// What stands between the strokes; `\\|` is a letter of a cell.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('|');
                }
            }
            '|' => cells.push(String::new()),
            letter => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(letter);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn rows(names: &[String], width: Width, lines: &[&str]) -> Vec<String> {
    let mut group = String::new();
    let mut rows = Vec::new();
    for line in lines {
        if !line.replace("\\|", "").contains('|') {
            // One column's table has no groups.
            group = line.trim().replace("\\|", "|").chars().take(MAX_WORDS).collect();
            continue;
        }
        let mut said: Vec<String> = Vec::new();
        if !group.is_empty() {
            said.push(group.clone());
        }
        for (at, cell) in width.cells(line).into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = names.get(at).map_or("", String::as_str);
            let name = name.trim_end_matches(':');
            said.push(if name.is_empty() { cell } else { format!("{name}: {cell}") });
        }
        if said.len() > usize::from(!group.is_empty()) {
            rows.push(said.join(" | "));
        }
    }
    rows
}

/// Takes the short lines right above a header out of the words before it.
fn take_caption(words: &mut String) -> String {
    let mut caption = Vec::new();
    loop {
        let before = words.trim_end_matches('\n').len();
        // An empty line ends it; a short line before that names the table too, and stays where it is.
        if words.len() > before + 1 || before == 0 {
            let begun = words[..before].rfind('\n').map_or(0, |end| end + 1);
            let line = words[begun..before].trim();
            if caption.is_empty() && names_a_table(line) && !line.ends_with('.') {
                caption.push(line.to_owned());
            }
            break;
        }
        let begun = words[..before].rfind('\n').map_or(0, |end| end + 1);
        let line = words[begun..before].trim();
        if !names_a_table(line) || caption.len() > 2 {
            break;
        }
        caption.insert(0, line.to_owned());
        words.truncate(begun);
    }
    caption.join(", ")
}

fn names_a_table(line: &str) -> bool {
    !line.is_empty() && !line.contains('|') && !line.starts_with("- ") && line.chars().count() <= MAX_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_empty_cells_and_markdown_are_understood() {
        let text = "Hello\n\nMenu\n| Dish | Price |\n|:---|---:|\n| Soup | 5 |\n\nBye";
        let rows = vec!["Dish: Soup | Price: 5".to_owned()];
        let expected = vec![
            Part::Words("Hello\n\n".to_owned()),
            Part::Table { caption: "Menu".to_owned(), rows },
            Part::Words("\nBye\n".to_owned()),
        ];
        assert_eq!(parts(text), expected);
        let grouped = "Dish | Small | Large\n--- | --- | ---\nPIZZA\nDiavola |  | 9 \\| 10\nWater |";
        let Part::Table { rows, .. } = &parts(grouped)[0] else { panic!() };
        assert_eq!(rows, &["PIZZA | Dish: Diavola | Large: 9 | 10", "PIZZA | Dish: Water"]);
    }

    #[test]
    fn an_empty_first_cell_moves_no_column() {
        let told = |text: &str| match parts(text).remove(0) {
            Part::Table { rows, .. } => rows,
            Part::Words(words) => panic!("{words}"),
        };
        for text in [
            " | Single | Double | Suite\n--- | --- | --- | ---\nLow season | 60 | 90 | 150\n | 70 | | 160",
            "| Single | Double | Suite\n--- | --- | --- | ---\nLow season | 60 | 90 | 150\n| 70 |  | 160",
            "| | Single | Double | Suite |\n|---|---|---|---|\n| Low season | 60 | 90 | 150 |\n| | 70 | | 160 |",
            "| | Single | Double | Suite |\n---|---|---|---\n| Low season | 60 | 90 | 150 |\n| | 70 | | 160 |",
        ] {
            assert_eq!(
                told(text),
                ["Low season | Single: 60 | Double: 90 | Suite: 150", "Single: 70 | Suite: 160"],
                "{text}"
            );
        }
        assert_eq!(
            told("Drink | Small | Large\n--- | --- | ---\n | 1,90 | 2,70"),
            ["Small: 1,90 | Large: 2,70"]
        );
        assert_eq!(told(" | Mon | Tue\n--- | --- | ---\nOpen | 9 |"), ["Open | Mon: 9"]);
    }

    #[test]
    fn lines_without_a_header_stay_words() {
        assert_eq!(
            parts("Monday | 9-18\nSunday | closed"),
            [Part::Words("Monday | 9-18\nSunday | closed\n".to_owned())]
        );
        assert_eq!(parts("a --- b"), [Part::Words("a --- b\n".to_owned())]);
    }
}
