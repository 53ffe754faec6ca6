//! DOCX to text: the main part of the archive, with headings as `# ` lines. Sizes are counted while
//! inflating, never believed; nothing is written anywhere.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::Fault;

const MAX_ENTRIES: usize = 2_000;
/// Bytes of all parts together, unpacked.
const MAX_UNPACKED: u64 = 50 * 1024 * 1024;
/// Unpacked bytes for each packed one, counted from the first megabyte on.
const MAX_RATIO: u64 = 100;
const RATIO_COUNTS_FROM: u64 = 1024 * 1024;
/// Attributes of one element that are looked at.
const MAX_ATTRIBUTES: usize = 64;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(super) fn read(document: &[u8]) -> Result<String, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(document)).map_err(|error| fault_of(&error))?;
    if archive.len() > MAX_ENTRIES {
        return Err(Fault::Bomb);
    }
    let mut room = MAX_UNPACKED;
    let styles = match part(&mut archive, "word/styles.xml", &mut room) {
        Ok(xml) => heading_styles(&xml)?,
        Err(Fault::Mismatch) => HashMap::new(),
        Err(fault) => return Err(fault),
    };
    let body = part(&mut archive, "word/document.xml", &mut room)?;
    body_text(&body, &styles)
}

fn fault_of(error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => Fault::Locked,
        ZipError::InvalidPassword => Fault::Locked,
        ZipError::FileNotFound => Fault::Mismatch,
        _ => Fault::Broken,
    }
}

/// One part of the archive, counted against the room left.
fn part(archive: &mut Archive<'_>, name: &str, room: &mut u64) -> Result<String, Fault> {
    let packed = archive.by_name(name).map_err(|error| fault_of(&error))?;
    let by_ratio = packed.compressed_size().saturating_mul(MAX_RATIO).max(RATIO_COUNTS_FROM);
    let limit = by_ratio.min(*room);
    let mut bytes = Vec::new();
    packed.take(limit + 1).read_to_end(&mut bytes).map_err(|_| Fault::Broken)?;
    let size = bytes.len() as u64;
    if size > limit {
        return Err(Fault::Bomb);
    }
    *room -= size;
    String::from_utf8(bytes).map_err(|_| Fault::Broken)
}

/// Heading levels by style id. Ids are translated by Word, names and outline levels are not.
fn heading_styles(xml: &str) -> Result<HashMap<String, usize>, Fault> {
    let mut styles = HashMap::new();
    let mut current = None;
    let mut reader = reader(xml);
    loop {
        match reader.read_event().map_err(|_| Fault::Broken)? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "style" => current = attribute(&element, "styleId"),
                "name" => {
                    let level = attribute(&element, "val").and_then(|name| heading_level(&name));
                    if let (Some(id), Some(level)) = (current.clone(), level) {
                        styles.insert(id, level);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

fn heading_level(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(1);
    }
    name.strip_prefix("heading ")?.trim().parse().ok().filter(|level| (1..=6).contains(level))
}

/// The words of the body: paragraphs as lines, table cells divided by ` | `, lists by `- `.
fn body_text(xml: &str, styles: &HashMap<String, usize>) -> Result<String, Fault> {
    let mut reader = reader(xml);
    let mut body = Body::default();
    loop {
        match reader.read_event().map_err(|_| Fault::Broken)? {
            Event::Start(element) => body.open(&element, styles),
            Event::Empty(element) => {
                body.open(&element, styles);
                body.close(element.local_name().as_ref());
            }
            Event::End(element) => body.close(element.local_name().as_ref()),
            Event::Text(text) if body.in_words => body.line.push_str(&text.xml10_content()),
            Event::CData(text) if body.in_words => body.line.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if body.in_words => match reference.resolve_char_ref() {
                Ok(Some(letter)) => body.line.push(letter),
                Ok(None) => body.line.push_str(named_letter(reference.as_ref())),
                Err(_) => {}
            },
            Event::Eof => return Ok(body.text),
            _ => {}
        }
    }
}

/// What has been read of the body so far.
#[derive(Default)]
struct Body {
    text: String,
    line: String,
    prefix: String,
    in_words: bool,
    cells: usize,
}

impl Body {
    fn open(&mut self, element: &BytesStart<'_>, styles: &HashMap<String, usize>) {
        match element.local_name().as_ref() {
            "t" => self.in_words = true,
            "tab" => self.line.push('\t'),
            "br" | "cr" => self.line.push('\n'),
            "numPr" if self.prefix.is_empty() => "- ".clone_into(&mut self.prefix),
            "pStyle" => {
                let level = attribute(element, "val").and_then(|id| styles.get(&id).copied());
                if let Some(level) = level {
                    self.prefix = "#".repeat(level) + " ";
                }
            }
            "tc" => self.cells += 1,
            _ => {}
        }
    }

    fn close(&mut self, element: &str) {
        match element {
            "t" => self.in_words = false,
            "p" if self.cells > 0 => self.line.push(' '),
            "tc" => self.line.push_str("| "),
            "tr" => {
                self.cells = 0;
                self.end_line("\n");
            }
            "p" => self.end_line("\n\n"),
            _ => {}
        }
    }

    fn end_line(&mut self, end: &str) {
        let line = self.line.trim().trim_end_matches('|').trim();
        if !line.is_empty() {
            self.text.push_str(&self.prefix);
            self.text.push_str(line);
            self.text.push_str(end);
        }
        self.line.clear();
        self.prefix.clear();
    }
}

fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader
}

/// An attribute by its local name. Duplicates are not looked for: that takes quadratic time.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .take(MAX_ATTRIBUTES)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.value.into_owned())
}

fn named_letter(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn headings_lists_tables_and_entities_are_read() {
        let styles =
            r#"<w:styles><w:style w:styleId="Titolo1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
        let body = r#"<w:document><w:body>
            <w:p><w:pPr><w:pStyle w:val="Titolo1"/></w:pPr><w:r><w:t>Orari</w:t></w:r></w:p>
            <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Fish &amp; chips &#8364;</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Bread</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            </w:body></w:document>"#;
        let document = archive(&[("word/styles.xml", styles), ("word/document.xml", body)]);
        assert_eq!(read(&document).unwrap(), "# Orari\n\n- Fish & chips €\n\nBread | 2\n");
    }

    #[test]
    fn a_bomb_is_recognised_while_inflating() {
        let document = archive(&[("word/document.xml", &"<w:t> </w:t>".repeat(400_000))]);
        assert!(document.len() < 100_000);
        assert_eq!(read(&document), Err(Fault::Bomb));
    }

    #[test]
    fn too_many_entries_and_foreign_archives_are_refused() {
        let names: Vec<String> = (0..=MAX_ENTRIES).map(|number| number.to_string()).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(read(&archive(&many)), Err(Fault::Bomb));
        assert_eq!(read(&archive(&[("xl/workbook.xml", "<a/>")])), Err(Fault::Mismatch));
    }

    #[test]
    fn an_element_with_80_000_attributes_takes_no_time() {
        let attributes = " a=\"1\"".repeat(80_000);
        let body = format!("<w:document><w:p{attributes}><w:t{attributes}>still</w:t></w:p></w:document>");
        let document = archive(&[("word/document.xml", &body)]);
        assert_eq!(read(&document).unwrap().trim(), "still");
    }
}
