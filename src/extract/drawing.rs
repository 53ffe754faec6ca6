//! Words of drawn shapes: the boxes on a sheet of Excel, the diagrams of Word and PowerPoint.

use std::collections::HashMap;

use super::Fault;
use super::archive::{Archive, Relations};
use super::letters::{self, STRUCK};
use super::xml::{Tag, Tree};

/// The diagrams a part names, as lines by the id it names them by.
pub(super) fn diagrams(
    archive: &mut Archive<'_>,
    relations: &Relations,
) -> Result<HashMap<String, String>, Fault> {
    let mut diagrams = HashMap::new();
    for (id, relation) in relations.iter().filter(|(_, relation)| relation.kind == "diagramData") {
        if let Some(text) = archive.text(&relation.target)? {
            diagrams.insert(id.clone(), diagram(&Tree::parse(&text)?));
        }
    }
    Ok(diagrams)
}

/// The points of a diagram one by one, without those that only draw it.
fn diagram(tree: &Tree<'_>) -> String {
    let is_said = |point: &Tag<'_, '_>| {
        point.attribute("type").is_none_or(|kind| matches!(kind.as_str(), "node" | "asst"))
    };
    let points = tree.all("pt").filter(is_said).filter_map(|point| Some(words(point.child("t")?)));
    let points: Vec<String> = points.filter(|point| !point.is_empty()).collect();
    points.iter().fold(String::new(), |text, point| text + "- " + point + "\n")
}

/// The shapes of a sheet's drawing one by one, and how many pictures stand among them.
pub(super) fn shapes(text: &str) -> Result<(Vec<String>, usize), Fault> {
    let tree = Tree::parse(text)?;
    let shown = |shape: &Tag<'_, '_>| {
        let hidden = shape.inside("cNvPr").and_then(|own| own.attribute("hidden"));
        !matches!(hidden.as_deref(), Some("1" | "true"))
    };
    let said = tree.all("sp").filter(shown).filter_map(|shape| Some(words(shape.child("txBody")?)));
    let said = said.filter(|words| !words.is_empty()).collect();
    Ok((said, tree.all("pic").filter(shown).count()))
}

/// The paragraphs of a shape, a line each.
fn words(body: Tag<'_, '_>) -> String {
    let paragraphs = body.tags().filter(|tag| tag.name() == "p").map(|paragraph| {
        let mut line = String::new();
        paragraph.tags().for_each(|part| push_run(part, &mut line));
        let line = line.replace(&format!("{STRUCK}{STRUCK}"), "");
        letters::single_blanks(&letters::visible(&line)).trim().to_owned()
    });
    paragraphs.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn push_run(part: Tag<'_, '_>, line: &mut String) {
    if part.name() == "br" {
        line.push('\n');
    }
    let Some(words) = part.child("t").map(|words| words.text()) else { return };
    let strike = part.child("rPr").and_then(|look| look.attribute("strike"));
    if strike.is_some_and(|strike| strike != "noStrike") && !words.trim().is_empty() {
        line.push_str(&format!("{STRUCK}{words}{STRUCK}"));
    } else {
        line.push_str(&words);
    }
}
