//! What came for one page, read: its words, what they are told by, where it leads. Decides nothing.

use sha2::{Digest as _, Sha256};

use crate::extract::{Extracted, Fault, PageSigns};
use crate::knowledge::Knowledge;
use crate::knowledge::page_text::{self, PageText};
use crate::knowledge::pictures::reason;
use crate::knowledge::types::Reason;
use crate::knowledge::visit::{Validators, Visited};

/// A page that came.
pub(super) struct Brought {
    pub bytes: usize,
    pub validators: Validators,
    pub language: Option<String>,
    pub no_index: bool,
    pub signs: PageSigns,
    pub words: Result<Words, NoWords>,
}

/// What a page says.
pub(super) struct Words {
    pub extracted: Extracted,
    /// SHA-256 of title and text: the same words are the same page, whatever else of it changed.
    pub hash: Vec<u8>,
}

/// Why there are none.
pub(super) enum NoWords {
    /// It has none.
    Empty,
    Unreadable(Reason),
}

/// Takes the words out of a page, in the walled child.
pub(super) async fn read(knowledge: &Knowledge, visited: Visited) -> Brought {
    let Visited { fetched, validators, language, no_index } = visited;
    let bytes = fetched.content.len();
    let PageText { text, signs } = page_text::read(&knowledge.extractor, fetched).await;
    let words = match text {
        Ok(extracted) => Ok(Words { hash: hash(&extracted), extracted }),
        Err(Fault::NoText | Fault::EmptyPage) => Err(NoWords::Empty),
        Err(fault) => Err(NoWords::Unreadable(reason(fault))),
    };
    let language = signs.language.clone().or(language);
    Brought { bytes, validators, language, no_index: no_index || signs.no_index, signs, words }
}

fn hash(extracted: &Extracted) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(extracted.title.as_deref().unwrap_or_default());
    hash.update([0_u8]);
    hash.update(&extracted.text);
    hash.finalize().to_vec()
}
