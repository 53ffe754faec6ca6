//! Questions about cookies: they stand before a page and say nothing of the shop. Known by their names, or by a button
//! that agrees beside words about cookies.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node};

use super::classes;

/// Letters of a banner, and of one without a name.
const MAX_BANNER: usize = 4_000;
const MAX_NAMELESS: usize = 1_500;
/// Buttons of a page that are looked at, and elements around one.
const MAX_BUTTONS: usize = 200;
const MAX_AROUND: usize = 8;
/// Letters of a button.
const MAX_BUTTON: usize = 40;
/// Words of a button that agrees.
const AGREES: &str = "accept agree allow akzeptieren zustimmen einverstanden verstanden erlauben \
    accetta accetto accettare accepter accepte autoriser aceptar acepto permitir aceitar aceito accepteren akkoord toestaan \
    akceptuję akceptuj zgadzam zezwól přijmout souhlasím elfogadom accept acceptă sunt kabul godta aksepter acceptera \
    godkänn tillad accepter hyväksy salli αποδοχή συμφωνώ принять принимаю согласен прийняти אישור מסכים موافق قبول 同意 接受 確認 동의";

/// All that stands on others.
const AGREES_ALONE: [&str; 8] =
    ["ok", "okay", "got it", "i understand", "alles klar", "va bene", "d'accord", "j'ai compris"];
/// Beginnings of words that tell what a page does with cookies; a bakery sells them.
const USES: &str = "website webseite browser consent privacy technolog analy tracking experience datenschutz persona \
    utiliz utilis verwend gebruik używ nutzen stosuj použív használ anvender använd bruker käyt kullan χρησιμοποι \
    использ використ משתמש نستخدم 使用 利用 쿠키";

/// Elements that ask about cookies without a name that says so: the smallest ones around words and button.
pub(super) fn nameless(page: &Html) -> HashSet<NodeId> {
    let mut banners = HashSet::new();
    for button in page.tree.nodes().filter(|node| agrees(*node)).take(MAX_BUTTONS) {
        for around in button.ancestors().take(MAX_AROUND) {
            let Some(element) = around.value().as_element() else { break };
            let words = words(around, MAX_NAMELESS);
            let is_page = matches!(element.name(), "body" | "html" | "main" | "article");
            let Some(words) = words.filter(|_| !is_page && !holds_heading(around)) else { break };
            if is_about_cookies(&words) {
                if !words.contains(['€', '$', '£']) {
                    banners.insert(around.id());
                }
                break;
            }
        }
    }
    banners
}

fn agrees(node: NodeRef<'_, Node>) -> bool {
    let is_button = node.value().as_element().is_some_and(|element| {
        matches!(element.name(), "button" | "a") || element.attr("role") == Some("button")
    });
    is_button
        && words(node, MAX_BUTTON).is_some_and(|words| {
            let mut said = words.split(|letter: char| !letter.is_alphanumeric());
            AGREES_ALONE.contains(&words.as_str())
                || said.any(|word| AGREES.split_whitespace().any(|agrees| agrees == word))
        })
}

fn is_about_cookies(words: &str) -> bool {
    let names =
        ["cookie", "куки", "クッキー", "עוגיות", "ملفات تعريف الارتباط", "informasjonskapsler", "쿠키"];
    names.iter().any(|name| words.contains(name)) && USES.split_whitespace().any(|word| words.contains(word))
}

fn holds_heading(node: NodeRef<'_, Node>) -> bool {
    node.descendants()
        .any(|inner| inner.value().as_element().is_some_and(|own| matches!(own.name(), "h1" | "main")))
}

/// The words inside in small letters, if they are no more than a few.
fn words(node: NodeRef<'_, Node>, at_most: usize) -> Option<String> {
    let mut text = String::new();
    for inner in node.descendants() {
        if let Node::Text(words) = inner.value() {
            text.push_str(words);
            text.push(' ');
        }
        if text.len() > at_most * 2 {
            return None;
        }
    }
    let text = text.to_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (text.chars().count() <= at_most).then_some(text)
}

