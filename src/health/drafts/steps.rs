//! How a draft and the steps of its reader stand together: each step on a line of its own, with its number.

/// A text with its steps below it.
pub(super) fn below<S: AsRef<str>>(text: &str, steps: &[S]) -> String {
    let lines = steps.iter().enumerate().map(|(place, step)| format!("{}. {}", place + 1, step.as_ref()));
    std::iter::once(text.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
}
