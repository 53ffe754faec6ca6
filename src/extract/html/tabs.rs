//! Tabs: each panel stands under the name of its tab, and the row of names is not told by itself.

use std::collections::{HashMap, HashSet};

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node};

use super::switches::Shown;

/// Letters of a tab's name, and tabs beside each other.
const MAX_NAME: usize = 60;
const MAX_TABS: usize = 12;

type Conceals<'c> = dyn Fn(NodeRef<'_, Node>, &Element) -> bool + 'c;

/// Which elements are tabs, and what their panels are called.
#[derive(Default)]
pub(super) struct Tabs {
    tabs: HashSet<NodeId>,
    names: HashMap<NodeId, String>,
}

impl Tabs {
    /// `conceals` says of an element whether it is hidden at first.
    pub fn of(page: &Html, shown: &[Shown], conceals: &Conceals<'_>) -> Self {
        let mut tabs = Self::default();
        for shown in shown {
            let label = shown.name.and_then(|name| page.tree.get(name));
            if let Some((label, part)) = label.zip(page.tree.get(shown.part)) {
                tabs.add(label, Some(part));
            }
        }
        let ids: HashMap<&str, NodeRef<'_, Node>> = page
            .tree
            .nodes()
            .filter_map(|node| Some((node.value().as_element()?.attr("id")?, node)))
            .collect();
        for node in page.tree.nodes() {
            let Some(element) = node.value().as_element() else { continue };
            if is_tab(node, element) {
                let panel = target(element).and_then(|id| ids.get(id).copied());
                tabs.add(node, panel.or_else(|| pane_of(node, element)));
            } else if element.attr("role") == Some("tabpanel") {
                let tab = element.attr("aria-labelledby").and_then(|id| ids.get(id.trim()).copied());
                if let Some(tab) = tab.filter(|tab| !is_heading(*tab)) {
                    tabs.add(tab, Some(node));
                }
            } else if element.name() == "ul" {
                tabs.linked(node, &ids);
            }
        }
        for node in page.tree.nodes() {
            tabs.by_place(node, conceals);
        }
        tabs
    }

