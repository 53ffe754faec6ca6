//! The words of one paragraph of a DOCX: runs, fields, links, symbols, notes, and the boxes anchored there.

use super::super::letters::{self, STRUCK};
use super::super::links::push_address;
use super::super::xml::{Child, Tag};
use super::Writer;
use super::styles;

/// Fields inside fields.
const MAX_FIELDS: usize = 20;

/// Letters that may stand beside a page's number: "Page  of ".
const PAGE_WORDS: usize = 12;

/// What a paragraph holds.
#[derive(Default)]
pub(super) struct Inline<'t, 'a> {
    pub text: String,
    /// Boxes that stand beside it.
    pub boxes: Vec<Tag<'t, 'a>>,
    /// Parts that stand beside it, by their id.
    pub parts: Vec<String>,
    fields: Vec<Field>,
    hidden: bool,
    struck: bool,
    /// It shows the number of its page.
    numbers_page: bool,
}

/// A field that is open: its instruction, and where its result begins.
#[derive(Default)]
struct Field {
    instruction: String,
    result: Option<usize>,
}

/// How a run looks.
#[derive(Default)]
struct Look {
    hidden: bool,
    struck: bool,
    raised: bool,
    lowered: bool,
    capitals: bool,
    font: String,
}

impl<'t, 'a> Inline<'t, 'a> {
    pub fn of(writer: &mut Writer<'t, 'a>, paragraph: Tag<'t, 'a>, style: Option<&str>) -> Self {
        let mut inline = Self {
            hidden: writer.styles.hides(style) == Some(true),
            struck: writer.styles.strikes(style) == Some(true),
            ..Self::default()
        };
        if paragraph.name() == "p" {
            inline.walk(writer, paragraph);
        } else {
            inline.one(writer, paragraph);
        }
        if inline.numbers_page
            && inline.text.chars().filter(|letter| letter.is_alphanumeric()).count() <= PAGE_WORDS
        {
            inline.text.clear();
        }
        // Two runs that are struck through one after the other are one.
        inline.text = inline.text.replace(&format!("{STRUCK}{STRUCK}"), "");
        inline
    }

    fn walk(&mut self, writer: &mut Writer<'t, 'a>, parent: Tag<'t, 'a>) {
        for tag in parent.tags() {
            self.one(writer, tag);
        }
    }

    fn one(&mut self, writer: &mut Writer<'t, 'a>, tag: Tag<'t, 'a>) {
        match tag.name() {
            "r" => self.run(writer, tag),
            "t" => self.text.push_str(&tag.text()),
            "hyperlink" => self.link(writer, tag),
            "fldSimple" => {
                let begun = self.text.len();
                self.walk(writer, tag);
                self.end_field(&tag.attribute("instr").unwrap_or_default(), begun);
            }
            "sdt" => {
                if let Some(content) = styles::shown_content(tag) {
                    self.walk(writer, content);
                }
            }
            "del" | "moveFrom" | "pPr" | "rPr" => {}
            "f" => self.fraction(writer, tag),
            "sSup" => self.power(writer, tag),
            // Insertions, moved words, language marks, formulas: what is inside counts.
            _ => self.walk(writer, tag),
        }
    }

    /// A fraction of a formula: "1/2", and "2 1/2" behind a whole number.
    fn fraction(&mut self, writer: &mut Writer<'t, 'a>, tag: Tag<'t, 'a>) {
        if self.text.ends_with(|letter: char| letter.is_alphanumeric()) {
            self.text.push(' ');
        }
        tag.child("num").into_iter().for_each(|above| self.walk(writer, above));
        self.text.push('/');
        tag.child("den").into_iter().for_each(|below| self.walk(writer, below));
    }

    fn power(&mut self, writer: &mut Writer<'t, 'a>, tag: Tag<'t, 'a>) {
        tag.child("e").into_iter().for_each(|base| self.walk(writer, base));
        let begun = self.text.len();
        tag.child("sup").into_iter().for_each(|raised| self.walk(writer, raised));
        let raised = self.text.split_off(begun);
        letters::push_raised(&mut self.text, &raised);
    }

