//! Compares a message with the table: every fault with the path of its field, one per field.
//!
//! Refuses before anything is queued what Meta would refuse after; never mends a message.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation as _;

use super::LIMITS;
use crate::inbox::MessageKind;
use crate::inbox::outgoing::{
    Buttons, Card, Cards, Catalog, Emoji, File, Header, Link, List, Outgoing, Place, Product, Products, Text,
};

/// The faults of a message, each as path and words; none when WhatsApp takes it.
pub fn check(outgoing: &Outgoing) -> Vec<(String, String)> {
    let mut faults = Faults::default();
    match outgoing {
        Outgoing::Text(text) => faults.text(text),
        Outgoing::Image(file) | Outgoing::Video(file) => faults.captioned(file),
        Outgoing::Document(file) => faults.document(file),
        Outgoing::Sticker(file) => faults.sticker(file),
        Outgoing::Audio(_) | Outgoing::Template(_) => {}
        Outgoing::Location(place) => faults.place(place),
        Outgoing::Contacts(cards) => faults.cards(cards),
        Outgoing::Buttons(buttons) => faults.buttons(buttons),
        Outgoing::List(list) => faults.list(list),
        Outgoing::Link(link) => faults.link(link),
        Outgoing::LocationRequest(request) | Outgoing::ContactRequest(request) => {
            faults.words("text", &request.text, LIMITS.body_characters);
        }
        Outgoing::Product(product) => faults.product(product),
        Outgoing::Products(products) => faults.products(products),
        Outgoing::Catalog(catalog) => faults.catalog(catalog),
        Outgoing::Reaction(reaction) => faults.reaction(reaction),
    }
    faults.found
}

/// What is wrong with a file of this type and size for this kind of message.
pub fn check_file(kind: MessageKind, mime_type: &str, bytes: u64, animated: bool) -> Option<String> {
    let limit = LIMITS.file(kind)?;
    if !limit.mime_types.contains(&mime_type) {
        return Some(format!("WhatsApp takes no {mime_type} here, only {}.", limit.mime_types.join(", ")));
    }
    let most = if animated { LIMITS.animated_sticker_bytes } else { limit.bytes };
    (bytes > most).then(|| format!("At most {} KB; this has {} KB.", most / 1024, bytes.div_ceil(1024)))
}

/// Whether the text holds a web address.
pub fn has_link(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        ["https://", "http://"]
            .iter()
            .any(|scheme| word.find(scheme).is_some_and(|at| word.len() > at + scheme.len()))
    })
}

#[derive(Default)]
struct Faults {
    found: Vec<(String, String)>,
}

impl Faults {
    /// Only the first fault of a field is told.
    fn add(&mut self, path: impl Into<String>, words: impl Into<String>) {
        let path = path.into();
        if self.found.iter().all(|(known, _)| *known != path) {
            self.found.push((path, words.into()));
        }
    }

    fn at_most(&mut self, path: impl Into<String>, text: &str, most: usize) {
        let characters = text.chars().count();
        if characters > most {
            self.add(path, format!("At most {most} characters; this has {characters}."));
        }
    }

    /// Something must be said, within the limit.
    fn words(&mut self, path: impl Into<String>, text: &str, most: usize) {
        let path = path.into();
        if text.trim().is_empty() {
            self.add(path.as_str(), "Please write something.");
        }
        self.at_most(path, text, most);
    }

    fn maybe(&mut self, path: impl Into<String>, text: Option<&str>, most: usize) {
        if let Some(text) = text {
            self.words(path, text, most);
        }
    }

    fn count(&mut self, path: &str, count: usize, most: usize) {
        if count == 0 {
            self.add(path, "At least one is needed.");
        } else if count > most {
            self.add(path, format!("At most {most}; these are {count}."));
        }
    }

    fn absent(&mut self, path: &str, value: Option<&String>, words: &str) {
        if value.is_some() {
            self.add(path, words);
        }
    }

    fn text(&mut self, text: &Text) {
        self.words("text", &text.text, LIMITS.text_characters);
        if text.link_preview == Some(true) && !has_link(&text.text) {
            self.add("link_preview", "There is no link in the text.");
        }
    }

