//! How many columns a style gives a grid.

/// How many columns a style names; nothing where their number depends on the width of the screen.
pub(super) fn columns_of(style: &str) -> Option<usize> {
    let style = style.to_ascii_lowercase();
    let (_, value) = style.split_once("grid-template-columns")?;
    let value = value.trim_start().strip_prefix(':')?.split([';', '}']).next()?.trim();
    let mut columns = 0;
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("repeat(") {
        let (inner, behind) = after.split_once(')')?;
        let (times, each) = inner.split_once(',')?;
        columns += words(before) + times.trim().parse::<usize>().ok()? * words(each).max(1);
        rest = behind;
    }
    Some(columns + words(rest))
}

/// Widths of columns, `minmax(0, 1fr)` being one.
fn words(widths: &str) -> usize {
    let mut depth = 0;
    let plain: String = widths
        .chars()
        .filter(|letter| {
            depth += i32::from(*letter == '(') - i32::from(*letter == ')');
            depth == 0 && *letter != ')'
        })
        .collect();
    plain.split_whitespace().filter(|word| !word.starts_with('[')).count()
}