    fn run(&mut self, writer: &mut Writer<'t, 'a>, run: Tag<'t, 'a>) {
        let look = self.look(writer, run);
        let mut words = String::new();
        for tag in run.tags() {
            match tag.name() {
                "t" => words.push_str(&seen_words(tag, &look, writer)),
                "tab" | "ptab" => words.push('\t'),
                "br" | "cr" => words.push('\n'),
                "noBreakHyphen" => words.push('-'),
                "sym" => words.push(seen_symbol(tag, writer)),
                "fldChar" | "instrText" if !look.hidden || !self.fields.is_empty() => {
                    self.push_words(&look, &std::mem::take(&mut words));
                    self.field(tag);
                }
                "footnoteReference" | "endnoteReference" => {
                    let id = tag.attribute("id").unwrap_or_default();
                    let id = format!("{}{id}", tag.name().trim_end_matches("Reference"));
                    writer.notes_seen += 1;
                    writer.notes_due.push((writer.notes_seen, id));
                    words.push_str(&format!(" [{}]", writer.notes_seen));
                    self.push_words(&Look { raised: false, ..Look::default() }, &std::mem::take(&mut words));
                }
                "AlternateContent" | "drawing" | "pict" | "object" if !look.hidden => {
                    self.drawing(writer, tag);
                }
                "ruby" => words.push_str(&tag.child("rubyBase").map(|base| base.text()).unwrap_or_default()),
                _ => {}
            }
        }
        self.push_words(&look, &words);
    }

    fn look(&self, writer: &Writer<'_, '_>, run: Tag<'_, '_>) -> Look {
        let Some(properties) = run.child("rPr") else {
            return Look { hidden: self.hidden, struck: self.struck, ..Look::default() };
        };
        let style = properties.value_of("rStyle");
        let switch = |name: &str| properties.switch(name);
        let position = properties.value_of("vertAlign").unwrap_or_default();
        let fonts = properties.child("rFonts");
        let font = fonts.and_then(|fonts| fonts.attribute("ascii").or_else(|| fonts.attribute("hAnsi")));
        let hidden =
            switch("vanish").or_else(|| writer.styles.hides(style.as_deref())).unwrap_or(self.hidden);
        let struck = switch("strike")
            .or_else(|| switch("dstrike"))
            .or_else(|| writer.styles.strikes(style.as_deref()));
        let deleted = properties.child("del").is_some() || properties.child("moveFrom").is_some();
        Look {
            hidden: hidden || deleted,
            struck: struck.unwrap_or(self.struck),
            raised: position == "superscript",
            lowered: position == "subscript",
            capitals: switch("caps") == Some(true),
            font: font.unwrap_or_default(),
        }
    }

    fn push_words(&mut self, look: &Look, words: &str) {
        if look.hidden || words.is_empty() || self.in_instruction() {
            return;
        }
        let words = if look.capitals { words.to_uppercase() } else { words.to_owned() };
        if look.struck && !words.trim().is_empty() {
            self.text.push_str(STRUCK);
            self.text.push_str(&words);
            self.text.push_str(STRUCK);
        } else if look.raised {
            letters::push_raised(&mut self.text, &words);
        } else if look.lowered {
            letters::push_lowered(&mut self.text, &words);
        } else {
            self.text.push_str(&words);
        }
    }

    fn in_instruction(&self) -> bool {
        self.fields.iter().any(|field| field.result.is_none())
    }

