//! DOCX to text as Word shows it: the final text of tracked changes, no hidden words, lists with their
//! numbers, boxes once, notes beside what they belong to. Parts are found by the relations that name
//! them, whatever they are called.

mod inline;
mod numbering;
mod parts;
mod styles;
mod table;
mod tabs;

use std::collections::HashMap;

use super::archive::{Archive, Relations, target_of};
use super::letters;
use super::xml::{Tag, Tree};
use super::{Extracted, Fault, Warning, WarningCode};
use inline::Inline;
use numbering::Numbering;
use styles::Styles;

/// Letters of text below which a document that holds pictures is said to be mostly pictures.
const FEW_LETTERS: usize = 200;

pub(crate) fn read(document: &[u8]) -> Result<Extracted, Fault> {
    let mut archive = Archive::open(document)?;
    let main = archive.main_part("word/document.xml")?;
    let body = archive.text(&main)?.ok_or(Fault::Mismatch)?;
    let relations = archive.relations(&main)?;
    let mut of_kind = |kind: &str, usual: &str| {
        let path = target_of(&relations, kind).unwrap_or_else(|| usual.to_owned());
        Ok::<_, Fault>(archive.text(&path)?.unwrap_or_default())
    };
    let styles = of_kind("styles", "word/styles.xml")?;
    let numbering = of_kind("numbering", "word/numbering.xml")?;
    let (footnotes, endnotes) =
        (of_kind("footnotes", "word/footnotes.xml")?, of_kind("endnotes", "word/endnotes.xml")?);
    let even_pages = of_kind("settings", "word/settings.xml")?.contains("evenAndOddHeaders");
    let parts = parts::of(&mut archive, &relations)?;
    let (styles, numbering) = (Tree::parse(&styles)?, Tree::parse(&numbering)?);
    let (footnotes, endnotes) = (Tree::parse(&footnotes)?, Tree::parse(&endnotes)?);
    let tree = Tree::parse(&body)?;
    let mut writer = Writer {
        styles: Styles::of(&styles),
        numbering: Numbering::of(&numbering),
        notes: [notes(&footnotes, "footnote"), notes(&endnotes, "endnote")].concat(),
        relations: &relations,
        parts,
        ..Writer::default()
    };
    writer.blocks(tree.find("body").or_else(|| tree.find("document")).unwrap_or_else(|| tree.root()));
    writer.end_paragraph();
    let (text, unknown, pictures) = (std::mem::take(&mut writer.text), writer.unknown, writer.pictures);
    let (before, after) = around(&mut archive, &tree, &relations, even_pages)?;
    let text = letters::finish(&[before, text, after].concat());
    Ok(Extracted { warnings: warnings(&text, unknown, pictures), ..Extracted::of(text) })
}

fn warnings(text: &str, unknown: usize, pictures: usize) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if unknown > 0 {
        warnings.push(Warning::new(WarningCode::UnknownLetters).with("letters", unknown));
    }
    if pictures > 0 && text.trim().chars().count() < FEW_LETTERS {
        warnings.push(Warning::new(WarningCode::PicturesNotRead).with("pictures", pictures));
    }
    warnings
}

/// Foot- and endnotes by their number, with the kind in front.
fn notes<'t, 'a>(tree: &'t Tree<'a>, kind: &'static str) -> Vec<(String, Tag<'t, 'a>)> {
    tree.all(kind)
        .filter(|note| note.attribute("type").is_none_or(|kind| kind == "normal"))
        .filter_map(|note| Some((format!("{kind}{}", note.attribute("id")?), note)))
        .collect()
}

/// Headers and footers of all sections, each once.
fn around(
    archive: &mut Archive<'_>,
    tree: &Tree<'_>,
    relations: &Relations,
    even_pages: bool,
) -> Result<(String, String), Fault> {
    let (mut before, mut after) = (String::new(), String::new());
    for section in tree.all("sectPr") {
        for tag in section.tags().filter(|tag| matches!(tag.name(), "headerReference" | "footerReference")) {
            let shown = match tag.attribute("type").as_deref() {
                Some("first") => section.switch("titlePg") == Some(true),
                Some("even") => even_pages,
                Some(_) | None => true,
            };
            let part = tag.attribute("id").and_then(|id| relations.get(&id)).filter(|_| shown);
            let Some(part) = part else { continue };
            let Some(text) = archive.text(&part.target)? else { continue };
            let own = archive.relations(&part.target)?;
            let piece = simple_part(&text, &own)?;
            let side = if tag.name() == "headerReference" { &mut before } else { &mut after };
            if !piece.trim().is_empty() && !side.contains(piece.trim()) {
                side.push_str(&piece);
            }
        }
    }
    Ok((before, after))
}

/// A header or footer: its words, without headings and lists.
fn simple_part(text: &str, relations: &Relations) -> Result<String, Fault> {
    let tree = Tree::parse(text)?;
    let mut writer = Writer { relations, ..Writer::default() };
    for tag in tree.root().tags() {
        writer.blocks(tag);
    }
    writer.end_paragraph();
    Ok(writer.text)
}

/// What has been read of a part so far.
struct Writer<'t, 'a> {
    text: String,
    styles: Styles,
    numbering: Numbering,
    notes: Vec<(String, Tag<'t, 'a>)>,
    relations: &'t Relations,
    /// The words of parts in files of their own, each told once.
    parts: HashMap<String, String>,
    /// Lines set by tabs that may be the rows of a table.
    by_tabs: Vec<String>,
    /// A paragraph whose end was deleted: it goes on in the next one.
    open: Option<(String, String)>,
    notes_due: Vec<(usize, String)>,
    notes_seen: usize,
    /// Inside a table notes wait for its end.
    notes_wait: bool,
    unknown: usize,
    pictures: usize,
}

