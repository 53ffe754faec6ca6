//! PPTX to text: slide after slide with its title as a heading, boxes from top to bottom, tables as tables.
//! Hidden slides, notes and what stands on the masters are left out.

use std::collections::HashMap;

use super::archive::Archive;
use super::drawing;
use super::grid::{Cell, Grid};
use super::letters::{self, STRUCK};
use super::links::push_address;
use super::xml::{Tag, Tree};
use super::{Extracted, Fault};

/// Slides of one presentation.
const MAX_SLIDES: usize = 500;
/// Words of a line that names a slide without a title.
const WORDS_OF_A_NAME: usize = 8;
/// Units of the format, 914,400 to the inch: boxes whose left sides are this near stand under each other.
const UNDER: i64 = 228_600;

pub(crate) fn read(document: &[u8]) -> Result<Extracted, Fault> {
    let mut archive = Archive::open(document)?;
    let main = archive.main_part("ppt/presentation.xml")?;
    let text = archive.text(&main)?.ok_or(Fault::Mismatch)?;
    let relations = archive.relations(&main)?;
    let presentation = Tree::parse(&text)?;
    let slides: Vec<String> = presentation
        .all("sldId")
        .filter_map(|slide| Some(relations.get(&slide_id(slide)?)?.target.clone()))
        .take(MAX_SLIDES)
        .collect();
    let (mut text, mut shown) = (String::new(), 0_u32);
    for path in slides {
        let Some(part) = archive.text(&path)? else { continue };
        let links = archive.relations(&path)?;
        let tree = Tree::parse(&part)?;
        let hidden =
            tree.root().tags().any(|slide| matches!(slide.attribute("show").as_deref(), Some("0" | "false")));
        let Some(shapes) = tree.find("spTree").filter(|_| !hidden) else { continue };
        shown += 1;
        let diagrams = drawing::diagrams(&mut archive, &links)?;
        let mut slide = Slide { links: &links, diagrams: &diagrams, blocks: Vec::new() };
        slide.shapes(shapes, (0, 0));
        let blocks = in_order(slide.blocks);
        let mut named = blocks.first().is_some_and(|block| block.title);
        for block in &blocks {
            let words = block.text.trim_end();
            if !named && blocks.len() > 1 && is_name(words) {
                text.push_str("## ");
            }
            named = true;
            text.push_str(words);
            text.push_str("\n\n");
        }
    }
    Ok(Extracted { pages: Some(shown), ..Extracted::of(letters::finish(&text)) })
}

/// Top to bottom, the title before all. Boxes at one height stand from left to right, and those of the row below that stand
/// under each of them follow it.
fn in_order(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.sort_by_key(|block| (!block.title, block.top, block.left));
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        let row = rows.last_mut().filter(|row| {
            let first = &row[0];
            !first.title && !block.title && block.top <= first.top + first.height / 2
        });
        match row {
            Some(row) => row.push(block),
            None => rows.push(vec![block]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|block| (block.left, block.top));
    }
    let mut bands: Vec<Vec<Vec<Block>>> = Vec::new();
    for row in rows {
        let under = bands.last().is_some_and(|band| {
            let first = band.iter().map(|column| &column[0]);
            row.len() > 1
                && band.len() == row.len()
                // Under a name and its price anything belongs to them.
                && (band[0].len() > 1 || are_alike(row.iter()))
                && are_alike(first.clone())
                && first.zip(&row).all(|(above, below)| (above.left - below.left).abs() < UNDER)
        });
        match bands.last_mut().filter(|_| under) {
            Some(band) => band.iter_mut().zip(row).for_each(|(column, block)| column.push(block)),
            None => bands.push(row.into_iter().map(|block| vec![block]).collect()),
        }
    }
    bands.into_iter().flatten().flatten().collect()
}

/// Names beside names, or figures beside figures: not a name with its price on its right.
fn are_alike<'b>(mut row: impl Iterator<Item = &'b Block> + Clone) -> bool {
    let figures = |block: &Block| block.text.contains(char::is_numeric);
    row.clone().all(figures) || !row.any(figures)
}