    fn field(&mut self, tag: Tag<'_, '_>) {
        if tag.name() == "instrText" {
            if let Some(field) = self.fields.last_mut().filter(|field| field.result.is_none()) {
                field.instruction.push_str(&tag.text());
            }
            return;
        }
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") if self.fields.len() < MAX_FIELDS => self.fields.push(Field::default()),
            Some("separate") => {
                let begun = self.text.len();
                if let Some(field) = self.fields.last_mut() {
                    field.result = Some(begun);
                }
            }
            Some("end") => {
                if let Some(field) = self.fields.pop() {
                    let end = self.text.len();
                    self.end_field(&field.instruction, field.result.unwrap_or(end).min(end));
                }
            }
            Some(_) | None => {}
        }
    }

    /// Page numbers say nothing; a link tells its address.
    fn end_field(&mut self, instruction: &str, begun: usize) {
        let mut words = instruction.split_whitespace();
        match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "PAGE" | "NUMPAGES" | "SECTIONPAGES" => {
                self.text.truncate(begun);
                self.numbers_page = true;
            }
            "HYPERLINK" => {
                let address =
                    instruction.split('"').nth(1).unwrap_or_else(|| words.next().unwrap_or_default());
                let address = if address.starts_with('\\') { "" } else { address };
                push_address(&mut self.text, begun, address);
            }
            _ => {}
        }
    }

    fn link(&mut self, writer: &mut Writer<'t, 'a>, tag: Tag<'t, 'a>) {
        let begun = self.text.len();
        self.walk(writer, tag);
        let target =
            tag.attribute("id").and_then(|id| writer.relations.get(&id)).filter(|link| link.external);
        if let Some(target) = target {
            push_address(&mut self.text, begun, &target.target);
        }
    }

    /// The boxes of a drawing; the older form of the same drawing is left out.
    fn drawing(&mut self, writer: &mut Writer<'t, 'a>, tag: Tag<'t, 'a>) {
        if tag.name() == "AlternateContent" {
            let before = self.boxes.len();
            tag.tags()
                .filter(|tag| tag.name() == "Choice")
                .take(1)
                .for_each(|choice| self.gather(writer, choice));
            if self.boxes.len() == before
                && let Some(fallback) = tag.child("Fallback")
            {
                self.gather(writer, fallback);
            }
        } else {
            self.gather(writer, tag);
        }
    }

    fn gather(&mut self, writer: &mut Writer<'t, 'a>, tag: Tag<'t, 'a>) {
        for child in tag.tags() {
            match child.name() {
                "txbxContent" => self.boxes.push(child),
                "AlternateContent" => self.drawing(writer, child),
                "blip" | "imagedata" => writer.pictures += 1,
                "relIds" => self.parts.extend(child.attribute("dm")),
                // Words drawn as a picture of letters.
                "textpath" => {
                    self.text.push('\n');
                    self.text.push_str(&child.attribute("string").unwrap_or_default());
                }
                _ => self.gather(writer, child),
            }
        }
    }
}

/// The words of a run; letters of picture fonts become the signs they draw.
fn seen_words(tag: Tag<'_, '_>, look: &Look, writer: &mut Writer<'_, '_>) -> String {
    let mut words = String::new();
    for child in tag.children() {
        if let Child::Text(text) = child {
            words.push_str(text);
        }
    }
    let draws = ["wingdings", "symbol", "webdings"]
        .iter()
        .any(|font| look.font.to_ascii_lowercase().starts_with(font));
    let private = |letter: char| ('\u{E000}'..='\u{F8FF}').contains(&letter);
    if !draws && !words.contains(private) {
        return words;
    }
    let mut seen = String::new();
    for letter in words.chars() {
        let is_drawn = private(letter) || (draws && letter.is_ascii_graphic());
        if !is_drawn {
            seen.push(letter);
            continue;
        }
        let font = if draws { look.font.as_str() } else { "Symbol" };
        let sign = letters::symbol(font, u32::from(letter)).unwrap_or('\u{FFFD}');
        writer.unknown += usize::from(sign == '\u{FFFD}');
        seen.push(sign);
    }
    seen
}

fn seen_symbol(tag: Tag<'_, '_>, writer: &mut Writer<'_, '_>) -> char {
    let number = tag.attribute("char").and_then(|number| u32::from_str_radix(&number, 16).ok());
    let sign = number.and_then(|number| letters::symbol(&tag.attribute("font").unwrap_or_default(), number));
    writer.unknown += usize::from(sign.is_none());
    sign.unwrap_or('\u{FFFD}')
}
