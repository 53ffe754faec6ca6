//! Takes out what a model thinks aloud: reasoning that some servers leave in the text between tags of their own.
//! What vendors send as reasoning apart from the text is never read at all.

/// The tags in use, in small letters: DeepSeek R1 and Qwen, older Claude prompts, Mistral, Kimi, gpt-oss.
const TAGS: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<reflection>", "</reflection>"),
    ("<scratchpad>", "</scratchpad>"),
    ("[think]", "[/think]"),
    ("◁think▷", "◁/think▷"),
    ("<|channel|>analysis<|message|>", "<|end|>"),
];
/// What gpt-oss servers leave before the answer itself.
const BEFORE_THE_ANSWER: &[&str] = &["<|start|>assistant", "<|channel|>final<|message|>", "<|return|>"];

/// What is meant for the reader. A thought without an end hides all that follows; one without a beginning, all before
/// it: some servers put the first tag into the question.
pub(super) fn without_thinking(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some((from, to)) = next(&text) {
        text.replace_range(from..to, "");
    }
    for mark in BEFORE_THE_ANSWER {
        text = text.replace(mark, "");
    }
    text
}

/// Where the next thought stands.
fn next(text: &str) -> Option<(usize, usize)> {
    // Letters outside ASCII keep their length, so that places stay places.
    let small = text.to_ascii_lowercase();
    let orphan = TAGS
        .iter()
        .filter(|(_, close)| *close != "<|end|>")
        .filter_map(|(open, close)| {
            let at = small.find(close)?;
            (!small[..at].contains(open)).then_some(at + close.len())
        })
        .max();
    if let Some(end) = orphan {
        return Some((0, end));
    }
    TAGS.iter()
        .filter_map(|(open, close)| {
            let from = small.find(open)?;
            let after = from + open.len();
            Some((from, small[after..].find(close).map_or(text.len(), |at| after + at + close.len())))
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_go_and_the_answer_stays() {
        for (said, heard) in [
            ("Open at 9. [[1]]", "Open at 9. [[1]]"),
            ("<think>It costs 45?</think>It costs 48. [[1]]", "It costs 48. [[1]]"),
            ("<THINK>\na\n</Think>\n\nyes", "\n\nyes"),
            ("<think>a</think>one<think>b</think> two", "one two"),
            ("a thought without its first tag</think>yes", "yes"),
            ("yes <think>and nothing after", "yes "),
            ("<think>never ends", ""),
            ("<thinking>it is <b>x</b></thinking><reflection>hm</reflection>x", "x"),
            ("[THINK]è così[/THINK]sì", "sì"),
            ("◁think▷想◁/think▷好", "好"),
            (
                "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Sì.<|return|>",
                "Sì.",
            ),
            ("2 < 3 > 1, <thanks>", "2 < 3 > 1, <thanks>"),
            ("<think>İ</think>ok", "ok"),
            ("<think>a<think>b</think>c</think>d", "d"),
        ] {
            assert_eq!(without_thinking(said), heard, "{said}");
        }
    }
}
