//! The number of an item of an ordered list, as the page counts: from where, in which letters, upwards or down.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::extract::counting;

pub(super) fn of(item: NodeRef<'_, Node>, list: &Element) -> String {
    let down = list.attr("reversed").is_some();
    let is_item = |node: &NodeRef<'_, Node>| node.value().as_element().is_some_and(|own| own.name() == "li");
    let said = |node: NodeRef<'_, Node>| node.value().as_element()?.attr("value")?.trim().parse::<i64>().ok();
    // From the last item that says its own number on.
    let mut steps = 0;
    let mut base = said(item);
    if base.is_none() {
        for before in item.prev_siblings().filter(is_item) {
            steps += 1;
            base = said(before);
            if base.is_some() {
                break;
            }
        }
    }
    let first = || {
        let start = list.attr("start").and_then(|start| start.trim().parse::<i64>().ok());
        let behind = || item.next_siblings().filter(is_item).count();
        start.unwrap_or_else(|| {
            if down { i64::try_from(behind()).unwrap_or(i64::MAX).saturating_add(steps + 1) } else { 1 }
        })
    };
    let base = base.unwrap_or_else(first);
    let number = if down { base.saturating_sub(steps) } else { base.saturating_add(steps) };
    shown(number, list.attr("type").unwrap_or_default())
}

fn shown(number: i64, kind: &str) -> String {
    match (kind, u32::try_from(number)) {
        ("a", Ok(number)) => counting::letters(number),
        ("A", Ok(number)) => counting::letters(number).to_uppercase(),
        ("i", Ok(number)) => counting::roman(number).to_lowercase(),
        ("I", Ok(number)) => counting::roman(number),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn items_are_counted_as_the_page_counts() {
        let start = "<ol start=5><li>Five<li>Six<li value=10>Ten<li>Eleven</ol>";
        assert_eq!(text(start), "5. Five\n6. Six\n10. Ten\n11. Eleven");
        assert_eq!(text("<ol reversed><li>Three<li>Two<li>One</ol>"), "3. Three\n2. Two\n1. One");
        assert_eq!(text("<ol type=a start=26><li>Z<li>AA</ol>"), "z. Z\naa. AA");
        assert_eq!(text("<ol type=I start=4><li>Four<li>Five</ol>"), "IV. Four\nV. Five");
    }
}