/// A question about cookies: named as one, with its word and something to press, and no price.
pub(super) fn is_named(node: NodeRef<'_, Node>, element: &Element) -> bool {
    const NAMES: &[&str] = &[
        "cookie",
        "consent",
        "gdpr",
        "ccpa",
        "onetrust",
        "cookiebot",
        "iubenda",
        "didomi",
        "usercentrics",
        "cmplz",
        "cky-",
        "osano",
        "qc-cmp",
        "sp_message",
        "cc-window",
        "privacy-banner",
        "axeptio",
        "tarteaucitron",
        "borlabs",
        "klaro",
        "termly",
        "shopify-pc",
    ];
    // The boxes of services that do nothing else.
    const SERVICES: &[&str] = &[
        "onetrust",
        "cybotcookiebot",
        "iubenda-cs",
        "didomi",
        "usercentrics",
        "cmplz",
        "osano",
        "qc-cmp",
        "sp_message",
        "axeptio",
        "tarteaucitron",
        "borlabscookiebox",
        "cky-consent",
        "moove-gdpr",
        "fc-consent",
        "shopify-pc__banner",
    ];
    let labelled = element.attr("aria-label").is_some_and(|label| {
        ["cookie", "consent", "privacy"].iter().any(|word| label.to_lowercase().contains(word))
    });
    let own = classes::words(element).iter().any(|word| SERVICES.iter().any(|name| word.starts_with(name)));
    let named = classes::words(element).iter().any(|word| NAMES.iter().any(|name| word.contains(name)))
        || (matches!(element.attr("role"), Some("dialog" | "alertdialog")) && labelled);
    if !named || matches!(element.name(), "body" | "html" | "main") {
        return false;
    }
    let mut text = String::new();
    let mut presses = false;
    for inner in node.descendants() {
        match inner.value() {
            Node::Text(words) => text.push_str(words),
            Node::Element(element) => presses |= matches!(element.name(), "button" | "a" | "input"),
            _ => {}
        }
        if text.len() > MAX_BANNER {
            return false;
        }
    }
    let text = text.to_lowercase();
    let about = ["cookie", "consent", "gdpr", "privacy", "tracking", "datenschutz"]
        .iter()
        .any(|word| text.contains(word));
    let asks = (presses || labelled) && about;
    (own || asks) && !text.contains(['€', '$', '£'])
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn a_question_about_cookies_without_a_name_is_left_out_and_nothing_beside_it() {
        let question =
            "<div class=note><p>We use cookies to improve this website.</p><button>Accept all</button></div>";
        assert_eq!(
            text(&format!("<div id=page>{question}<p>Open Monday 9–18</p></div>")),
            "Open Monday 9–18"
        );
        let question =
            "<div><div><p>Wir verwenden Cookies.</p></div><div><a>Alle akzeptieren</a></div></div>";
        assert_eq!(text(&format!("{question}<main><p>Brot 3,20 €</p></main>")), "Brot 3,20 €");
    }

    #[test]
    fn a_bakery_keeps_its_cookies() {
        for page in [
            "<div><p>Our cookies are baked daily</p><a>Got to have one</a></div>",
            "<div><p>Cookies for parties, from 40 pieces</p><button>Accept the offer</button></div>",
        ] {
            assert!(text(page).to_lowercase().contains("cookies"), "{page}");
        }
    }

    #[test]
    fn the_boxes_of_services_are_known_by_their_names() {
        for name in
            ["axeptio_overlay", "tarteaucitronRoot", "shopify-pc__banner", "cc-window", "BorlabsCookieBox"]
        {
            let page = format!("<div id='{name}'><p>Cookies and consent</p><a>OK</a></div><p>Bread 3</p>");
            assert_eq!(text(&page), "Bread 3", "{name}");
        }
    }
}
