//! How a style sets letters: as those beside them, smaller, or raised.

/// How a style sets the letters of an element against those beside them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Stature {
    /// The style says nothing of it.
    #[default]
    Usual,
    Small,
    Raised,
}

impl Stature {
    /// What a style without blanks says, where it says something.
    pub(super) fn of(style: &str) -> Option<Self> {
        let value = |name: &str| {
            style.split(';').filter_map(|rule| rule.strip_prefix(name)?.strip_prefix(':')).next_back()
        };
        let small = value("font-size").map(is_smaller);
        let raised = value("vertical-align").map(|align| match align {
            "super" => true,
            "top" | "text-top" => small == Some(true),
            length => length.starts_with(|first: char| ('1'..='9').contains(&first) || first == '.'),
        });
        let lifted = value("position") == Some("relative")
            && small == Some(true)
            && value("top").is_some_and(|top| top.starts_with('-'));
        match (raised, small) {
            (Some(true), _) => Some(Self::Raised),
            _ if lifted => Some(Self::Raised),
            (_, Some(true)) => Some(Self::Small),
            (None, None) => None,
            (_, _) => Some(Self::Usual),
        }
    }
}

/// Smaller than what stands around it; a size in pixels says nothing of that.
fn is_smaller(size: &str) -> bool {
    if matches!(size, "smaller" | "small" | "x-small" | "xx-small") {
        return true;
    }
    let digits =
        size.len() - size.trim_start_matches(|byte: char| byte.is_ascii_digit() || byte == '.').len();
    let Ok(number) = size[..digits].parse::<f32>() else { return false };
    match &size[digits..] {
        "em" | "rem" => number < 1.0,
        "%" => number < 100.0,
        _ => false,
    }
}
