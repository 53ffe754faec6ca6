//! Marks that are set while a text is written and decided on when all of it is known: WhatsApp shows them only around
//! whole words of one line, and everywhere else they would stand there as stars.

/// A way to set words off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Bold,
    Italic,
    Struck,
}

impl Mark {
    const ALL: [Self; 3] = [Self::Bold, Self::Italic, Self::Struck];

    /// Stand-ins from Unicode's private use, which no text of a model keeps.
    pub(super) const fn open(self) -> char {
        match self {
            Self::Bold => '\u{E000}',
            Self::Italic => '\u{E001}',
            Self::Struck => '\u{E002}',
        }
    }

    pub(super) const fn close(self) -> char {
        match self {
            Self::Bold => '\u{E003}',
            Self::Italic => '\u{E004}',
            Self::Struck => '\u{E005}',
        }
    }

    const fn shown(self) -> &'static str {
        match self {
            Self::Bold => "*",
            Self::Italic => "_",
            Self::Struck => "~",
        }
    }

    /// As Markdown has it.
    const fn written(self) -> &'static str {
        match self {
            Self::Bold => "**",
            Self::Italic => "*",
            Self::Struck => "~~",
        }
    }

    fn opened_by(stand_in: char) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.open() == stand_in)
    }

    fn closed_by(stand_in: char) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.close() == stand_in)
    }
}

fn is_stand_in(letter: char) -> bool {
    Mark::opened_by(letter).is_some() || Mark::closed_by(letter).is_some()
}

/// A text without any stand-ins.
pub(super) fn without(text: &str) -> String {
    text.chars().filter(|letter| !is_stand_in(*letter)).collect()
}

/// Every pair becomes what WhatsApp shows, or nothing where WhatsApp would not show it. Stars between figures were never
/// marks.
pub(super) fn settled(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut shown: Vec<&'static str> = vec![""; letters.len()];
    let mut open: Vec<(Mark, usize)> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if let Some(mark) = Mark::opened_by(*letter) {
            open.push((mark, at));
        } else if let Some(mark) = Mark::closed_by(*letter)
            && let Some(begun) = open.iter().rposition(|(begun, _)| *begun == mark)
        {
            let (_, start) = open.remove(begun);
            let words = if may_show(&letters, start, at) {
                mark.shown()
            } else if is_between_figures(&letters, start) || is_between_figures(&letters, at) {
                mark.written()
            } else {
                ""
            };
            (shown[start], shown[at]) = (words, words);
        }
    }
    let mut out = String::with_capacity(text.len());
    for (letter, words) in letters.into_iter().zip(shown) {
        if is_stand_in(letter) {
            out.push_str(words);
        } else {
            out.push(letter);
        }
    }
    out
}

fn is_between_figures(letters: &[char], at: usize) -> bool {
    let figure = |letter: Option<&char>| letter.is_some_and(char::is_ascii_digit);
    figure(letters[..at].last()) && figure(letters.get(at + 1))
}

/// Whole words of one line, and something at all.
fn may_show(letters: &[char], start: usize, end: usize) -> bool {
    let inside = &letters[start + 1..end];
    let words: Vec<char> = inside.iter().copied().filter(|letter| !is_stand_in(*letter)).collect();
    let beside = |letter: Option<&char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let before = letters[..start].iter().rev().find(|letter| !is_stand_in(**letter));
    let after = letters[end + 1..].iter().find(|letter| !is_stand_in(**letter));
    let (first, last) = (words.first(), words.last());
    first.is_some_and(|letter| !letter.is_whitespace())
        && last.is_some_and(|letter| !letter.is_whitespace())
        && !words.contains(&'\n')
        && beside(before)
        && beside(after)
}
