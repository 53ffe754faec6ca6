//! What came for one page, read: its words, what they are told by, where it leads. Decides nothing.

use sha2::{Digest as _, Sha256};

use crate::extract::{Extracted, Fault, Kind, PageSigns, recognise};
use crate::knowledge::Knowledge;
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
    let (text, signs) = if fetched.kind == Kind::Html {
        match knowledge.extractor.web_page(fetched.content).await {
            Ok(page) => (page.text, page.signs),
            Err(fault) => (Err(fault), PageSigns::default()),
        }
    } else {
        // What a site calls text may still be a program; the same check as for files.
        let kind = recognise(None, Some(fetched.kind.media_type()), &fetched.content);
        let text = match kind {
            Ok(kind) => knowledge.extractor.extract(kind, fetched.content).await,
            Err(fault) => Err(fault),
        };
        (text, PageSigns::default())
    };
    let words = match text {
        Ok(extracted) => Ok(Words { hash: hash(&extracted), extracted }),
        Err(Fault::NoText) => Err(NoWords::Empty),
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
