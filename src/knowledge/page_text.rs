//! The text of a page that came, taken out in the walled child, and what the page says of itself. Decides nothing.

use super::fetch::Fetched;
use crate::extract::{Extracted, Extractor, Fault, Kind, PageSigns, recognise};

/// What was read of a page.
pub(super) struct PageText {
    pub text: Result<Extracted, Fault>,
    pub signs: PageSigns,
}

pub(super) async fn read(extractor: &Extractor, fetched: Fetched) -> PageText {
    if fetched.kind == Kind::Html {
        return match extractor.web_page(fetched.content).await {
            Ok(page) => PageText { text: page.text, signs: page.signs },
            Err(fault) => PageText { text: Err(fault), signs: PageSigns::default() },
        };
    }
    // What a site calls text may still be a program; the same check as for files.
    let text = match recognise(None, Some(fetched.kind.media_type()), &fetched.content) {
        Ok(kind) => extractor.extract(kind, fetched.content).await,
        Err(fault) => Err(fault),
    };
    PageText { text, signs: PageSigns::default() }
}
