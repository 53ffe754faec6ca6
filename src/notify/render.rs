//! What a message of notices says, in the reader's language: one notice as it is, several as one digest.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::types::{Kept, Phase, Urgency, Words, urgency};
use crate::languages;

/// The language of whoever reads another.
const USUAL: &str = "en";
/// Notices a digest names one by one; of the rest only the number is told.
const NAMED: usize = 20;
/// Characters of a title, and of the text on a lock screen.
const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 400;

/// The fixed words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fixed {
    several: String,
    over: String,
    open: String,
    why: String,
    pub test_title: String,
    pub test_body: String,
}

static FIXED: LazyLock<BTreeMap<&'static str, Fixed>> = LazyLock::new(|| {
    [("en", include_str!("words/en.toml")), ("it", include_str!("words/it.toml"))]
        .into_iter()
        .filter_map(|(language, text)| Some((language, toml::from_str(text).ok()?)))
        .collect()
});

/// The fixed words for a reader of this language; `pt-BR` reads Portuguese where there is some.
pub(super) fn fixed(language: &str) -> Option<&'static Fixed> {
    by_language(&FIXED, language)
}

fn by_language<'a, K: AsRef<str> + Ord + std::borrow::Borrow<str>, T>(
    words: &'a BTreeMap<K, T>,
    language: &str,
) -> Option<&'a T> {
    words.get(language).or_else(|| words.get(languages::base(language))).or_else(|| words.get(USUAL))
}

/// A message as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub title: String,
    /// A few lines, for a lock screen.
    pub body: String,
    /// Every notice, for a letter.
    pub long: String,
    /// A place of the screens.
    pub link: String,
    /// A newer message of the same tag takes this one's place on a screen.
    pub tag: String,
    pub urgency: Urgency,
}

/// What these notices say together. `None` when there is nothing to say.
pub(super) fn render(notices: &[Kept], language: &str) -> Option<Rendered> {
    let fixed = fixed(language)?;
    let groups = by_kind(notices);
    let titles: Vec<String> = groups.iter().filter_map(|group| title(group, fixed, language)).collect();
    let urgency = urgency(notices);
    let (first, rest) = groups.split_first()?;
    let rendered = if rest.is_empty() {
        let body =
            if first.len() == 1 { words(first[0], language)?.body.clone() } else { bodies(first, language) };
        let tag = match first[..] {
            [one] => format!("{}:{}", one.kind, one.key),
            _ => format!("{}:several", first[0].kind),
        };
        Rendered {
            title: titles.first()?.clone(),
            long: body.clone(),
            body,
            link: first[0].link.clone(),
            tag,
            urgency,
        }
    } else {
        let long: Vec<String> =
            groups.iter().zip(&titles).map(|(group, title)| listed(group, title, language)).collect();
        Rendered {
            title: fixed.several.replace("{count}", &notices.len().to_string()),
            body: titles.join("\n"),
            long: long.join("\n\n"),
            link: "/".to_owned(),
            tag: "several".to_owned(),
            urgency,
        }
    };
    Some(Rendered {
        title: cut(&rendered.title, LONGEST_TITLE),
        body: cut(&rendered.body, LONGEST_BODY),
        ..rendered
    })
}

/// A letter's text: what happened, where to look, and why one is told.
pub(super) fn letter(rendered: &Rendered, address: Option<&str>, language: &str) -> String {
    let Some(fixed) = fixed(language) else { return rendered.long.clone() };
    let look = address.map(|address| fixed.open.replace("{address}", address));
    let parts = [
        Some(rendered.title.clone()),
        Some(rendered.long.clone()),
        look,
        Some(format!("-- \n{}", fixed.why)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{}\n", parts.join("\n\n"))
}

/// What the notices say on one line, for a template's blank.
pub(super) fn line(rendered: &Rendered, longest: usize) -> String {
    let all = [rendered.title.as_str(), rendered.long.as_str()].join(": ");
    let words: Vec<&str> = all.split_whitespace().collect();
    cut(&words.join(" "), longest)
}

/// Of one kind and phase together, in the order they came.
fn by_kind(notices: &[Kept]) -> Vec<Vec<&Kept>> {
    let mut groups: Vec<Vec<&Kept>> = Vec::new();
    for notice in notices {
        let same = |group: &&mut Vec<&Kept>| group[0].kind == notice.kind && group[0].phase == notice.phase;
        match groups.iter_mut().find(same) {
            Some(group) => group.push(notice),
            None => groups.push(vec![notice]),
        }
    }
    groups
}

fn words<'a>(notice: &'a Kept, language: &str) -> Option<&'a Words> {
    by_language(&notice.words, language)
}

