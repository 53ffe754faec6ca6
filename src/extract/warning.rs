//! What a reader could not be sure of or had to leave out, and where. A warning never stops a document from
//! being used; screens say it in words (`ui/src/locales`, knowledge.json, `warnings`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Warnings kept for one document; the worst pages of a bad scan need not be told one by one.
pub const MAX_WARNINGS: usize = 50;
/// Characters of one parameter.
const MAX_PARAM: usize = 120;

/// What was noticed. Every code has its words on the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Letters whose font does not say what they are; each is a U+FFFD in the text. Parameter `letters`, how many.
    UnknownLetters,
    /// A page that is a picture: what it shows is not in the text.
    PictureOfText,
    /// A scan whose words another program recognised; they may be wrong.
    RecognisedText,
    /// A page that is a picture and was read by the model; it counts once a person confirms it.
    ReadByModel,
    /// A page that is a picture, which the model could not read.
    NotReadByModel,
    /// A page that could not be read.
    UnreadablePage,
    /// Only the beginning was read: the limit of text was reached. Parameter `pages`, those read.
    CutShort,
    /// The file ends in the middle of what it holds: the rest did not arrive.
    CutOff,
    /// Pictures of a document that says little in words. Parameter `pictures`, how many.
    PicturesNotRead,
    /// A page of the web that says next to nothing without its program.
    NearlyEmpty,
    /// Pages shown inside a page of the web. Parameter `pages`, how many.
    InnerPagesNotRead,
    /// Sheets hidden in the file were left out. Parameters `sheets`, how many, and `names`.
    HiddenSheets,
    /// Rows or columns hidden in the file were left out. Parameter `count`, rows they touch.
    HiddenCells,
    /// Cells whose formula has no result in the file. Parameter `count`.
    FormulasWithoutResult,
    /// The encoding of the letters was guessed. Parameter `encoding`.
    EncodingInDoubt,
    /// Single bytes that are no letters in the file's encoding; each is a U+FFFD. Parameter `letters`.
    DamagedLetters,
    /// A row of a CSV whose quotes do not close; it was read as it stands.
    QuotesInDoubt,
    /// Numbers of a CSV whose comma or point may part the decimals or the thousands. Parameter `count`; the row is the first.
    DecimalsInDoubt,
    /// Numbers of an old workbook were read without the way it shows them.
    PlainNumbers,
    /// A web shop has more products than are told of: the oldest are left out. Parameter `count`.
    ProductsLeftOut,
    /// Products with more variants than are told of. Parameter `count`.
    VariantsLeftOut,
    /// Products told of without the shop's words about them, the oldest. Parameter `count`.
    WordsLeftOut,
    /// Terms of a web shop so long that only their beginning is told. Parameter `count`.
    TermsCut,
}

/// Where it was noticed, as far as the kind of document has such a place. Counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
}

/// One thing a person should know about the text that was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    pub code: WarningCode,
    #[serde(default)]
    pub place: Place,
    /// Particulars the words name, such as `count`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl WarningCode {
    pub const ALL: [Self; 23] = [
        Self::UnknownLetters,
        Self::PictureOfText,
        Self::RecognisedText,
        Self::ReadByModel,
        Self::NotReadByModel,
        Self::UnreadablePage,
        Self::CutShort,
        Self::CutOff,
        Self::PicturesNotRead,
        Self::NearlyEmpty,
        Self::InnerPagesNotRead,
        Self::HiddenSheets,
        Self::HiddenCells,
        Self::FormulasWithoutResult,
        Self::EncodingInDoubt,
        Self::DamagedLetters,
        Self::QuotesInDoubt,
        Self::DecimalsInDoubt,
        Self::PlainNumbers,
        Self::ProductsLeftOut,
        Self::VariantsLeftOut,
        Self::WordsLeftOut,
        Self::TermsCut,
    ];

    /// The word scripts and screens know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownLetters => "unknown_letters",
            Self::PictureOfText => "picture_of_text",
            Self::RecognisedText => "recognised_text",
            Self::ReadByModel => "read_by_model",
            Self::NotReadByModel => "not_read_by_model",
            Self::UnreadablePage => "unreadable_page",
            Self::CutShort => "cut_short",
            Self::CutOff => "cut_off",
            Self::PicturesNotRead => "pictures_not_read",
            Self::NearlyEmpty => "nearly_empty",
            Self::InnerPagesNotRead => "inner_pages_not_read",
            Self::HiddenSheets => "hidden_sheets",
            Self::HiddenCells => "hidden_cells",
            Self::FormulasWithoutResult => "formulas_without_result",
            Self::EncodingInDoubt => "encoding_in_doubt",
            Self::DamagedLetters => "damaged_letters",
            Self::QuotesInDoubt => "quotes_in_doubt",
            Self::DecimalsInDoubt => "decimals_in_doubt",
            Self::PlainNumbers => "plain_numbers",
            Self::ProductsLeftOut => "products_left_out",
            Self::VariantsLeftOut => "variants_left_out",
            Self::WordsLeftOut => "words_left_out",
            Self::TermsCut => "terms_cut",
        }
    }
}

impl Warning {
    pub fn new(code: WarningCode) -> Self {
        Self { code, place: Place::default(), params: BTreeMap::new() }
    }

    #[must_use]
    pub fn on_page(mut self, page: usize) -> Self {
        self.place.page = u32::try_from(page).ok();
        self
    }

    #[must_use]
    pub fn in_row(mut self, row: usize) -> Self {
        self.place.row = u32::try_from(row).ok();
        self
    }

    #[must_use]
    pub fn in_sheet(mut self, sheet: &str) -> Self {
        self.place.sheet = Some(sheet.to_owned());
        self
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// What the parent believes of a child's word: nothing long.
    pub(super) fn bounded(mut self) -> Self {
        self.params.values_mut().for_each(|value| *value = value.chars().take(MAX_PARAM).collect());
        self.place.sheet = self.place.sheet.map(|name| name.chars().take(MAX_PARAM).collect());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_the_same_everywhere() {
        for code in WarningCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn long_particulars_are_cut() {
        let warning = Warning::new(WarningCode::CutShort).on_page(3).with("pages", "9".repeat(500)).bounded();
        assert_eq!((warning.place.page, warning.params["pages"].len()), (Some(3), MAX_PARAM));
    }
}