impl Default for Writer<'_, '_> {
    fn default() -> Self {
        static NONE: std::sync::LazyLock<Relations> = std::sync::LazyLock::new(Relations::new);
        Self {
            text: String::new(),
            styles: Styles::default(),
            numbering: Numbering::default(),
            notes: Vec::new(),
            relations: &NONE,
            parts: HashMap::new(),
            by_tabs: Vec::new(),
            open: None,
            notes_due: Vec::new(),
            notes_seen: 0,
            notes_wait: false,
            unknown: 0,
            pictures: 0,
        }
    }
}

impl<'t, 'a> Writer<'t, 'a> {
    /// Paragraphs and tables inside an element, those in wrappers too.
    fn blocks(&mut self, parent: Tag<'t, 'a>) {
        for tag in parent.tags() {
            match tag.name() {
                "p" => self.paragraph(tag),
                "tbl" => self.table(tag),
                "sdt" => {
                    if let Some(content) = styles::shown_content(tag) {
                        self.blocks(content);
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" => self.blocks(tag),
                "AlternateContent" => {
                    if let Some(choice) = tag.child("Choice").or_else(|| tag.child("Fallback")) {
                        self.blocks(choice);
                    }
                }
                "altChunk" => {
                    let id = tag.attribute("id").unwrap_or_default();
                    self.part(&id);
                }
                // A body that is missing around its words is read all the same.
                "r" | "t" => {
                    let inline = Inline::of(self, tag, None);
                    self.push_block("", &inline.text);
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, tag: Tag<'t, 'a>) {
        let properties = tag.child("pPr");
        let style = properties.and_then(|properties| properties.value_of("pStyle"));
        if self.styles.is_contents_list(style.as_deref()) {
            return;
        }
        let inline = Inline::of(self, tag, style.as_deref());
        let ends = properties.and_then(|properties| properties.child("rPr"));
        let end_deleted =
            ends.is_some_and(|ends| ends.child("del").is_some() || ends.child("moveFrom").is_some());
        let prefix = if inline.text.trim().is_empty() && self.open.is_none() {
            String::new()
        } else {
            self.prefix(properties, style.as_deref())
        };
        let (prefix, text) = match self.open.take() {
            Some((before, begun)) => (if before.is_empty() { prefix } else { before }, begun + &inline.text),
            None => (prefix, inline.text),
        };
        if end_deleted {
            self.open = Some((prefix, text));
        } else {
            self.push_block(&prefix, &text);
        }
        for block in inline.boxes {
            self.blocks(block);
        }
        inline.parts.iter().for_each(|id| self.part(id));
        self.push_notes();
    }

    /// The words of a part that stands in a file of its own.
    fn part(&mut self, id: &str) {
        if let Some(words) = self.parts.remove(id) {
            self.end_tabs();
            self.text.push_str(words.trim());
            self.text.push_str("\n\n");
        }
    }

    fn end_paragraph(&mut self) {
        if let Some((prefix, text)) = self.open.take() {
            self.push_block(&prefix, &text);
        }
        self.end_tabs();
        self.push_notes();
    }

    /// `# ` for a heading, the number or the dot of a list.
    fn prefix(&mut self, properties: Option<Tag<'t, 'a>>, style: Option<&str>) -> String {
        let own = properties.and_then(|properties| properties.child("numPr"));
        let of_style = self.styles.list_of(style);
        let number =
            own.and_then(|own| own.value_of("numId")).or_else(|| of_style.as_ref().map(|(id, _)| id.clone()));
        let level = own.and_then(|own| own.value_of("ilvl")).and_then(|level| level.parse().ok());
        let level = level.or(of_style.map(|(_, level)| level)).unwrap_or(0);
        let label = match (&number, own) {
            (Some(id), _) => self.numbering.next(id, level),
            (None, Some(_)) => "- ".to_owned(),
            (None, None) => String::new(),
        };
        let outline = properties.and_then(|properties| properties.value_of("outlineLvl"));
        let heading =
            self.styles.heading_of(style).or_else(|| outline.and_then(|level| styles::outline_level(&level)));
        match heading {
            Some(heading) => "#".repeat(heading) + " " + label.trim_start().trim_start_matches("- "),
            None => label,
        }
    }

    fn push_block(&mut self, prefix: &str, text: &str) {
        if self.is_row_by_tabs(prefix, text) {
            return;
        }
        // An empty paragraph between two rows does not part them.
        if !text.trim().is_empty() {
            self.end_tabs();
        }
        self.push_line(prefix, text);
    }

    fn push_line(&mut self, prefix: &str, text: &str) {
        let text = letters::single_blanks(&text.replace('\t', " "));
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.text.push_str(prefix);
        let text = if prefix.starts_with('#') { text.replace('\n', " ") } else { text.to_owned() };
        self.text.push_str(&text);
        self.text.push_str("\n\n");
    }

    /// The notes of what was just written.
    fn push_notes(&mut self) {
        if self.notes_wait {
            return;
        }
        for (number, id) in std::mem::take(&mut self.notes_due) {
            let Some(note) = self.notes.iter().find(|(known, _)| *known == id).map(|(_, note)| *note) else {
                continue;
            };
            let mut inner = Writer { relations: self.relations, ..Writer::default() };
            inner.blocks(note);
            let words = inner.text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.unknown += inner.unknown;
            self.push_block(&format!("[{number}] "), &words);
        }
    }
}

#[cfg(test)]
mod tests;
