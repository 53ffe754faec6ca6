//! Writes a parsed text line by line: blocks apart as they were, lists indented, quotes and code in WhatsApp's marks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::marks::{self, Mark};
use super::table::Table;

/// What one step to the right is.
const INDENT: &str = "  ";
const FENCE: &str = "```";

pub(super) struct Writer<'a> {
    source: &'a str,
    out: String,
    /// The lists one is in: the next number of each, or none for one of bullets.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// A bullet or a number was just written: what comes next stands beside it.
    beside_bullet: bool,
    in_heading: bool,
    /// How many marks are open: those stand around words of one line.
    marked: usize,
    /// Whether the code one is in stands between fences.
    fenced: bool,
    in_code: bool,
    /// Addresses of the links one is in, and where their words begin.
    links: Vec<(String, usize)>,
    table: Option<Table>,
    /// Where the last cell of a table ends in the source.
    cell_ends: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            out: String::new(),
            lists: Vec::new(),
            quotes: 0,
            beside_bullet: false,
            in_heading: false,
            marked: 0,
            fenced: false,
            in_code: false,
            links: Vec::new(),
            table: None,
            cell_ends: 0,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// One event, and where it stands in the source.
    pub(super) fn take(&mut self, event: Event<'_>, range: &Range<usize>) {
        let at = range.start;
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag, range.end),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.write(&format!("`{code}`")),
            Event::InlineHtml(html) | Event::Html(html) => self.html(&html),
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            Event::TaskListMarker(done) => self.write(if done { "☑ " } else { "☐ " }),
            // A line across only keeps blocks apart, which they are.
            Event::Rule => {}
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.write(&text);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.begin_block(at),
            Tag::Heading { .. } => {
                self.begin_block(at);
                self.in_heading = true;
                self.push(Mark::Bold.open());
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(kind) => {
                self.begin_block(at);
                self.in_code = true;
                self.fenced = matches!(kind, CodeBlockKind::Fenced(_));
                if self.fenced {
                    self.write(&format!("{FENCE}\n"));
                }
            }
            Tag::List(first) => self.lists.push(first),
            Tag::Item => self.item(at),
            Tag::Table(_) => {
                self.begin_block(at);
                self.table = Some(Table::default());
            }
            Tag::Strong => self.open(Mark::Bold),
            Tag::Emphasis => self.open(Mark::Italic),
            Tag::Strikethrough => self.open(Mark::Struck),
            Tag::Link { dest_url, .. } => {
                let begins = self.target().len();
                self.links.push((dest_url.to_string(), begins));
            }
            // Of pictures the words stay; the rest is not switched on, or written by its parts.
            _written_by_its_parts => {}
        }
    }

    fn end(&mut self, tag: TagEnd, at: usize) {
        match tag {
            TagEnd::Heading(_) => {
                self.push(Mark::Bold.close());
                self.in_heading = false;
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => self.beside_bullet = false,
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.in_table(Table::end_head),
            TagEnd::TableRow => {
                let beyond = self.source.get(self.cell_ends..at).unwrap_or_default();
                self.in_table(|table| table.end_row(beyond));
            }
            TagEnd::TableCell => {
                self.cell_ends = at;
                self.in_table(Table::end_cell);
            }
            TagEnd::Strong => self.close(Mark::Bold),
            TagEnd::Emphasis => self.close(Mark::Italic),
            TagEnd::Strikethrough => self.close(Mark::Struck),
            TagEnd::Link => self.end_link(),
            _written_by_its_parts => {}
        }
    }

    fn target(&mut self) -> &mut String {
        match &mut self.table {
            Some(table) => table.cell(),
            None => &mut self.out,
        }
    }

    fn write(&mut self, text: &str) {
        self.beside_bullet &= text.is_empty();
        self.target().push_str(text);
    }

    fn push(&mut self, letter: char) {
        self.beside_bullet = false;
        self.target().push(letter);
    }

    fn text(&mut self, text: &str) {
        if self.in_code {
            let prefixed = text.replace('\n', &format!("\n{}", self.prefix()));
            self.write(&prefixed);
        } else {
            self.write(text);
        }
    }

    fn html(&mut self, html: &str) {
        let tag = html.trim().to_ascii_lowercase().replace([' ', '/'], "");
        if tag == "<br>" {
            self.line_break();
        } else {
            self.write(html);
        }
    }

    fn open(&mut self, mark: Mark) {
        self.marked += 1;
        // A heading is bold all along.
        if !(self.in_heading && mark == Mark::Bold) {
            self.push(mark.open());
        }
    }

    fn close(&mut self, mark: Mark) {
        self.marked = self.marked.saturating_sub(1);
        if !(self.in_heading && mark == Mark::Bold) {
            self.push(mark.close());
        }
    }

    fn line_break(&mut self) {
        if self.marked > 0 || self.in_heading || self.table.is_some() {
            self.write(" ");
        } else {
            let line = format!("\n{}", self.prefix());
            self.write(&line);
        }
    }

    /// What stands before every line of a quote or a list.
    fn prefix(&self) -> String {
        format!("{}{}", "> ".repeat(self.quotes), INDENT.repeat(self.lists.len()))
    }

    fn item(&mut self, at: usize) {
        self.next_line(at);
        let depth = self.lists.len().saturating_sub(1);
        let before = format!("{}{}", "> ".repeat(self.quotes), INDENT.repeat(depth));
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            Some(None) | None => "- ".to_owned(),
        };
        self.out.push_str(&before);
        self.out.push_str(&bullet);
        self.beside_bullet = true;
    }

    fn begin_block(&mut self, at: usize) {
        if self.beside_bullet {
            return;
        }
        self.next_line(at);
        let prefix = self.prefix();
        self.out.push_str(&prefix);
    }

    /// Blocks stand as far apart as in the source: on the next line, or after an empty one.
    fn next_line(&mut self, at: usize) {
        if self.out.is_empty() {
            return;
        }
        let before = self.source.get(..at).unwrap_or_default();
        let words = before.trim_end_matches(|letter: char| letter.is_whitespace() || letter == '>');
        let apart = before[words.len()..].matches('\n').count() > 1;
        self.out.push_str(if apart { "\n\n" } else { "\n" });
    }

    fn end_code(&mut self) {
        let indented = self.out.len() - self.out.trim_end_matches(' ').len();
        self.out.truncate(self.out.len() - indented);
        if self.fenced {
            if !self.out.ends_with('\n') {
                self.out.push('\n');
            }
            let close = format!("{}{FENCE}", self.prefix());
            self.out.push_str(&close);
        } else {
            self.out.truncate(self.out.trim_end().len());
        }
        self.in_code = false;
        self.beside_bullet = false;
    }

    fn in_table(&mut self, step: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            step(table);
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        let between = format!("\n{}", self.prefix());
        self.write(&table.lines().join(&between));
    }

    /// The address stands behind the words, unless they are the address.
    fn end_link(&mut self) {
        let Some((address, begins)) = self.links.pop() else { return };
        let address = ["mailto:", "tel:"]
            .iter()
            .find_map(|scheme| address.strip_prefix(scheme))
            .unwrap_or(&address)
            .to_owned();
        let words = marks::without(self.target().get(begins..).unwrap_or_default());
        if words.trim().is_empty() {
            self.write(&address);
        } else if words != address && !address.is_empty() {
            self.write(&format!(" ({address})"));
        }
    }
}