    /// A row of names, and behind it as many boxes of which one is shown: each name opens the box in its place.
    fn by_place(&mut self, panels: NodeRef<'_, Node>, conceals: &Conceals<'_>) {
        let boxes = elements_of(panels);
        let hidden = |node: &NodeRef<'_, Node>| {
            node.value().as_element().is_some_and(|element| conceals(*node, element))
        };
        if !(2..=MAX_TABS).contains(&boxes.len()) || boxes.iter().filter(|own| !hidden(own)).count() != 1 {
            return;
        }
        let Some(before) = panels.prev_siblings().find(|sibling| sibling.value().is_element()) else {
            return;
        };
        let names = elements_of(before);
        let short = |name: &NodeRef<'_, Node>| (1..=MAX_NAME).contains(&words_of(*name).chars().count());
        let own_words = before.children().any(|inner| !inner.value().is_element() && !is_blank(inner));
        let leads = before.descendants().any(|inner| {
            let address = inner.value().as_element().and_then(|element| element.attr("href"));
            address.is_some_and(|address| !address.starts_with('#') && !address.starts_with("javascript:"))
        });
        let named = boxes.iter().any(|own| self.names.contains_key(&own.id()));
        // A question and its answer, one of several, are no names, nor is the next question a box.
        let shown_is_box = boxes.iter().filter(|own| !hidden(own)).all(|own| {
            let folds = |inner: &NodeRef<'_, Node>| inner.value().as_element().is_some_and(is_fold);
            !elements_of(*own).is_empty() && !own.descendants().any(|inner| folds(&inner))
        });
        let are_names = names.len() == boxes.len()
            && names.iter().all(|name| short(name) && !hidden(name))
            && !before.descendants().any(is_heading)
            && !own_words
            && !leads;
        if are_names && are_alike(&names) && are_alike(&boxes) && shown_is_box && !named {
            for (name, panel) in names.into_iter().zip(boxes) {
                self.add(name, Some(panel));
            }
        }
    }

    pub fn is_tab(&self, id: NodeId) -> bool {
        self.tabs.contains(&id)
    }

    pub fn name_of(&self, id: NodeId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    fn add(&mut self, tab: NodeRef<'_, Node>, panel: Option<NodeRef<'_, Node>>) {
        let Some(panel) = panel else { return };
        let apart = !panel.descendants().any(|inner| inner.id() == tab.id())
            && !tab.descendants().any(|inner| inner.id() == panel.id());
        let name = words_of(tab);
        if !apart || name.is_empty() || name.chars().count() > MAX_NAME || words_of(panel).is_empty() {
            return;
        }
        self.tabs.insert(tab.id());
        self.names.entry(panel.id()).or_insert(name);
    }

    /// A list of links, each to a box that stands right behind the list and has no heading of its own.
    fn linked(&mut self, list: NodeRef<'_, Node>, ids: &HashMap<&str, NodeRef<'_, Node>>) {
        let mut found = Vec::new();
        for item in list.children().filter(|item| item.value().is_element()) {
            let mut inner = item.children().filter(|inner| !is_blank(*inner));
            let (Some(link), None) = (inner.next(), inner.next()) else { return };
            let Some(element) = link.value().as_element().filter(|link| link.name() == "a") else { return };
            let Some(panel) = target(element).and_then(|id| ids.get(id).copied()) else { return };
            let beside = panel.parent().map(|parent| parent.id());
            let here = list.parent();
            let near = beside == here.map(|here| here.id())
                || list
                    .next_siblings()
                    .find(|next| next.value().is_element())
                    .is_some_and(|next| Some(next.id()) == beside);
            if !near || panel.descendants().any(is_heading) {
                return;
            }
            found.push((link, panel));
        }
        if found.len() >= 2 {
            for (link, panel) in found {
                self.add(link, Some(panel));
            }
        }
    }
}

fn elements_of(node: NodeRef<'_, Node>) -> Vec<NodeRef<'_, Node>> {
    node.children().filter(|inner| inner.value().is_element()).take(MAX_TABS + 1).collect()
}

/// All of the same element.
fn are_alike(nodes: &[NodeRef<'_, Node>]) -> bool {
    let name = |node: &NodeRef<'_, Node>| node.value().as_element().map(|own| own.name().to_owned());
    nodes.windows(2).all(|pair| name(&pair[0]) == name(&pair[1]))
}

/// What unfolds something else.
fn is_fold(element: &Element) -> bool {
    element.attr("aria-expanded").is_some() || element.attr("role") == Some("button")
}

fn is_tab(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let toggles = ["data-toggle", "data-bs-toggle"]
        .iter()
        .any(|name| matches!(element.attr(name), Some("tab" | "pill")));
    toggles
        || element.attr("role") == Some("tab")
        || element.classes().any(|class| class == "w-tab-link")
        || (target(element).is_some()
            && node
                .parent()
                .and_then(|parent| parent.value().as_element().cloned())
                .is_some_and(|parent| parent.attr("role") == Some("tablist")))
}

/// The id of what a control shows.
fn target(element: &Element) -> Option<&str> {
    ["aria-controls", "data-bs-target", "data-target", "href"].iter().find_map(|name| {
        let said = element.attr(name)?.trim();
        let id = if *name == "aria-controls" { said } else { said.strip_prefix('#')? };
        (!id.is_empty()).then_some(id)
    })
}

/// The pane of the same mark within the same set of tabs.
fn pane_of<'n>(tab: NodeRef<'n, Node>, element: &Element) -> Option<NodeRef<'n, Node>> {
    let mark = element.attr("data-w-tab")?;
    let set = tab.ancestors().find(|above| {
        above.value().as_element().is_some_and(|own| own.classes().any(|class| class == "w-tabs"))
    })?;
    set.descendants().find(|inner| {
        inner.value().as_element().is_some_and(|own| {
            own.attr("data-w-tab") == Some(mark) && own.classes().any(|class| class == "w-tab-pane")
        })
    })
}