    fn captioned(&mut self, file: &File) {
        self.maybe("text", file.text.as_deref(), LIMITS.caption_characters);
        self.absent("filename", file.filename.as_ref(), "Only a document has a file name.");
    }

    fn document(&mut self, file: &File) {
        self.maybe("text", file.text.as_deref(), LIMITS.caption_characters);
        self.maybe("filename", file.filename.as_deref(), LIMITS.filename_characters);
    }

    fn sticker(&mut self, file: &File) {
        self.absent("text", file.text.as_ref(), "A sticker has no caption.");
        self.absent("filename", file.filename.as_ref(), "Only a document has a file name.");
    }

    fn place(&mut self, place: &Place) {
        for (path, degrees, most) in
            [("latitude", place.latitude, 90.0), ("longitude", place.longitude, 180.0)]
        {
            if !degrees.is_finite() || degrees.abs() > most {
                self.add(path, format!("Between -{most} and {most}."));
            }
        }
        self.maybe("name", place.name.as_deref(), LIMITS.place_characters);
        self.maybe("address", place.address.as_deref(), LIMITS.place_characters);
    }

    fn cards(&mut self, cards: &Cards) {
        self.count("contacts", cards.contacts.len(), LIMITS.contacts);
        for (at, card) in cards.contacts.iter().enumerate() {
            self.card(&format!("contacts.{at}"), card);
        }
    }

    fn card(&mut self, path: &str, card: &Card) {
        self.words(format!("{path}.name"), &card.name, LIMITS.contact_characters);
        self.maybe(format!("{path}.organization"), card.organization.as_deref(), LIMITS.contact_characters);
        self.count(&format!("{path}.phones"), card.phones.len(), LIMITS.contact_phones);
        for (at, phone) in card.phones.iter().enumerate() {
            let path = format!("{path}.phones.{at}");
            if crate::whatsapp::wire::parse::international(&phone.phone).is_none() {
                self.add(
                    format!("{path}.phone"),
                    "A phone number with its country code, such as +39 333 1234567.",
                );
            }
            self.maybe(format!("{path}.label"), phone.label.as_deref(), LIMITS.contact_characters);
        }
        for (at, email) in card.emails.iter().enumerate() {
            self.words(format!("{path}.emails.{at}"), email, LIMITS.contact_characters);
        }
    }

    fn header(&mut self, header: Option<&Header>, words_only: bool) {
        let Some(header) = header else { return };
        match (&header.text, header.media_id) {
            (Some(text), None) => self.words("header.text", text, LIMITS.header_characters),
            (None, Some(_)) if words_only => {
                self.add("header.media_id", "Only words stand above this message.");
            }
            (None, Some(_)) => {}
            (Some(_), Some(_)) | (None, None) => self.add("header", "Either words or a file."),
        }
    }

    fn footer(&mut self, footer: Option<&String>) {
        self.maybe("footer", footer.map(String::as_str), LIMITS.footer_characters);
    }

