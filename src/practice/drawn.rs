//! How a phone is drawn: reactions, changes and withdrawals on the messages they are for, what is quoted, and the files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::Practice;
use super::meta::Sent;
use super::said::File;
use super::types::{PracticeMedia, PracticeMessage, PracticeReaction, Sender};
use crate::media::clean_file_name;

/// Types that bring a file.
const FILES: [&str; 5] = ["image", "video", "audio", "document", "sticker"];

/// What the shop said, without whom to and for whom.
pub(super) fn what_was_said(sent: &Sent) -> Value {
    let mut said = Map::from_iter([("type".to_owned(), Value::from(sent.kind.as_str()))]);
    for key in [sent.kind.as_str(), "context"] {
        if let Some(part) = sent.body.get(key) {
            said.insert(key.to_owned(), part.clone());
        }
    }
    if let Some(shown) = &sent.shown {
        said.insert("rendered".to_owned(), shown.clone());
    }
    Value::Object(said)
}

impl Practice {
    /// The lines as the phone shows them, oldest first.
    pub(super) fn draw(&self, lines: Vec<PracticeMessage>, typing: bool) -> Vec<PracticeMessage> {
        let alone = lines.len() == 1;
        let mut drawn: Vec<PracticeMessage> = Vec::with_capacity(lines.len());
        for mut line in lines {
            if !alone && attach(&mut drawn, &line) {
                continue;
            }
            line.quoted = quoted(&line.content).and_then(|wamid| find(&drawn, wamid)).map(|at| drawn[at].id);
            line.media = self.medium_of(&line);
            drawn.push(line);
        }
        if let Some(line) = drawn.iter_mut().rev().find(|line| line.from == Sender::Customer) {
            line.typing = typing;
        }
        drawn
    }

    /// An uploaded file, as a webhook names it.
    pub(super) fn file(&self, id: &str) -> Option<File> {
        let (mime_type, bytes) = self.meta.medium(id)?;
        Some(File { id: id.to_owned(), mime_type, sha256: BASE64.encode(Sha256::digest(&bytes)) })
    }

    fn medium_of(&self, line: &PracticeMessage) -> Option<PracticeMedia> {
        let kind = FILES.into_iter().find(|kind| line.kind == *kind)?;
        let said = line.content.get(kind)?;
        let id = said.get("id")?.as_str()?;
        let (mime_type, bytes) = self.meta.medium(id)?;
        let filename = said.get("filename").and_then(Value::as_str).and_then(clean_file_name);
        Some(PracticeMedia { id: id.to_owned(), mime_type, bytes: bytes.len() as u64, filename })
    }
}

/// Puts a line that only changes another one where it belongs; false when it stands for itself.
fn attach(lines: &mut [PracticeMessage], line: &PracticeMessage) -> bool {
    match line.kind.as_str() {
        "reaction" => react(lines, line),
        "edit" => change(lines, line),
        "revoke" => take_back(lines, line),
        _itself => return false,
    }
    true
}

fn change(lines: &mut [PracticeMessage], line: &PracticeMessage) {
    let edit = &line.content["edit"];
    let target = edit["original_message_id"].as_str().and_then(|wamid| find(lines, wamid));
    let Some(target) = target.and_then(|at| lines.get_mut(at)) else { return };
    target.text.clone_from(&line.text);
    target.edited = true;
}

fn take_back(lines: &mut [PracticeMessage], line: &PracticeMessage) {
    let wamid = line.content["revoke"]["original_message_id"].as_str();
    let Some(target) = wamid.and_then(|wamid| find(lines, wamid)).and_then(|at| lines.get_mut(at)) else {
        return;
    };
    target.revoked = true;
    target.text.clear();
    target.content = Value::Object(Map::new());
    target.media = None;
    target.reactions.clear();
}

/// The message a line quotes, by the key either side uses.
fn quoted(content: &Value) -> Option<&str> {
    let context = content.get("context")?;
    context.get("id").or_else(|| context.get("message_id"))?.as_str()
}

fn find(lines: &[PracticeMessage], wamid: &str) -> Option<usize> {
    lines.iter().rposition(|line| line.wamid == wamid)
}

/// One reaction per side: a later one replaces it, an empty one takes it back.
fn react(lines: &mut [PracticeMessage], line: &PracticeMessage) {
    let said = &line.content["reaction"];
    let target = said["message_id"].as_str().and_then(|wamid| find(lines, wamid));
    let Some(target) = target.and_then(|at| lines.get_mut(at)) else { return };
    target.reactions.retain(|earlier| earlier.from != line.from);
    if let Some(emoji) = said["emoji"].as_str().filter(|emoji| !emoji.is_empty()) {
        target.reactions.push(PracticeReaction { emoji: emoji.to_owned(), from: line.from });
    }
}
