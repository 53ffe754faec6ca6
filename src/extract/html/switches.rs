//! Parts of a page that a switch of its own shows, without a program: `#two:checked ~ .second { display: block }`, and
//! those a link to them shows, `:target`.

use ego_tree::NodeId;
use scraper::{Html, Selector};

use super::style::{blocks_of, sheets, squeezed};

/// Elements that are looked at, and selectors that are followed.
const MAX_SHOWN: usize = 2_000;
const MAX_SELECTORS: usize = 200;

/// A part that is shown, and the name of its switch where it has one of its own.
pub(super) struct Shown {
    pub part: NodeId,
    pub name: Option<NodeId>,
}

pub(super) fn shown(page: &Html) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut followed = 0;
    for (selectors, body) in sheets(page).iter().flat_map(|sheet| blocks_of(sheet)) {
        if !shows(&squeezed(body)) {
            continue;
        }
        for selector in selectors.split(',') {
            let (switch, rest) = match selector.split_once(":checked") {
                Some((switch, rest)) => (Some(switch), rest),
                None if selector.contains(":target") => (None, ""),
                None => continue,
            };
            let whole = switch.map_or_else(|| selector.replace(":target", ""), |own| format!("{own}{rest}"));
            followed += 1;
            if followed > MAX_SELECTORS {
                return found;
            }
            let Ok(whole) = Selector::parse(&whole) else { continue };
            let name = switch.and_then(|switch| name_of(page, switch));
            found.extend(page.select(&whole).map(|part| Shown { part: part.id(), name }));
            if found.len() > MAX_SHOWN {
                return found;
            }
        }
    }
    found
}

fn shows(style: &str) -> bool {
    style.split(';').any(|rule| {
        let rule = rule.trim_end_matches("!important");
        match rule.split_once(':') {
            Some(("display", value)) => value != "none",
            Some(("visibility", value)) => value == "visible",
            Some(("opacity", value)) => value.starts_with(['1', '.']),
            Some(("height" | "max-height", value)) => !value.starts_with('0'),
            _ => false,
        }
    })
}

/// The label of the only choice a selector means; a box to tick only unfolds.
fn name_of(page: &Html, switch: &str) -> Option<NodeId> {
    let selector = Selector::parse(switch).ok()?;
    let mut switches = page.select(&selector);
    let (Some(only), None) = (switches.next(), switches.next()) else { return None };
    let id = only.attr("id").filter(|_| only.attr("type") == Some("radio"))?;
    let labels = Selector::parse("label[for]").ok()?;
    page.select(&labels).find(|label| label.attr("for") == Some(id)).map(|label| label.id())
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn what_a_switch_shows_stands_under_its_name() {
        let page = "<style>.panel{display:none} #t1:checked~#p1, #t2:checked~#p2{display:block!important}
            #more:checked ~ .rest{max-height:none} #jobs{display:none} #jobs:target{display:block}</style>
            <input type=radio name=t id=t1 checked><label for=t1>Bonn</label><input type=radio name=t id=t2><label for=t2>Köln</label>
            <div class=panel id=p1><p>9–18</p></div><div class=panel id=p2 style='display:none'><p>10–19</p></div>
            <div><input type=checkbox id=more><label for=more>Read more</label><p class=rest hidden>Closed in May.</p></div>
            <div id=jobs>We hire</div><div class=panel>never</div>";
        let text = read(page).unwrap().text;
        assert_eq!(text.trim(), "Bonn: 9–18\n\nKöln: 10–19\n\nRead more\n\nClosed in May.\n\nWe hire");
    }
}
