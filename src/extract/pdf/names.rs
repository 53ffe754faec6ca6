//! Which letters a glyph stands for: what the font's map says, else what the embedded font file itself says, else a
//! code that is plainly a letter, else the mark for "unknown". Never nothing, so that a missing digit shows.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_interpret::CacheKey as _;
use hayro_interpret::font::{Glyph, OutlineGlyph, PositionedGlyph};
use hayro_interpret::hayro_cmap::BfString;
use skrifa::MetadataProvider as _;
use unicode_normalization::UnicodeNormalization as _;

/// Stands for a letter nobody can name.
pub(super) const UNKNOWN: char = '\u{FFFD}';
/// Glyphs remembered; more in one document are looked up each time.
const MAX_REMEMBERED: usize = 100_000;
/// Ligatures of TeX's drawn fonts, by code.
const TEX_LIGATURES: [&str; 5] = ["ff", "fi", "fl", "ffi", "ffl"];

/// What one glyph is called, and by which font.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub text: Rc<str>,
    pub font: u64,
}

/// Remembers names and turned-round maps of a document.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<(u128, u32), Name>,
    /// Of an embedded font: the letter of each glyph.
    maps: HashMap<u128, HashMap<u32, char>>,
}

impl Names {
    pub fn of(&mut self, glyph: &PositionedGlyph<'_>) -> Name {
        let key = match &**glyph {
            Glyph::Outline(outline) => outline.identifier().cache_key(),
            Glyph::Type3(drawing) => drawing.cache_key(),
        };
        let key = (key, glyph.char_code());
        // Two fonts may share one program and differ in their maps: only what the map itself said is shared by name.
        let said = glyph.as_unicode().map(|text| match text {
            BfString::Char(letter) => letter.to_string(),
            BfString::String(text) => text,
        });
        let said = said.filter(|text| is_letter(text));
        if let Some(name) = self.known.get(&key)
            && said.as_deref().is_none_or(|said| clean(said) == *name.text)
        {
            return name.clone();
        }
        let text = said.or_else(|| match &**glyph {
            Glyph::Outline(outline) => self.own_map(outline),
            Glyph::Type3(drawing) => from_code(drawing.char_code()),
        });
        let text = text.map_or_else(|| UNKNOWN.to_string(), |text| clean(&text));
        let name = Name { text: Rc::from(text), font: font_of(glyph) };
        if self.known.len() < MAX_REMEMBERED {
            self.known.insert(key, name.clone());
        }
        name
    }

    /// The embedded font's own map, turned round.
    fn own_map(&mut self, glyph: &OutlineGlyph) -> Option<String> {
        let data = glyph.font_data()?;
        let map = self.maps.entry(data.cache_key).or_insert_with(|| turned_round((*data.data).as_ref()));
        map.get(&glyph.glyph_id().to_u32()).map(char::to_string)
    }
}

fn turned_round(data: &[u8]) -> HashMap<u32, char> {
    let mut map = HashMap::new();
    let Ok(font) = skrifa::FontRef::new(data) else { return map };
    for (code, glyph) in font.charmap().mappings() {
        let Some(letter) = char::from_u32(code) else { continue };
        if is_letter(letter.encode_utf8(&mut [0; 4])) {
            map.entry(glyph.to_u32()).or_insert(letter);
        }
    }
    map
}

fn font_of(glyph: &PositionedGlyph<'_>) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    match &**glyph {
        Glyph::Outline(outline) => {
            if let Some(data) = outline.font_data() {
                (data.postscript_name, data.weight).hash(&mut hasher);
            }
        }
        Glyph::Type3(_) => {}
    }
    hasher.finish()
}

/// Codes of fonts drawn by hand that follow ASCII, as TeX's do.
fn from_code(code: u32) -> Option<String> {
    match code {
        0x0b..=0x0f => TEX_LIGATURES.get(code as usize - 0x0b).map(|text| (*text).to_owned()),
        0x20..=0x7e => char::from_u32(code).map(|letter| letter.to_string()),
        _ => None,
    }
}

/// Control characters and places for private use are no letters anybody reads.
fn is_letter(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|letter| {
            (!letter.is_control() || letter.is_whitespace())
                && !matches!(letter, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' | UNKNOWN)
        })
}

/// Ligatures, wide forms and the shapes of Arabic and Hebrew letters become the letters themselves.
fn clean(text: &str) -> String {
    let shaped = |letter: char| matches!(letter, '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{FF01}'..='\u{FF5E}' | '\u{2E80}'..='\u{2FDF}');
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\t' | '\n' | '\r' => {
                clean.push(' ');
            }
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => {}
            '\u{2010}' | '\u{2011}' => clean.push('-'),
            letter if shaped(letter) => clean.extend(letter.nfkc()),
            letter => clean.push(letter),
        }
    }
    clean
}