    /// An id that comes back when it is pressed: there, within its limit, its own, and without blanks around it.
    fn id<'a>(&mut self, path: String, id: &'a str, most: usize, taken: &mut HashSet<&'a str>) {
        if id.is_empty() || id.trim() != id {
            self.add(path.as_str(), "An id without blanks around it is needed.");
        }
        if !taken.insert(id) {
            self.add(path.as_str(), "This id is there twice.");
        }
        self.at_most(path, id, most);
    }

    fn buttons(&mut self, message: &Buttons) {
        self.words("text", &message.text, LIMITS.body_characters);
        self.header(message.header.as_ref(), false);
        self.footer(message.footer.as_ref());
        self.count("buttons", message.buttons.len(), LIMITS.buttons);
        let (mut ids, mut titles) = (HashSet::new(), HashSet::new());
        for (at, button) in message.buttons.iter().enumerate() {
            self.id(format!("buttons.{at}.id"), &button.id, LIMITS.button_id_characters, &mut ids);
            let path = format!("buttons.{at}.title");
            self.words(path.as_str(), &button.title, LIMITS.button_title_characters);
            if !titles.insert(button.title.trim()) {
                self.add(path, "Two buttons have the same title.");
            }
        }
    }

    fn list(&mut self, list: &List) {
        self.words("text", &list.text, LIMITS.list_body_characters);
        self.header(list.header.as_ref(), true);
        self.footer(list.footer.as_ref());
        self.words("button", &list.button, LIMITS.list_button_characters);
        self.count("sections", list.sections.len(), LIMITS.list_sections);
        let rows: usize = list.sections.iter().map(|section| section.rows.len()).sum();
        if rows > LIMITS.list_rows {
            self.add("sections", format!("At most {} rows in all; these are {rows}.", LIMITS.list_rows));
        }
        let mut ids = HashSet::new();
        for (at, section) in list.sections.iter().enumerate() {
            let path = format!("sections.{at}");
            self.section_title(&path, section.title.as_deref(), list.sections.len());
            self.count(&format!("{path}.rows"), section.rows.len(), LIMITS.list_rows);
            for (row_at, row) in section.rows.iter().enumerate() {
                let path = format!("{path}.rows.{row_at}");
                self.id(format!("{path}.id"), &row.id, LIMITS.row_id_characters, &mut ids);
                self.words(format!("{path}.title"), &row.title, LIMITS.row_title_characters);
                let description = row.description.as_deref();
                self.maybe(format!("{path}.description"), description, LIMITS.row_description_characters);
            }
        }
    }

    fn section_title(&mut self, path: &str, title: Option<&str>, sections: usize) {
        let path = format!("{path}.title");
        match title {
            Some(title) => self.words(path, title, LIMITS.section_title_characters),
            None if sections > 1 => self.add(path, "With several sections each needs a title."),
            None => {}
        }
    }

    fn link(&mut self, link: &Link) {
        self.words("text", &link.text, LIMITS.body_characters);
        self.header(link.header.as_ref(), false);
        self.footer(link.footer.as_ref());
        self.words("title", &link.title, LIMITS.link_title_characters);
        self.at_most("url", &link.url, LIMITS.url_characters);
        let web = url::Url::parse(&link.url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !web {
            self.add("url", "A web address that begins with https:// is needed.");
        }
    }

    fn product(&mut self, product: &Product) {
        self.maybe("text", product.text.as_deref(), LIMITS.body_characters);
        self.footer(product.footer.as_ref());
        self.words("catalog_id", &product.catalog_id, LIMITS.product_id_characters);
        self.words("product_id", &product.product_id, LIMITS.product_id_characters);
    }

    fn products(&mut self, products: &Products) {
        self.header(Some(&products.header), true);
        self.words("text", &products.text, LIMITS.body_characters);
        self.footer(products.footer.as_ref());
        self.words("catalog_id", &products.catalog_id, LIMITS.product_id_characters);
        self.count("sections", products.sections.len(), LIMITS.product_sections);
        let count: usize = products.sections.iter().map(|section| section.product_ids.len()).sum();
        if count > LIMITS.products {
            self.add("sections", format!("At most {} products in all; these are {count}.", LIMITS.products));
        }
        for (at, section) in products.sections.iter().enumerate() {
            let path = format!("sections.{at}");
            self.words(format!("{path}.title"), &section.title, LIMITS.section_title_characters);
            self.count(&format!("{path}.product_ids"), section.product_ids.len(), LIMITS.products);
            for (id_at, id) in section.product_ids.iter().enumerate() {
                self.words(format!("{path}.product_ids.{id_at}"), id, LIMITS.product_id_characters);
            }
        }
    }

    fn catalog(&mut self, catalog: &Catalog) {
        self.words("text", &catalog.text, LIMITS.body_characters);
        self.footer(catalog.footer.as_ref());
        self.maybe(
            "thumbnail_product_id",
            catalog.thumbnail_product_id.as_deref(),
            LIMITS.product_id_characters,
        );
    }

    fn reaction(&mut self, reaction: &Emoji) {
        let one = reaction.emoji.graphemes(true).count() <= 1;
        // Digits and signs become emoji only by what follows them, as in a keycap.
        let plain = reaction.emoji.is_ascii() || reaction.emoji.chars().all(char::is_alphanumeric);
        if !reaction.emoji.is_empty() && (!one || plain) {
            self.add("emoji", "Exactly one emoji, or nothing to take it back.");
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
