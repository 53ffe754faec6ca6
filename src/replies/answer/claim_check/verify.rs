//! Lock 3: what the second pass says of each sentence, held against what stands there. The model judges meaning, this
//! code judges presence: a quote that is not in the document, or does not hold the sentence by itself, counts for nothing.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check::{Known, bare};
use super::{Checked, Context, Evidence, Passage};

/// What the second pass may say of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Supported,
    Contradicted,
    Absent,
    NoClaim,
}

/// One sentence as the second pass judged it.
#[derive(Clone, Debug, Deserialize)]
pub struct Judged {
    pub sentence: String,
    pub verdict: Verdict,
    #[serde(default)]
    pub document: Option<Value>,
    #[serde(default)]
    pub quote: Option<String>,
}

/// The tool's whole input.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    pub sentences: Vec<Judged>,
}

impl Verified {
    /// What can be read of the tool's input; an entry of a wrong shape is no entry.
    pub fn read(input: &Value) -> Self {
        let entries = input.get("sentences").and_then(Value::as_array).cloned().unwrap_or_default();
        Self {
            sentences: entries.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect(),
        }
    }
}

/// The tool's schema.
pub fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": {
            "type": "object",
            "properties": {
                "sentence": {"type": "string", "description": "One sentence of the draft, copied word for word. A sentence that joins what stands in several places has one entry for each place, each with the whole sentence and its own quote."},
                "verdict": {"type": "string", "enum": ["supported", "contradicted", "absent", "no_claim"]},
                "document": {"type": "string", "description": "The id of the document that says it; empty when none does."},
                "quote": {"type": "string", "description": "The passage of that document that says it, copied word for word; empty when none does."}
            },
            "required": ["sentence", "verdict", "document", "quote"]
        }}},
        "required": ["sentences"]
    })
}

impl Known<'_> {
    /// All three locks: what the second pass answered, with every quote held against the same two locks.
    pub fn check_verified(&self, draft: &str, verified: &Verified) -> Checked {
        let checked = self.check_before_verifying(draft);
        if checked.verbatim || !checked.holds() {
            return checked;
        }
        hold(draft, checked, self.passages, self.context, verified)
    }

    /// A draft that was written again after a second pass had refused a part of it. Nobody reads it a third time: besides what
    /// stands word for word, a sentence goes only when that pass held it, letter for letter; `held` are those.
    pub fn check_rewritten(&self, draft: &str, held: &[String]) -> Checked {
        let mut checked = self.check_before_verifying(draft);
        let held: Vec<String> = held.iter().map(|sentence| letters(sentence)).collect();
        for sentence in checked.sentences.iter_mut().filter(|sentence| sentence.supported) {
            let claims = !matches!(sentence.kind.as_str(), "talk" | "question");
            if claims && !is_word_for_word(sentence) && !held.contains(&letters(&sentence.text)) {
                refuse(sentence, "no_quote");
            }
        }
        checked
    }
}

fn is_word_for_word(sentence: &super::Sentence) -> bool {
    sentence.kind == "record" && sentence.evidence.as_deref() == Some(sentence.text.as_str())
}

