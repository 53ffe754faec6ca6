//! Reads a customer's PDF in the locked child process, as any document of a stranger is read. No model is asked.

use bytes::Bytes;

use super::outcome::{Outcome, Trouble};
use crate::extract::{Extractor, Fault, Kind};
use crate::inbox::{FoundWords, MediaTextFault, NoWords};
use crate::letters;
use crate::llm;

/// Characters of a document's beginning that are kept and answered.
const MOST_CHARACTERS: usize = 2_000;

/// The beginning of its text. Without a question in it or beside it, it is for people: nobody knows what is wanted.
pub(super) async fn read(extractor: &Extractor, document: Bytes, is_asked_about: bool) -> Outcome {
    let text = match extractor.extract(Kind::Pdf, document).await {
        Ok(extracted) => llm::clean(&extracted.text),
        Err(fault) => return Outcome::none(fault_of(fault)),
    };
    let text: String = text.trim().chars().take(MOST_CHARACTERS).collect();
    if text.is_empty() {
        return Outcome::none(MediaTextFault::Nothing);
    }
    let asks = is_asked_about || letters::asks(&text);
    let words = FoundWords { text, language: None, model: None };
    let for_person =
        |words| Trouble::NoWords(NoWords { fault: MediaTextFault::ForPerson, words: Some(words) });
    Outcome { found: if asks { Ok(words) } else { Err(for_person(words)) }, call: None }
}

fn fault_of(fault: Fault) -> MediaTextFault {
    match fault {
        Fault::NoText | Fault::EmptyPage => MediaTextFault::Nothing,
        Fault::TooLarge | Fault::TooMuchText => MediaTextFault::TooLong,
        Fault::TimedOut => MediaTextFault::TooSlow,
        Fault::UnsupportedKind
        | Fault::OldOffice
        | Fault::Foreign(_)
        | Fault::Mismatch
        | Fault::Locked
        | Fault::Broken
        | Fault::Bomb
        | Fault::TooDeep
        | Fault::UnknownEncoding
        | Fault::Crashed
        | Fault::NoSandbox => MediaTextFault::Refused,
    }
}
