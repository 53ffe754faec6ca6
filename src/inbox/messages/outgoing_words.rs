//! A message of the shop in plain words: for the list of conversations, the search, quotes, and what the AI reads.

use crate::inbox::outgoing::{Card, Header, Outgoing, Place};

/// What the message says; `None` for what says nothing in words.
pub(in crate::inbox) fn of(outgoing: &Outgoing) -> Option<String> {
    let mut words = Words::default();
    match outgoing {
        Outgoing::Text(text) => words.line(&text.text),
        Outgoing::Image(file) | Outgoing::Video(file) | Outgoing::Document(file) => {
            words.maybe(file.text.as_deref());
        }
        Outgoing::Location(place) => words.place(place),
        Outgoing::Contacts(cards) => cards.contacts.iter().for_each(|card| words.card(card)),
        Outgoing::Buttons(buttons) => {
            words.framed(buttons.header.as_ref(), &buttons.text, buttons.footer.as_deref());
            buttons.buttons.iter().for_each(|button| words.choice(&button.title));
        }
        Outgoing::List(list) => {
            words.framed(list.header.as_ref(), &list.text, list.footer.as_deref());
            let rows = list.sections.iter().flat_map(|section| &section.rows);
            rows.for_each(|row| words.choice(&row.title));
        }
        Outgoing::Link(link) => {
            words.framed(link.header.as_ref(), &link.text, link.footer.as_deref());
            words.choice(&format!("{} {}", link.title, link.url));
        }
        Outgoing::LocationRequest(request) | Outgoing::ContactRequest(request) => words.line(&request.text),
        Outgoing::Product(product) => {
            words.maybe(product.text.as_deref());
            words.choice(&product.product_id);
        }
        Outgoing::Products(products) => {
            words.framed(Some(&products.header), &products.text, products.footer.as_deref());
            products.sections.iter().for_each(|section| words.choice(&section.title));
        }
        Outgoing::Catalog(catalog) => words.framed(None, &catalog.text, catalog.footer.as_deref()),
        Outgoing::Template(template) => template.variables.values().for_each(|value| words.line(value)),
        Outgoing::Sticker(_) | Outgoing::Audio(_) | Outgoing::Reaction(_) => {}
    }
    Some(words.lines.join("\n")).filter(|words| !words.is_empty())
}

#[derive(Default)]
struct Words {
    lines: Vec<String>,
}

impl Words {
    fn line(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.lines.push(text.trim().to_owned());
        }
    }

    fn maybe(&mut self, text: Option<&str>) {
        self.line(text.unwrap_or_default());
    }

    fn choice(&mut self, title: &str) {
        self.line(&format!("– {title}"));
    }

    fn framed(&mut self, header: Option<&Header>, text: &str, footer: Option<&str>) {
        self.maybe(header.and_then(|header| header.text.as_deref()));
        self.line(text);
        self.maybe(footer);
    }

    fn place(&mut self, place: &Place) {
        self.maybe(place.name.as_deref());
        self.maybe(place.address.as_deref());
        self.line(&format!("{}, {}", place.latitude, place.longitude));
    }

    fn card(&mut self, card: &Card) {
        let phones = card.phones.iter().map(|phone| phone.phone.as_str());
        let line: Vec<&str> =
            [card.name.as_str()].into_iter().chain(card.organization.as_deref()).chain(phones).collect();
        self.line(&line.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(message: serde_json::Value) -> Option<String> {
        of(&serde_json::from_value(message).unwrap())
    }

    #[test]
    fn every_choice_can_be_read_and_found() {
        let list = json!({"kind": "list", "text": "What do you need?", "header": {"text": "Rossi"}, "button": "Choose",
            "sections": [{"rows": [{"id": "1", "title": "Hours"}, {"id": "2", "title": "Orders", "description": "d"}]}]});
        assert_eq!(words(list).as_deref(), Some("Rossi\nWhat do you need?\n– Hours\n– Orders"));
        let card = json!({"kind": "contacts", "contacts": [{"name": "Ada", "organization": "Rossi", "phones": [{"phone": "+391"}]}]});
        assert_eq!(words(card).as_deref(), Some("Ada Rossi +391"));
        assert_eq!(words(json!({"kind": "sticker", "media_id": "7"})), None);
    }
}
