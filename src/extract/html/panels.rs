//! A panel is written under the name of its tab.

use ego_tree::NodeRef;
use scraper::Node;

use super::blocks::MAX_LEVEL;
use super::walk::{Writer, new_line};

/// Letters of a panel that is told on the line of its tab's name.
const MAX_LINE: usize = 120;

impl Writer<'_> {
    /// Writes a panel under the name of its tab; false when the element is no panel.
    pub(super) fn panel(&mut self, node: NodeRef<'_, Node>) -> bool {
        let hidden = self.hidden;
        let Some(name) = hidden.tabs.name_of(node.id()) else { return false };
        let level = (self.level + 1).clamp(2, MAX_LEVEL - 1);
        let mut inner = self.empty();
        (inner.above, inner.level) = (level, level);
        inner.children(node);
        let words = inner.text.trim();
        if words.is_empty() {
            return true;
        }
        // A title of the panel's own, as small screens show it above.
        let before = self.text.trim_end();
        let begins = before.rfind('\n').map_or(0, |end| end + 1);
        if before[begins..].trim_start_matches(['#', '-', ' ']) == name {
            self.text.truncate(begins);
        }
        new_line(&mut self.text, true);
        let own_name = words.trim_start_matches(['#', ' ']).lines().next() == Some(name);
        if own_name && words.starts_with('#') {
            self.text.push_str(words);
        } else if words.contains('\n') || words.starts_with('#') || words.chars().count() > MAX_LINE {
            self.text.push_str(&format!("{} {name}\n\n{words}", "#".repeat(level)));
        } else {
            self.text.push_str(&format!("{name}: {}", words.trim_start_matches("- ")));
        }
        new_line(&mut self.text, true);
        true
    }
}
