//! The rest of a text behind "Read more": what is hidden and stands beside such words, which lead nowhere else.

use ego_tree::NodeRef;
use scraper::Node;

use super::classes;

/// Letters of such words, an arrow or dots behind them.
const MAX_LETTERS: usize = 40;
/// Elements behind the hidden part that are looked at.
const NEAR: usize = 2;
/// What such words begin with.
const WORDS: [&str; 60] = [
    "read more",
    "show more",
    "see more",
    "view more",
    "more…",
    "more...",
    "continue reading",
    "leggi tutto",
    "leggi di più",
    "mostra altro",
    "mostra di più",
    "mehr lesen",
    "weiterlesen",
    "mehr anzeigen",
    "mehr zeigen",
    "lire la suite",
    "lire plus",
    "voir plus",
    "afficher plus",
    "leer más",
    "ver más",
    "mostrar más",
    "seguir leyendo",
    "ler mais",
    "ver mais",
    "leia mais",
    "mostrar mais",
    "lees meer",
    "lees verder",
    "meer lezen",
    "toon meer",
    "czytaj więcej",
    "czytaj dalej",
    "pokaż więcej",
    "rozwiń",
    "číst dále",
    "zobrazit více",
    "čítať ďalej",
    "läs mer",
    "visa mer",
    "læs mere",
    "vis mere",
    "les mer",
    "vis mer",
    "lue lisää",
    "näytä lisää",
    "devamını oku",
    "daha fazla",
    "читать далее",
    "показать ещё",
    "читати далі",
    "διαβάστε περισσότερα",
    "اقرأ المزيد",
    "קרא עוד",
    "続きを読む",
    "もっと見る",
    "阅读更多",
    "查看更多",
    "더 보기",
    "xem thêm",
];

/// Whether such words stand beside a hidden element, or beside what it ends.
pub(super) fn unfolds(node: NodeRef<'_, Node>) -> bool {
    let elements = |siblings: &mut dyn Iterator<Item = NodeRef<'_, Node>>, near: usize| {
        siblings.filter(|sibling| sibling.value().is_element()).take(near).any(is_more)
    };
    let is_last = !node.next_siblings().any(|next| next.value().is_element());
    elements(&mut node.next_siblings(), NEAR)
        || elements(&mut node.prev_siblings(), 1)
        || (is_last && node.parent().is_some_and(|above| elements(&mut above.next_siblings(), 1)))
}

fn is_more(node: NodeRef<'_, Node>) -> bool {
    let Some(element) = node.value().as_element() else { return false };
    let mut words = String::new();
    for inner in node.descendants() {
        match inner.value() {
            Node::Text(text) => words.push_str(text),
            Node::Element(link) if leads_elsewhere(link.attr("href")) => return false,
            _ => {}
        }
        if words.len() > MAX_LETTERS * 6 {
            return false;
        }
    }
    let words = words.trim().to_lowercase();
    let named = || {
        classes::words(element).iter().any(|class| {
            ["read-more", "readmore", "read_more", "show-more", "showmore", "see-more", "morelink"]
                .iter()
                .any(|name| class.contains(name))
        })
    };
    !words.is_empty()
        && words.chars().count() <= MAX_LETTERS
        && (WORDS.iter().any(|begin| words.starts_with(begin)) || named())
}

fn leads_elsewhere(address: Option<&str>) -> bool {
    address.is_some_and(|address| {
        let address = address.trim().to_ascii_lowercase();
        !address.is_empty() && !address.starts_with('#') && !address.starts_with("javascript:")
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn the_rest_behind_read_more_is_read() {
        let inline = "<p>Return within 30 days<span class=dots>…</span><span style='display:none'> if unworn.</span></p><button>Read more</button>";
        assert!(text(inline).contains("30 days… if unworn."), "{}", text(inline));
        let block =
            "<p>We are open…</p><div hidden>also on holidays</div><a href='#' class=readmore>Więcej</a>";
        assert!(text(block).contains("also on holidays"), "{}", text(block));
        let before = "<p>Wir liefern. <a href='javascript:void(0)'>Mehr lesen</a><span style='display:none'>Ab 30 € frei.</span></p>";
        assert!(text(before).contains("Ab 30 € frei."), "{}", text(before));
    }

    #[test]
    fn what_leads_elsewhere_or_stands_alone_unfolds_nothing() {
        for page in [
            "<p>News</p><div hidden>old price</div><a href='/news/1'>Read more</a>",
            "<p>News</p><div hidden>old price</div><p>More about our house and how we bake since 1920</p>",
            "<p>Read more</p><div>Bread 3 €</div><div hidden>old price</div>",
        ] {
            assert!(!text(page).contains("old price"), "{page}");
        }
    }
}