/// A short line that may name its slide.
fn is_name(words: &str) -> bool {
    !words.contains('\n')
        && !words.starts_with(['-', '#'])
        && words.chars().any(char::is_alphabetic)
        && !words.contains(char::is_numeric)
        && words.split_whitespace().count() <= WORDS_OF_A_NAME
}

/// The relation of a slide: of its two ids the one with a prefix, `r:id="rId2"`.
fn slide_id(slide: Tag<'_, '_>) -> Option<String> {
    slide.prefixed_attribute("id")
}

struct Slide<'r> {
    links: &'r super::archive::Relations,
    diagrams: &'r HashMap<String, String>,
    blocks: Vec<Block>,
}

struct Block {
    title: bool,
    top: i64,
    left: i64,
    height: i64,
    text: String,
}

impl Slide<'_> {
    fn shapes(&mut self, parent: Tag<'_, '_>, at: (i64, i64)) {
        for shape in parent.tags() {
            match shape.name() {
                "sp" => self.shape(shape, at),
                "grpSp" => {
                    let place = shape.child("grpSpPr").and_then(place_of).unwrap_or(at);
                    self.shapes(shape, place);
                }
                "graphicFrame" => {
                    let frame = shape.child("xfrm");
                    let (left, top) = frame.and_then(offset).unwrap_or(at);
                    let height = frame.map_or(0, height);
                    if let Some(table) = shape.inside("tbl") {
                        let text = self.table(table);
                        self.blocks.push(Block { title: false, top, left, height, text });
                    }
                    let diagram = shape.inside("relIds").and_then(|ids| ids.attribute("dm"));
                    if let Some(text) = diagram.and_then(|id| self.diagrams.get(&id)) {
                        self.blocks.push(Block { title: false, top, left, height, text: text.clone() });
                    }
                }
                "AlternateContent" => {
                    if let Some(choice) = shape.child("Choice").or_else(|| shape.child("Fallback")) {
                        self.shapes(choice, at);
                    }
                }
                _ => {}
            }
        }
    }

    fn shape(&mut self, shape: Tag<'_, '_>, at: (i64, i64)) {
        let about = shape.tags().next();
        let hidden = about.and_then(|about| about.child("cNvPr")).and_then(|own| own.attribute("hidden"));
        if matches!(hidden.as_deref(), Some("1" | "true")) {
            return;
        }
        let role =
            about.and_then(|about| about.inside("ph")).map(|role| role.attribute("type").unwrap_or_default());
        if matches!(role.as_deref(), Some("sldNum" | "dt" | "ftr")) {
            return;
        }
        let title = matches!(role.as_deref(), Some("title" | "ctrTitle"));
        let Some(body) = shape.child("txBody") else { return };
        let lists = role.as_deref().is_some_and(|role| matches!(role, "" | "body" | "obj"));
        let text = self.paragraphs(body, title, lists);
        if !text.trim().is_empty() {
            let own = shape.child("spPr");
            let (left, top) = own.and_then(place_of).unwrap_or(at);
            let height = own.and_then(|own| own.child("xfrm")).map_or(0, height);
            self.blocks.push(Block { title, top, left, height, text });
        }
    }

    fn paragraphs(&self, body: Tag<'_, '_>, title: bool, lists: bool) -> String {
        let mut lines = Vec::new();
        let mut numbers: Vec<usize> = Vec::new();
        for paragraph in body.tags().filter(|tag| tag.name() == "p") {
            let words = self.words(paragraph);
            let words = words.trim();
            if words.is_empty() {
                continue;
            }
            let own = paragraph.child("pPr");
            let level = own.and_then(|own| own.number("lvl")).unwrap_or(0).min(8);
            numbers.resize(level + 1, 0);
            let of = |name: &str| own.and_then(|own| own.child(name));
            let mark = if let Some(numbered) = of("buAutoNum") {
                numbers[level] = if numbers[level] == 0 {
                    numbered.number("startAt").unwrap_or(1)
                } else {
                    numbers[level] + 1
                };
                format!("{}. ", numbers[level])
            } else if (lists && of("buNone").is_none()) || of("buChar").is_some() {
                "- ".to_owned()
            } else {
                String::new()
            };
            lines.push(if title {
                words.replace('\n', " ")
            } else {
                format!("{}{mark}{words}", "  ".repeat(level))
            });
        }
        if title { format!("## {}", lines.join(" ")) } else { lines.join("\n") }
    }

    fn words(&self, paragraph: Tag<'_, '_>) -> String {
        let mut text = String::new();
        for tag in paragraph.tags() {
            match tag.name() {
                "r" => {
                    let own = tag.child("rPr");
                    let words =
                        letters::visible(&tag.child("t").map(|words| words.text()).unwrap_or_default());
                    let begun = text.len();
                    let raised = own
                        .and_then(|own| own.attribute("baseline"))
                        .and_then(|baseline| baseline.parse::<i64>().ok())
                        .unwrap_or(0);
                    let struck = own
                        .and_then(|own| own.attribute("strike"))
                        .is_some_and(|strike| strike != "noStrike");
                    if struck && !words.trim().is_empty() {
                        text.push_str(&format!("{STRUCK}{words}{STRUCK}"));
                    } else if raised > 0 {
                        letters::push_raised(&mut text, &words);
                    } else {
                        text.push_str(&words);
                    }
                    let link =
                        own.and_then(|own| own.child("hlinkClick")).and_then(|link| link.attribute("id"));
                    if let Some(target) =
                        link.and_then(|id| self.links.get(&id)).filter(|target| target.external)
                    {
                        push_address(&mut text, begun, &target.target);
                    }
                }
                "br" => text.push('\n'),
                "fld" if tag.attribute("type").is_none_or(|kind| kind != "slidenum") => {
                    text.push_str(&letters::visible(
                        &tag.child("t").map(|words| words.text()).unwrap_or_default(),
                    ));
                }
                _ => {}
            }
        }
        text
    }

    fn table(&self, table: Tag<'_, '_>) -> String {
        let first_row = table.child("tblPr").and_then(|own| own.attribute("firstRow"));
        let header_expected = matches!(first_row.as_deref(), Some("1" | "true"));
        let mut grid = Grid { header_expected, ..Grid::default() };
        for row in table.tags().filter(|tag| tag.name() == "tr") {
            let joined = |cell: &Tag<'_, '_>, name: &str| {
                matches!(cell.attribute(name).as_deref(), Some("1" | "true"))
            };
            let line = row
                .tags()
                .filter(|cell| cell.name() == "tc" && !joined(cell, "hMerge") && !joined(cell, "vMerge"))
                .map(|cell| {
                    let text = cell
                        .child("txBody")
                        .map(|body| self.paragraphs(body, false, false))
                        .unwrap_or_default();
                    let span = |name: &str| cell.number(name).unwrap_or(1);
                    Cell { across: span("gridSpan"), down: span("rowSpan"), ..Cell::new(&text) }
                });
            grid.rows.push(line.collect());
        }
        grid.write()
    }
}

fn place_of(properties: Tag<'_, '_>) -> Option<(i64, i64)> {
    offset(properties.child("xfrm")?)
}

fn height(frame: Tag<'_, '_>) -> i64 {
    let height = frame.child("ext").and_then(|size| size.attribute("cy")?.parse().ok());
    height.unwrap_or(0).clamp(0, i64::from(i32::MAX))
}

fn offset(frame: Tag<'_, '_>) -> Option<(i64, i64)> {
    let offset = frame.child("off")?;
    let of = |name: &str| Some(i64::from(offset.attribute(name)?.parse::<i32>().ok()?));
    Some((of("x")?, of("y")?))
}
