//! What a cell shows by a drawing only: a tick or a cross, by the words it has for those who cannot see it, or by its name.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Letters of such words.
const MAX_MARK: usize = 60;
/// Elements of a cell that are looked at.
const MAX_INSIDE: usize = 40;
const YES: [&str; 8] = ["check", "tick", "yes", "checkmark", "included", "available", "ok", "true"];
const NO: [&str; 8] = ["times", "cross", "xmark", "no", "close", "remove", "unavailable", "false"];

/// The words of a cell without any.
pub(super) fn of(cell: NodeRef<'_, Node>) -> String {
    let inside =
        || cell.descendants().take(MAX_INSIDE).filter_map(|node| Some((node, node.value().as_element()?)));
    let words = inside().find_map(|(node, element)| said(node, element));
    let mark = || inside().find_map(|(_, element)| drawn(element)).map(str::to_owned);
    words.or_else(mark).unwrap_or_default()
}

fn said(node: NodeRef<'_, Node>, element: &Element) -> Option<String> {
    let for_voices = element.classes().any(|class| {
        matches!(class, "sr-only" | "visually-hidden" | "visuallyhidden" | "screen-reader-text")
    });
    let words = match element.name() {
        "a" | "button" | "td" | "th" => None,
        "img" => element.attr("alt").map(str::to_owned),
        "title" => Some(text(node)),
        _ if for_voices => Some(text(node)),
        _ => element.attr("aria-label").or_else(|| element.attr("title")).map(str::to_owned),
    };
    let words = words?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty() && words.chars().count() <= MAX_MARK).then_some(words)
}

fn drawn(element: &Element) -> Option<&'static str> {
    if element.name() == "input" && element.attr("type") == Some("checkbox") {
        return Some(if element.attr("checked").is_some() { "✓" } else { "✗" });
    }
    let class = element.attr("class").unwrap_or_default().to_lowercase();
    let file = element.attr("src").or_else(|| element.attr("href")).unwrap_or_default().to_lowercase();
    let file = file.rsplit(['/', '#']).next().unwrap_or_default();
    let mut names = class.split(|letter: char| !letter.is_alphabetic()).chain(file.split(['-', '_', '.']));
    if !matches!(element.name(), "i" | "span" | "svg" | "use" | "img" | "em" | "b" | "div") {
        return None;
    }
    names.find_map(|name| match name {
        name if YES.contains(&name) => Some("✓"),
        name if NO.contains(&name) => Some("✗"),
        _ => None,
    })
}

fn text(node: NodeRef<'_, Node>) -> String {
    node.descendants().filter_map(|inner| inner.value().as_text().map(|words| words.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn a_matrix_of_drawings_is_told() {
        let page = "<table><tr><th>Dish</th><th>Gluten</th><th>Milk</th><th>Nuts</th></tr>
            <tr><td>Pesto</td><td><i class='fa fa-check'></i></td><td><img src=a.svg alt=yes></td><td>✓</td></tr>
            <tr><td>Rice</td><td><i class='fa fa-times' aria-label=no></i></td><td><svg class=x><title>none</title></svg></td><td><span class=sr-only>without</span><i></i></td></tr>
            <tr><td>Soup</td><td></td><td><input type=checkbox checked></td><td><a title=more href=/x></a></td></tr></table>";
        let expected = "Dish | Gluten | Milk | Nuts\n--- | --- | --- | ---\nPesto | ✓ | yes | ✓\nRice | no | none | without\nSoup |  | ✓";
        assert_eq!(read(page).unwrap().text.trim(), expected);
    }
}