fn title(group: &[&Kept], fixed: &Fixed, language: &str) -> Option<String> {
    let words = words(group[0], language)?;
    let title = match group.len() {
        1 => words.title.clone(),
        count => words.several.replace("{count}", &count.to_string()),
    };
    Some(match group[0].phase {
        Phase::Raised => title,
        Phase::Over => fixed.over.replace("{title}", &title),
    })
}

/// The titles of several of one kind, one a line.
fn bodies(group: &[&Kept], language: &str) -> String {
    let mut titles: Vec<&str> =
        group.iter().filter_map(|notice| words(notice, language)).map(|words| words.title.as_str()).collect();
    titles.dedup();
    let more = titles.len().saturating_sub(NAMED);
    let mut lines: Vec<String> = titles.into_iter().take(NAMED).map(str::to_owned).collect();
    if more > 0 {
        lines.push(format!("+ {more}"));
    }
    lines.join("\n")
}

fn listed(group: &[&Kept], title: &str, language: &str) -> String {
    let body = match group {
        [one] => words(one, language).map_or_else(String::new, |words| words.body.clone()),
        several => bodies(several, language),
    };
    if body.is_empty() { title.to_owned() } else { format!("{title}\n{body}") }
}

/// The text, or as much of it as there is room for, cut between words where there are some.
fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let room: String = text.chars().take(longest.saturating_sub(1)).collect();
    let end = room.rfind(char::is_whitespace).filter(|end| *end > room.len() / 2).unwrap_or(room.len());
    format!("{}…", room[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::NoticeId;

    fn notice(kind: &str, key: &str, phase: Phase) -> Kept {
        let words = |language: &str| {
            let words = Words {
                title: format!("{kind} {key} ({language})"),
                body: format!("About {key}."),
                several: format!("{{count}} of {kind} ({language})"),
            };
            (language.to_owned(), words)
        };
        Kept {
            id: NoticeId::new(1),
            kind: kind.to_owned(),
            key: key.to_owned(),
            phase,
            urgency: Urgency::Normal,
            words: [words("en"), words("it")].into(),
            link: format!("/{kind}"),
            patient: false,
            created_at: Timestamp::from_seconds(1),
        }
    }

    #[test]
    fn one_notice_is_told_as_it_is_and_its_end_by_the_same_tag() {
        let raised = render(&[notice("link", "7", Phase::Raised)], "it-CH").unwrap();
        assert_eq!((raised.title.as_str(), raised.link.as_str()), ("link 7 (it)", "/link"));
        let over = render(&[notice("link", "7", Phase::Over)], "de").unwrap();
        assert_eq!(over.title, "Over: link 7 (en)");
        assert_eq!(raised.tag, over.tag, "the end takes the place of the beginning");
        assert_eq!(render(&[], "en"), None);
    }

    #[test]
    fn twenty_are_one_digest() {
        let mut notices: Vec<Kept> =
            (0..25).map(|key| notice("draft", &key.to_string(), Phase::Raised)).collect();
        let drafts = render(&notices, "en").unwrap();
        assert_eq!(drafts.title, "25 of draft (en)");
        assert!(drafts.long.ends_with("\n+ 5"), "{}", drafts.long);
        assert!(drafts.body.chars().count() <= LONGEST_BODY);
        notices.push(notice("link", "7", Phase::Raised));
        let digest = render(&notices, "it").unwrap();
        assert_eq!(digest.title, "26 avvisi dal tuo negozio");
        assert_eq!(digest.body, "25 of draft (it)\nlink 7 (it)");
        assert!(digest.long.contains("link 7 (it)\nAbout 7."), "{}", digest.long);
        assert!(!line(&digest, 60).contains('\n'));
    }

    #[test]
    fn every_language_has_all_words() {
        assert_eq!(FIXED.len(), 2);
        for fixed in FIXED.values() {
            assert!(fixed.several.contains("{count}") && fixed.over.contains("{title}"));
            assert!(fixed.open.contains("{address}"));
        }
    }

    #[test]
    fn long_text_is_cut_between_words_and_letters_stay_whole() {
        assert_eq!(cut("one two three", 9), "one two…");
        assert_eq!(cut("è̀ààààà", 3).chars().last(), Some('…'));
    }
}