fn is_heading(node: NodeRef<'_, Node>) -> bool {
    node.value()
        .as_element()
        .is_some_and(|own| matches!(own.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "button"))
        && node
            .value()
            .as_element()
            .is_some_and(|own| own.name() != "button" || own.attr("aria-expanded").is_some())
}

fn is_blank(node: NodeRef<'_, Node>) -> bool {
    match node.value() {
        Node::Text(words) => words.trim().is_empty(),
        Node::Element(_) => false,
        _ => true,
    }
}

fn words_of(node: NodeRef<'_, Node>) -> String {
    let mut words: Vec<&str> = Vec::new();
    for inner in node.descendants() {
        if let Node::Text(text) = inner.value() {
            words.extend(text.split_whitespace());
        }
        if words.len() > MAX_NAME {
            break;
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn a_panel_stands_under_the_name_of_its_tab() {
        let page = "<h1>Hours</h1><ul role=tablist><li><button id=s role=tab data-bs-toggle=tab data-bs-target='#summer'>Summer</button></li>
            <li><button id=w role=tab data-bs-target='#winter'>Winter</button></li></ul>
            <div><div id=summer role=tabpanel aria-labelledby=s><p>Mon–Sat 8–20</p></div>
            <div id=winter role=tabpanel aria-labelledby=w hidden><p>Mon–Fri 10–17</p><p>Tel. 06 1234</p></div></div>";
        assert_eq!(
            text(page),
            "# Hours\n\nSummer: Mon–Sat 8–20\n\n## Winter\n\nMon–Fri 10–17\n\nTel. 06 1234"
        );
    }

    #[test]
    fn headings_within_a_panel_stand_below_its_name() {
        let page = "<div role=tablist><label role=tab aria-controls=a>Lunch</label><label role=tab aria-controls=b>Dinner</label></div>
            <div id=a role=tabpanel><h2>Mains</h2><p>Burger $14</p></div><div id=b role=tabpanel><h2>Mains</h2><p>Burger $18</p></div>";
        assert_eq!(text(page), "## Lunch\n\n### Mains\n\nBurger $14\n\n## Dinner\n\n### Mains\n\nBurger $18");
    }

    #[test]
    fn names_in_a_row_open_the_boxes_in_their_places() {
        let page = "<div><label>Lunch</label><label>Dinner</label></div><div><div><p>Soup $9</p></div><div style='display:none'><p>Trout $24</p></div></div>";
        assert_eq!(text(page), "Lunch: Soup $9\n\nDinner: Trout $24");
        let other = "<div><span>Bread</span><span>3 €</span></div><div><p>Fresh</p><p hidden>internal</p><p>daily</p></div>";
        assert_eq!(text(other), "Bread 3 €\n\nFresh\n\ndaily");
    }

    #[test]
    fn linked_boxes_are_panels_and_a_list_of_contents_is_none() {
        let page = "<div><ul><li><a href='#a'>Roma</a></li><li><a href='#b'>Milano</a></li></ul><div id=a>9–18</div><div id=b>10–20</div></div>";
        assert_eq!(text(page), "Roma: 9–18\n\nMilano: 10–20");
        let contents = "<ul><li><a href='#a'>Our hours</a></li><li><a href='#b'>Prices 2026</a></li></ul><section id=a><h2>Hours</h2>9–18</section><section id=b><h2>Prices</h2>4 €</section>";
        assert!(
            text(contents).contains("- Our hours\n- Prices 2026\n\n## Hours\n\n9–18"),
            "{}",
            text(contents)
        );
    }
}
