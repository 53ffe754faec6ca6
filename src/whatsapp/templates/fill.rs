//! A template filled in for one customer: what they will read, and what Meta is told.
//!
//! Every blank needs a value, flattened as Meta wants it; faults are told by the path of their field.

use serde_json::{Value, json};

use super::parts::{self, Faults};
use super::placeholders::{self, flattened};
use super::store;
use super::types::{
    ButtonKind, Content, HeaderKind, ParameterFormat, Status, Template, button_variable, header_variable,
};
use crate::ids::{ConnectionId, MediaId};
use crate::inbox::Rendered;
use crate::inbox::outgoing;
use crate::media::clean_file_name;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::numbers;

/// Characters of one value and of the filled-in body.
const VALUE_LIMIT: usize = 1024;
const BODY_LIMIT: usize = 1024;

/// A file as Meta knows it: `image`, `video` or `document`, its id there, and its name.
pub(in crate::whatsapp) struct HeaderFile {
    /// `image`, `video` or `document`.
    pub family: &'static str,
    pub graph_id: String,
    pub filename: Option<String>,
}

/// A template that is ready to go.
#[derive(Debug)]
pub(in crate::whatsapp) struct Filled {
    pub template: Template,
    pub rendered: Rendered,
    message: outgoing::Template,
}

/// Fills a template in for a customer of this connection.
pub(in crate::whatsapp) fn fill(
    conn: &ReadConn,
    connection: ConnectionId,
    message: &outgoing::Template,
) -> Result<Result<Filled, Faults>, StorageError> {
    let fault = |path: &str, words: &str| Ok(Err(vec![(path.to_owned(), words.to_owned())]));
    let Some(template) = store::find(conn, message.template_id)? else {
        return fault("template_id", "There is no such template.");
    };
    let account = numbers::by_id(conn, connection)?;
    let same = account.is_some_and(|account| {
        account.environment == template.environment && account.waba_id.as_deref() == Some(&template.waba_id)
    });
    if !same {
        return fault("template_id", "This template belongs to another account.");
    }
    if !template.is_sendable() {
        let words = match template.status {
            Status::Approved => "It has parts Shopbell does not know.",
            _not_approved => "Only approved templates can be sent.",
        };
        return fault("template_id", words);
    }
    let faults = |filled: &Filled| {
        parts::faults(conn, &filled.template.content, filled.template.parameter_format, &filled.message)
    };
    Ok(match filled(template, message) {
        Ok(filled) => {
            let faults = faults(&filled)?;
            if faults.is_empty() { Ok(filled) } else { Err(faults) }
        }
        Err(faults) => Err(faults),
    })
}

fn filled(template: Template, message: &outgoing::Template) -> Result<Filled, Faults> {
    let mut faults = Faults::new();
    let mut message = message.clone();
    let variables = template.content.variables(template.parameter_format);
    message.variables.retain(|name, _| variables.iter().any(|variable| variable.name == *name));
    for variable in &variables {
        let value = message.variables.get(&variable.name).map(|value| flattened(value)).unwrap_or_default();
        let path = format!("variables.{}", variable.name);
        if value.is_empty() {
            faults.push((path, "Please fill this in.".to_owned()));
        } else if value.chars().count() > VALUE_LIMIT {
            faults.push((path, format!("At most {VALUE_LIMIT} characters.")));
        } else {
            message.variables.insert(variable.name.clone(), value);
        }
    }
    let wanted = template.content.header.as_ref().map(|header| header.kind);
    let given = message.header.as_ref();
    match wanted {
        Some(HeaderKind::Image | HeaderKind::Video | HeaderKind::Document) => {
            if given.and_then(|header| header.media_id).is_none() {
                faults.push((
                    "header.media_id".to_owned(),
                    "This template shows a file: choose one.".to_owned(),
                ));
            }
        }
        Some(HeaderKind::Location) => {
            if given.and_then(|header| header.location.as_ref()).is_none() {
                faults.push((
                    "header.location".to_owned(),
                    "This template shows a place: choose one.".to_owned(),
                ));
            }
        }
        Some(HeaderKind::Text) | None => message.header = None,
    }
    let rendered = rendered(&template, &message);
    if rendered.words.chars().count() > BODY_LIMIT {
        faults.push((
            "variables".to_owned(),
            format!("Filled in, the text has more than {BODY_LIMIT} characters."),
        ));
    }
    if faults.is_empty() { Ok(Filled { template, rendered, message }) } else { Err(faults) }
}

