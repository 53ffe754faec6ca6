//! What some languages write on the word itself: articles, prepositions, the endings of Korean nouns.

use std::sync::LazyLock;

use super::key::key;

/// Arabic and Hebrew write "and", "the", "in" on the word itself, Korean what it is in the sentence.
pub(super) fn without_article(tag: &str, folded: &str) -> Option<String> {
    let starts: &[&str] = match tag {
        "ar" | "fa" | "ur" => &["وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف"],
        "he" => &["וה", "ה", "ו", "ב", "ל", "מ", "ש", "כ"],
        "ko" => return without_particle(folded),
        _ => return None,
    };
    let bare = starts.iter().find_map(|start| folded.strip_prefix(start))?;
    (bare.chars().count() > 2).then(|| bare.to_owned())
}

/// Endings of Korean nouns, the longest first; folded letters are the parts of its syllables.
static PARTICLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let said = "입니다 이에요 예요 에서 부터 까지 으로 은 는 이 가 을 를 에 로 과 와 도 만 의";
    said.split(' ').map(key).collect()
});

fn without_particle(folded: &str) -> Option<String> {
    let bare = PARTICLES.iter().find_map(|particle| folded.strip_suffix(particle.as_str()))?;
    (bare.chars().count() > 1).then(|| bare.to_owned())
}
