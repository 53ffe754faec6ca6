//! RTF to text: code pages and Unicode escapes, tables, lists; hidden and deleted words are left out.

mod blocks;
mod merged;
mod pages;
mod silent;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::grid::Cell;
use super::letters::{self, STRUCK};
use super::{Extracted, Fault};
use merged::Edges;
use pages::{charset, code_page};
use silent::is_silent;

/// Groups inside each other.
const MAX_DEPTH: usize = 200;
/// Letters of one control word.
const MAX_WORD: usize = 40;
/// Stands in a line where raised words begin.
const RAISED: char = '\u{E0C8}';

/// What holds inside one group.
#[derive(Debug, Clone)]
struct State {
    skipped: bool,
    hidden: bool,
    struck: bool,
    raised: bool,
    font: i32,
    /// Letters after a Unicode escape that stand for it in old programs.
    substitutes: usize,
    /// What is written where the words of a note or a box end.
    closes: &'static str,
    /// The group holds a font's name, a field's instruction.
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Fonts,
    Instruction,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    stack: Vec<State>,
    state: State,
    page: &'static Encoding,
    fonts: Vec<(i32, &'static Encoding)>,
    default_font: i32,
    /// Bytes of the code page not yet turned into letters: a letter may have two.
    pending: Vec<u8>,
    high: Option<u16>,
    text: String,
    line: String,
    in_table: bool,
    cells: Vec<Cell>,
    rows: Vec<(Vec<Cell>, Edges)>,
    edges: Edges,
    header_row: bool,
    outline: Option<usize>,
    instruction: String,
    field_begun: usize,
}

pub(crate) fn read(document: &[u8]) -> Result<Extracted, Fault> {
    let start = document.windows(5).take(64).position(|window| window == b"{\\rtf").ok_or(Fault::Mismatch)?;
    let state = State {
        skipped: false,
        hidden: false,
        struck: false,
        raised: false,
        font: 0,
        substitutes: 1,
        closes: "",
        place: Place::Text,
    };
    let mut reader = Reader {
        bytes: document,
        at: start,
        stack: Vec::new(),
        state,
        page: WINDOWS_1252,
        fonts: Vec::new(),
        default_font: 0,
        pending: Vec::new(),
        high: None,
        text: String::new(),
        line: String::new(),
        in_table: false,
        cells: Vec::new(),
        rows: Vec::new(),
        edges: Edges::default(),
        header_row: false,
        outline: None,
        instruction: String::new(),
        field_begun: 0,
    };
    reader.run()?;
    reader.flush();
    reader.end_paragraph();
    reader.end_table();
    Ok(Extracted::of(letters::finish(&reader.text)))
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn run(&mut self) -> Result<(), Fault> {
        while let Some(byte) = self.next() {
            match byte {
                b'{' => {
                    self.flush();
                    if self.stack.len() >= MAX_DEPTH {
                        return Err(Fault::TooDeep);
                    }
                    self.stack.push(self.state.clone());
                }
                b'}' => {
                    self.flush();
                    let Some(before) = self.stack.pop() else { return Ok(()) };
                    let was = std::mem::replace(&mut self.state, before);
                    if was.raised && !self.state.raised {
                        self.end_raised();
                    }
                    if was.struck != self.state.struck && !was.skipped && was.place == Place::Text {
                        self.line.push_str(STRUCK);
                    }
                    if was.closes != self.state.closes && !was.skipped {
                        self.line.push_str(was.closes);
                    }
                    if self.stack.is_empty() {
                        return Ok(());
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
        Ok(())
    }

    fn control(&mut self) {
        let Some(byte) = self.next() else { return };
        if !byte.is_ascii_alphabetic() {
            self.sign(byte);
            return;
        }
        let begun = self.at - 1;
        while self.at < self.bytes.len()
            && self.bytes[self.at].is_ascii_alphabetic()
            && self.at - begun < MAX_WORD
        {
            self.at += 1;
        }
        let word = String::from_utf8_lossy(&self.bytes[begun..self.at]).into_owned();
        let digits = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.at < self.bytes.len() && self.bytes[self.at].is_ascii_digit() && self.at - digits < 11 {
            self.at += 1;
        }
        let number = std::str::from_utf8(&self.bytes[digits..self.at])
            .ok()
            .and_then(|digits| digits.parse::<i32>().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if word != "u" {
            self.flush();
        }
        self.word(&word, number);
    }

    fn sign(&mut self, byte: u8) {
        match byte {
            b'\'' => {
                let digits: Vec<u8> = self.bytes.get(self.at..self.at + 2).unwrap_or_default().to_vec();
                self.at += digits.len();
                let code =
                    std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
                if let Some(code) = code {
                    self.byte(code);
                }
            }
            b'~' => self.push(' '),
            b'_' => self.push('-'),
            // A hyphen that shows only at the end of a line.
            b'-' => self.flush(),
            b'*' if self.begins_with(&["\\ud"]) => self.state.skipped = false,
            b'*' => self.state.skipped |= !self.known_destination(),
            b'\\' | b'{' | b'}' => self.byte(byte),
            b'\r' | b'\n' => {
                self.flush();
                self.end_paragraph();
            }
            _ => {}
        }
    }

    /// Destinations that older programs skip but that hold words a reader sees.
    fn known_destination(&self) -> bool {
        self.begins_with(&["\\shppict", "\\fldinst", "\\shpinst"])
    }

    fn begins_with(&self, names: &[&str]) -> bool {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        names.iter().any(|name| rest.starts_with(name.as_bytes()))
    }

    /// A note or a box inside a paragraph, kept apart from its words.
    fn inset(&mut self, opens: &str, closes: &'static str) {
        if !self.state.skipped {
            self.line.push_str(opens);
            self.state.closes = closes;
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.high.is_some() && self.pending.is_empty() {
            self.high = None;
        }
        self.pending.push(byte);
    }

    /// Turns the bytes gathered into letters of the font's code page.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let font = self.state.font;
        let page =
            self.fonts.iter().rev().find(|(number, _)| *number == font).map_or(self.page, |(_, page)| *page);
        let (words, _, _) = page.decode(&bytes);
        let words = words.into_owned();
        words.chars().for_each(|letter| self.push(letter));
    }

    fn push(&mut self, letter: char) {
        if !self.pending.is_empty() {
            self.flush();
        }
        match self.state.place {
            Place::Instruction => self.instruction.push(letter),
            Place::Fonts => {}
            Place::Text if self.state.skipped || self.state.hidden => {}
            Place::Text => self.line.extend(letters::visible_letter(letter)),
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        #[expect(
            clippy::cast_sign_loss,
            clippy::cast_possible_truncation,
            reason = "the format writes 16 bits with a sign"
        )]
        let unit = number as u16;
        match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.high = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                let letter =
                    char::decode_utf16([high, unit]).next().and_then(Result::ok).unwrap_or('\u{FFFD}');
                self.push(letter);
            }
            (_, unit) => {
                let code = u32::from(unit);
                let symbol =
                    (0xF000..=0xF0FF).contains(&code).then(|| letters::symbol("Symbol", code)).flatten();
                self.push(symbol.or_else(|| char::from_u32(code)).unwrap_or('\u{FFFD}'));
            }
        }
        self.skip_substitutes();
    }

    fn skip_substitutes(&mut self) {
        for _ in 0..self.state.substitutes {
            match self.bytes.get(self.at) {
                Some(b'\\') if self.bytes.get(self.at + 1) == Some(&b'\'') => self.at += 4,
                Some(b'{' | b'}' | b'\\') | None => return,
                Some(_) => self.at += 1,
            }
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.substitutes = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "ansicpg" => self.page = number.map_or(self.page, code_page),
            "mac" => self.page = encoding_rs::MACINTOSH,
            "deff" => {
                self.default_font = number.unwrap_or(0);
                self.state.font = self.default_font;
            }
            "f" => self.state.font = number.unwrap_or(0),
            "fcharset" if self.state.place == Place::Fonts => {
                if let Some(page) = number.and_then(charset) {
                    self.fonts.push((self.state.font, page));
                }
            }
            "fonttbl" => self.state.place = Place::Fonts,
            "fldinst" => {
                self.state.place = Place::Instruction;
                self.instruction.clear();
            }
            "fldrslt" => self.field_begun = self.line.len(),
            "field" => {}
            // Written twice, for old programs and with all its letters.
            "upr" => self.state.skipped = true,
            "footnote" => self.inset(" (", ")"),
            "shptxt" => self.inset("\n", "\n"),
            word if is_silent(word) => self.state.skipped = true,
            "v" | "deleted" => self.state.hidden = on,
            "strike" | "striked" => self.strike(on),
            "super" => {
                self.state.raised = true;
                self.line.push(RAISED);
            }
            "nosupersub" => {
                if std::mem::take(&mut self.state.raised) {
                    self.end_raised();
                }
            }
            "plain" => {
                self.strike(false);
                if std::mem::take(&mut self.state.raised) {
                    self.end_raised();
                }
                self.state.hidden = false;
                self.state.font = self.default_font;
            }
            "pard" => {
                self.in_table = false;
                self.outline = None;
            }
            "intbl" => self.in_table = true,
            "outlinelevel" => {
                self.outline =
                    number.and_then(|level| usize::try_from(level).ok()).filter(|level| *level < 6);
            }
            "trowd" => {
                self.header_row = false;
                self.edges.word(word, number);
            }
            "clmgf" | "clmrg" | "clvmgf" | "clvmrg" | "cellx" => self.edges.word(word, number),
            "trhdr" => self.header_row = true,
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.end_row(),
            "par" if self.state.closes == ")" => self.push(' '),
            "par" | "sect" | "page" if !self.state.skipped => self.end_paragraph(),
            "bin" => self.at = self.at.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)),
            word => self.letter(word),
        }
    }

    /// Words that stand for one letter.
    fn letter(&mut self, word: &str) {
        match word {
            "line" => self.push('\n'),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            "tab" | "emspace" | "enspace" | "qmspace" => self.push(' '),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
