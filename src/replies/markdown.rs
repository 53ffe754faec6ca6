//! A model's Markdown in the marks WhatsApp shows: `*bold*`, `_italic_`, `~struck~`, plain lists, no headings, no images.
//! A link shows its address, so that nobody is led where they did not look.

/// The text as WhatsApp should get it.
pub(super) fn for_whatsapp(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line).collect();
    let mut out = String::new();
    let mut blank = 0;
    for line in lines {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

fn line(line: &str) -> String {
    let trimmed = line.trim_start();
    let indent = &line[..line.len() - trimmed.len()];
    let heading = trimmed.trim_start_matches('#');
    if heading.len() < trimmed.len() && heading.starts_with(' ') {
        return format!("*{}*", inline(heading.trim()).replace('*', ""));
    }
    match trimmed.strip_prefix("* ").or_else(|| trimmed.strip_prefix("+ ")) {
        Some(item) => format!("{indent}- {}", inline(item)),
        None => format!("{indent}{}", inline(trimmed)),
    }
}

fn inline(text: &str) -> String {
    let text = links(text);
    let text = text.replace("***", "*").replace("~~", "~");
    // Single stars meant emphasis; doubled ones meant strength, which WhatsApp marks with one star.
    let text = text.replace("**", "\u{1}").replace('*', "_").replace('\u{1}', "*");
    text.replace("__", "*")
}

/// `[words](address)` becomes `words (address)`, `![…](…)` goes.
fn links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let after = &rest[open + 1..];
        let parts = after.split_once("](").and_then(|(words, tail)| Some((words, tail.split_once(')')?)));
        let Some((words, (address, tail))) = parts else { break };
        let is_image = rest[..open].ends_with('!');
        out.push_str(rest[..open].trim_end_matches('!'));
        match (is_image, words == address) {
            (true, _) => {}
            (false, true) => out.push_str(address),
            (false, false) => out.extend([words, " (", address, ")"]),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_what_whatsapp_shows() {
        for (from, to) in [
            ("**Bold** and *soft* and ~~gone~~", "*Bold* and _soft_ and ~gone~"),
            ("## Hours\n\n\n\n* Monday\n+ Tuesday", "*Hours*\n\n- Monday\n- Tuesday"),
            ("see [menu](https://x.it/m) ![pic](http://evil/x.png)", "see menu (https://x.it/m)"),
            ("[https://x.it](https://x.it)", "https://x.it"),
            ("# 1 ```code``` stays", "*1 ```code``` stays*"),
            ("plain [1] text", "plain [1] text"),
        ] {
            assert_eq!(for_whatsapp(from), to);
        }
    }
}
