//! Small documents written by hand, each for one thing Word does.

use std::io::{Cursor, Write};

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

fn text(parts: &[(&str, &str)]) -> String {
    read(&archive(parts)).unwrap().text
}

#[test]
fn headings_lists_tables_and_entities_are_read() {
    let styles = r#"<w:styles><w:style w:styleId="Titolo1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    let body = r#"<w:document><w:body>
        <w:p><w:pPr><w:pStyle w:val="Titolo1"/></w:pPr><w:r><w:t>Orari</w:t></w:r></w:p>
        <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Fish &amp; chips &#8364;</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Bread</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        </w:body></w:document>"#;
    let text = text(&[("word/styles.xml", styles), ("word/document.xml", body)]);
    assert_eq!(text, "# Orari\n\n- Fish & chips €\n\nBread | 2\n\n");
}

#[test]
fn lists_are_numbered_as_word_prints_them() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="3">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
        <w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>
        <w:num w:numId="8"><w:abstractNumId w:val="3"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#;
    let item = |list: u8, level: u8, words: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
        )
    };
    let items = [
        item(7, 0, "a"),
        item(7, 1, "b"),
        item(7, 1, "c"),
        item(7, 0, "d"),
        item(7, 1, "e"),
        item(8, 0, "f"),
        item(0, 0, "g"),
    ];
    let body = format!("<w:document><w:body>{}</w:body></w:document>", items.concat());
    let text = text(&[("word/numbering.xml", numbering), ("word/document.xml", &body)]);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, ["I. a", "  a) b", "  b) c", "II. d", "  a) e", "I. f", "g"]);
}

#[test]
fn fields_show_their_results_and_links_their_addresses() {
    let body = r#"<w:document><w:body><w:p>
        <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "mailto:info@shop.example?subject=x" </w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Write to us</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
        <w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve"> now</w:t></w:r></w:p></w:body></w:document>"#;
    assert_eq!(text(&[("word/document.xml", body)]).trim(), "Write to us (info@shop.example) now");
}

#[test]
fn a_bomb_is_recognised_while_inflating() {
    let document = archive(&[("word/document.xml", &"<w:t> </w:t>".repeat(400_000))]);
    assert!(document.len() < 100_000);
    assert_eq!(read(&document), Err(Fault::Bomb));
}

#[test]
fn entities_and_depth_are_refused_with_their_limits() {
    let laughs =
        "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:t>&b;</w:t></w:document>";
    assert_eq!(read(&archive(&[("word/document.xml", laughs)])), Err(Fault::Bomb));
    let deep = format!("<w:document>{}</w:document>", "<w:sdt><w:sdtContent>".repeat(3_000));
    assert_eq!(read(&archive(&[("word/document.xml", &deep)])), Err(Fault::TooDeep));
}

#[test]
fn too_many_entries_and_foreign_archives_are_refused() {
    let names: Vec<String> = (0..=4_000).map(|number| number.to_string()).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(read(&archive(&many)), Err(Fault::Bomb));
    assert_eq!(read(&archive(&[("xl/workbook.xml", "<a/>")])), Err(Fault::Mismatch));
}

#[test]
fn an_element_with_80_000_attributes_takes_no_time() {
    let attributes = " a=\"1\"".repeat(80_000);
    let body = format!("<w:document><w:p{attributes}><w:t{attributes}>still</w:t></w:p></w:document>");
    assert_eq!(text(&[("word/document.xml", &body)]).trim(), "still");
}