/// Holds what passed the first two locks against the second pass.
fn hold(
    draft: &str,
    mut checked: Checked,
    passages: &[Passage<'_>],
    context: &Context<'_>,
    verified: &Verified,
) -> Checked {
    let whole = letters(draft);
    let judged: Vec<(String, &Judged)> = verified
        .sentences
        .iter()
        .map(|judged| (letters(&judged.sentence), judged))
        .filter(|(sentence, _)| !sentence.is_empty() && whole.contains(sentence.as_str()))
        .collect();
    let mut before = String::new();
    for sentence in &mut checked.sentences {
        let behind = before.clone();
        before.push_str(&sentence.text);
        before.push('\n');
        if !sentence.supported {
            continue;
        }
        if is_word_for_word(sentence) {
            continue;
        }
        let own = letters(&sentence.text);
        let about: Vec<&Judged> = judged
            .iter()
            .filter(|(said, _)| said.contains(&own) || own.contains(said.as_str()))
            .map(|(_, judged)| *judged)
            .collect();
        let covered = covers(&own, &about);
        let verdict = if covered {
            quoted((&behind, &sentence.text), &about, passages, context)
        } else {
            Err("no_quote")
        };
        match verdict {
            Ok(Some(quotes)) => {
                "quote".clone_into(&mut sentence.kind);
                sentence.rest_on(quotes);
            }
            // Nothing is claimed: only what the locks too took for talk or a question.
            Ok(None) if matches!(sentence.kind.as_str(), "talk" | "question") => {}
            Ok(None) => refuse(sentence, "no_quote"),
            Err(_) if matches!(sentence.kind.as_str(), "talk") => {}
            Err(why) => refuse(sentence, why),
        }
    }
    checked
}

fn refuse(sentence: &mut super::Sentence, why: &str) {
    sentence.supported = false;
    why.clone_into(&mut sentence.kind);
    sentence.rest_on(Vec::new());
}

/// Letters and figures alone: how two copies of a sentence are compared.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether what was judged makes up the whole sentence.
fn covers(own: &str, about: &[&Judged]) -> bool {
    let mut rest = own.to_owned();
    for judged in about {
        let said = letters(&judged.sentence);
        if said.contains(own) {
            return true;
        }
        rest = rest.replacen(&said, "", 1);
    }
    rest.is_empty()
}

/// The quotes that hold the sentence by themselves; nothing when it claims nothing.
fn quoted(
    (behind, text): (&str, &str),
    about: &[&Judged],
    passages: &[Passage<'_>],
    context: &Context<'_>,
) -> Result<Option<Vec<Evidence>>, &'static str> {
    if about.iter().any(|judged| matches!(judged.verdict, Verdict::Contradicted | Verdict::Absent)) {
        return Err("no_quote");
    }
    let quotes: Vec<Evidence> = about
        .iter()
        .filter(|judged| judged.verdict == Verdict::Supported)
        .filter_map(|judged| {
            Some(Evidence { passage: place(judged, passages)?, text: judged.quote.clone()? })
        })
        .collect();
    if quotes.is_empty() {
        return if about.iter().all(|judged| judged.verdict == Verdict::NoClaim) {
            Ok(None)
        } else {
            Err("no_quote")
        };
    }
    let alone: Vec<Passage<'_>> = quotes
        .iter()
        .map(|quote| Passage { text: &quote.text, cited: true, ..passages[quote.passage].clone() })
        .collect();
    let held = Known::of(&alone, context).check_behind(behind, text);
    if held.holds() { Ok(Some(quotes)) } else { Err("no_quote") }
}

/// The passage a quote stands in word for word.
fn place(judged: &Judged, passages: &[Passage<'_>]) -> Option<usize> {
    let quote = judged.quote.as_deref().map(str::trim).filter(|quote| !quote.is_empty())?;
    let id = match &judged.document {
        Some(Value::String(id)) => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return None,
    };
    let at = passages.iter().position(|passage| passage.id == id)?;
    let passage = &passages[at];
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let stands =
        plain(passage.text).contains(&plain(quote)) && whole_words(&plain(passage.text), &plain(quote));
    (stands && !bare(quote).is_empty() && passage.cited).then_some(at)
}

/// A quote begins and ends between words.
fn whole_words(text: &str, quote: &str) -> bool {
    text.match_indices(quote).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + quote.len()..].chars().next();
        let joins = |outer: Option<char>, inner: Option<char>| {
            outer.is_some_and(char::is_alphanumeric)
                && inner.is_some_and(char::is_alphanumeric)
                && !matches!(outer, Some('\u{3040}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}'))
        };
        !joins(before, quote.chars().next()) && !joins(after, quote.chars().next_back())
    })
}