/// What the customer will read.
fn rendered(template: &Template, message: &outgoing::Template) -> Rendered {
    let value = |name: &str| message.variables.get(name).cloned();
    let content: &Content = &template.content;
    let header = content.header.as_ref().map(|header| {
        let text = header.text.as_deref().map(|text| {
            placeholders::filled(text, |name| value(&header_variable(template.parameter_format, name)))
        });
        json!({ "type": header.kind, "text": text, "media_id": message.header.as_ref().and_then(|header| header.media_id),
            "location": message.header.as_ref().and_then(|header| header.location.clone()) })
    });
    let words = placeholders::filled(&content.body, value);
    let buttons: Vec<Value> = content
        .buttons
        .iter()
        .enumerate()
        .map(|(index, button)| {
            let url = button.url.as_deref().map(|url| placeholders::filled(url, |_| value(&button_variable(index))));
            json!({ "type": button.kind, "text": button.text, "url": url, "phone_number": button.phone_number })
        })
        .collect();
    let screen = json!({
        "name": template.name, "language": template.language, "header": header, "body": words, "footer": content.footer,
        "buttons": buttons,
    });
    Rendered { words, content: screen }
}

impl Filled {
    /// The `template` object of a send; `None` when the header's file is not at Meta.
    pub(in crate::whatsapp) fn graph(&self, file: impl Fn(MediaId) -> Option<HeaderFile>) -> Option<Value> {
        let content = &self.template.content;
        let mut components = Vec::new();
        if let Some(header) = &content.header {
            let parameters = match header.kind {
                HeaderKind::Text => self.texts(header.text.as_deref().unwrap_or_default(), true),
                HeaderKind::Image | HeaderKind::Video | HeaderKind::Document => {
                    let file = file(self.message.header.as_ref()?.media_id?)?;
                    let mut object = json!({ "id": file.graph_id });
                    let named = file.filename.filter(|_| file.family == "document");
                    if let Some(filename) = named.as_deref().and_then(clean_file_name) {
                        object["filename"] = json!(filename);
                    }
                    vec![json!({ "type": file.family, file.family: object })]
                }
                HeaderKind::Location => {
                    let place = self.message.header.as_ref()?.location.as_ref()?;
                    vec![json!({ "type": "location", "location": place })]
                }
            };
            if !parameters.is_empty() {
                components.push(json!({ "type": "header", "parameters": parameters }));
            }
        }
        let parameters = self.texts(&content.body, false);
        if !parameters.is_empty() {
            components.push(json!({ "type": "body", "parameters": parameters }));
        }
        components.extend(self.buttons());
        Some(json!({ "name": self.template.name, "language": { "code": self.template.language },
            "components": components }))
    }

    /// The parameters of a text, each blank once: by name, or in the order of their numbers.
    fn texts(&self, text: &str, in_header: bool) -> Vec<Value> {
        let format = self.template.parameter_format;
        let mut names = placeholders::names(text);
        if format == ParameterFormat::Positional {
            names.sort_by_key(|name| name.parse::<u32>().unwrap_or(u32::MAX));
        }
        let mut seen = Vec::new();
        let mut parameters = Vec::new();
        for name in names {
            if seen.contains(&name) {
                continue;
            }
            let key = if in_header { header_variable(format, &name) } else { name.clone() };
            let text = self.message.variables.get(&key).cloned().unwrap_or_default();
            parameters.push(match format {
                ParameterFormat::Named => json!({ "type": "text", "parameter_name": name, "text": text }),
                ParameterFormat::Positional => json!({ "type": "text", "text": text }),
            });
            seen.push(name);
        }
        parameters
    }

    fn buttons(&self) -> Vec<Value> {
        let with_blank =
            self.template.content.buttons.iter().enumerate().filter(|(_, button)| button.has_variable());
        with_blank
            .map(|(index, button)| {
                let value = self.message.variables.get(&button_variable(index)).cloned().unwrap_or_default();
                let (sub_type, parameter) = match button.kind {
                    ButtonKind::CopyCode => ("copy_code", json!({ "type": "coupon_code", "coupon_code": value })),
                    ButtonKind::Url | ButtonKind::QuickReply | ButtonKind::PhoneNumber => {
                        ("url", json!({ "type": "text", "text": value }))
                    }
                };
                json!({ "type": "button", "sub_type": sub_type, "index": index.to_string(), "parameters": [parameter] })
            })
            .collect()
    }

    /// The message with its values as Meta takes them.
    pub(in crate::whatsapp) fn into_parts(self) -> (outgoing::Template, Rendered) {
        (self.message, self.rendered)
    }
}
