//! What of a report is code: words of JavaScript engines, names of functions, places in our own scripts, routes.
//!
//! An allow-list: what is not known to be code may be somebody's text, and is left out.

/// Characters of a message that are looked at, and lines of a stack.
const LONGEST_MESSAGE: usize = 600;
const LONGEST_STACK_LINES: usize = 30;
/// Places of a stack that are kept.
const MOST_PLACES: usize = 8;
/// Characters of a name of a function, a script or a part of a route.
const LONGEST_NAME: usize = 60;
/// Where our scripts lie, as built and as served by the development server.
const SCRIPTS: [&str; 2] = ["/assets/", "/src/"];
/// What stands for everything that was left out.
const LEFT_OUT: &str = "…";

/// Words engines and React use in their messages.
const ENGINE_WORDS: &str = "
    a abort aborted access after already an and api are argument arguments array as assign assignment async at attempt
    await be because before being bigint body boolean buffer call called calls can can't cannot character characters
    child circular class clone close closed component const constant constructor construct convert converting could create
    current data date defined delete depth detached did digits disposed document does duplicate dynamically element end
    error errors evaluating exceeded execute expected experienced failed fetch few for from function get getter global
    handler has hook hooks identifier image import imported in index infinite initialization initialize input instance
    instanceof integer internal into invalid is iterable iterator it its json key keys length limit literal load loading
    loop match maximum memory method minified missing module more most must name network new no node non non-iterable
    non-null not null number object objects of on one only operation or out own parameter parse position primitive
    private promise properties property protected proxy quota range read reading readonly recursion redefine reduce regular
    expression rejected removed render rendered rendering request required response return returned returns rules same script
    secure set setter setting size stack state string structure such suspended symbol syntax target template than the
    this timed timeout to token too transaction type undefined unexpected unhandled unterminated update updates use used
    user valid value values variable was when while with within without worker write you zero";
/// Names of the platform.
const PLATFORM: &str = "
    AbortController Array ArrayBuffer BigInt Blob BroadcastChannel Cache CSSStyleSheet CustomEvent DataTransfer Date
    Document DOMException Element Event EventTarget File FileReader FormData Function Headers History HTMLElement
    HTMLInputElement HTMLMediaElement HTMLVideoElement HTMLAudioElement Infinity IntersectionObserver Intl JSON Location Map
    Math MessagePort MutationObserver NaN Navigator Node Notification Number Object Promise Proxy React Reflect Request
    ResizeObserver Response Selection Set SharedWorker Storage String Suspense Symbol Text URL URLSearchParams WeakMap
    WebSocket Window Worker XMLHttpRequest";

/// The message without anybody's text.
pub(super) fn message(told: &str) -> String {
    let told: String = told.chars().take(LONGEST_MESSAGE).collect();
    let mut words: Vec<&str> = Vec::new();
    for word in told.split_whitespace() {
        let word = if is_of_code(word) { word } else { LEFT_OUT };
        if word != LEFT_OUT || words.last() != Some(&LEFT_OUT) {
            words.push(word);
        }
    }
    words.join(" ")
}

fn is_of_code(word: &str) -> bool {
    let core = word.trim_matches(|mark: char| !mark.is_alphanumeric() && mark != '_' && mark != '$');
    if core.is_empty() {
        return word.is_ascii() && word.len() <= 3;
    }
    let around = word.len() - core.len();
    if !word.is_ascii() || around > 6 {
        return false;
    }
    let is_known = |list: &str, name: &str| list.split_whitespace().any(|known| known == name);
    is_known(ENGINE_WORDS, &core.to_ascii_lowercase())
        || is_known(PLATFORM, core)
        || (core.len() == 1 && is_name(core))
        || is_error_name(core)
        || (word.starts_with('#') && core.chars().all(|digit| digit.is_ascii_digit()))
        || is_expression(core)
}

/// `TypeError`, `ChunkLoadError`.
fn is_error_name(name: &str) -> bool {
    name.ends_with("Error") && name.starts_with(|letter: char| letter.is_ascii_uppercase()) && is_name(name)
}

/// `scrollIntoView`, `e.map`, `t.current.focus`: names as minified code and the platform have them, and people do not.
fn is_expression(text: &str) -> bool {
    let mut names = text.split('.').peekable();
    let Some(first) = names.next() else { return false };
    let has_more = names.peek().is_some();
    let is_short = first.len() <= 2 && has_more;
    is_name(first) && names.clone().all(is_name) && (is_short || text.split('.').any(is_camel_case))
}

fn is_camel_case(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().any(|letter| letter.is_ascii_uppercase())
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_NAME
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$')
        && !text.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Places of our own scripts in a stack, each with the function it is in: `send /assets/Thread-1a2b.js:3:1042`.
pub(super) fn places(stack: &str) -> Vec<String> {
    let lines = stack.lines().take(LONGEST_STACK_LINES);
    lines.filter_map(place).take(MOST_PLACES).collect()
}

fn place(line: &str) -> Option<String> {
    let begin = SCRIPTS.iter().filter_map(|folder| line.find(folder)).min()?;
    let rest = &line[begin..];
    let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "/._-:".contains(letter)));
    let place = rest[..end.unwrap_or(rest.len())].trim_end_matches(':');
    let (script, numbers) = place.split_once(':')?;
    let is_position = numbers.split(':').all(|number| number.parse::<u32>().is_ok());
    if !is_position || script.split('/').any(|part| part.len() > LONGEST_NAME) {
        return None;
    }
    let before = line[..begin].trim_start().trim_start_matches("at ").trim_start_matches("async ");
    let function = before.split([' ', '@', '(']).next().unwrap_or_default();
    let is_function = function.split('.').all(is_name);
    Some(if is_function { format!("{function} {place}") } else { place.to_owned() })
}

/// A route without what only one customer has: `/inbox/all/1795` becomes `/inbox/all/$`.
pub(super) fn route(page: &str) -> String {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let part = |part: &str| {
        let name = part.strip_prefix('$').unwrap_or(part);
        let is_word =
            name.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-' || letter == '_');
        if is_word && part.len() <= LONGEST_NAME { part.to_owned() } else { "$".to_owned() }
    };
    path.split('/').take(8).map(part).collect::<Vec<_>>().join("/")
}

/// The last part of a script's address.
pub(super) fn file_name(address: &str) -> String {
    let name = address.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let is_file = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.len() <= LONGEST_NAME && name.chars().all(is_file) { name.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_engines_stay() {
        for said in [
            "TypeError: f is not a function or its return value is not iterable",
            "TypeError: Cannot read properties of undefined (reading 'scrollIntoView')",
            "TypeError: can't access property \"focus\", e is undefined",
            "TypeError: undefined is not an object (evaluating 't.current.focus')",
            "RangeError: Maximum call stack size exceeded",
            "ReferenceError: Cannot access 'n' before initialization",
            "TypeError: Failed to fetch dynamically imported module",
            "NotFoundError: Failed to execute 'removeChild' on 'Node': The node to be removed is not a child of this node.",
            "Error: Minified React error #301;",
        ] {
            let kept = message(said);
            let lost = said.split_whitespace().count() - kept.split_whitespace().count();
            let left_out = kept.matches(LEFT_OUT).count();
            assert!(lost == 0 && left_out <= 1, "{said}\n{kept}");
        }
        assert_eq!(
            message("TypeError: f is not a function or its return value is not iterable"),
            "TypeError: f is not a function or its return value is not iterable"
        );
    }

    #[test]
    fn what_people_wrote_goes() {
        for (said, kept) in [
            (
                "SyntaxError: Unexpected token 'V', \"Vorrei prenotare\"... is not valid JSON",
                "SyntaxError: Unexpected token 'V', … is not valid JSON",
            ),
            (
                "SyntaxError: Cannot convert Maria Rossi to a BigInt",
                "SyntaxError: Cannot convert … to a BigInt",
            ),
            ("RangeError: Invalid language tag: casa-mia", "RangeError: Invalid …"),
            ("Error: +39 333 1234567", "Error: …"),
            ("Error: maria.rossi@example.com", "Error: …"),
            ("Error: کیا آپ کھلے ہیں؟", "Error: …"),
            (
                "QuotaExceededError: Setting the value of 'draft:Ciao,come' exceeded the quota.",
                "QuotaExceededError: Setting the value of … exceeded the quota.",
            ),
        ] {
            assert_eq!(message(said), kept);
        }
        assert!(message(&"parola ".repeat(10_000)).len() < 10);
    }

    #[test]
    fn a_stack_is_functions_and_places() {
        let chromium = "TypeError: Ciao is not a function\n    at send (http://127.0.0.1:8420/assets/Thread-hhX66WNs.js:3:1042)\n    at async Promise.all (index 0)\n    at http://127.0.0.1:8420/assets/base-COW5.js:1:2\n    at Ciao mondo";
        assert_eq!(places(chromium), ["send /assets/Thread-hhX66WNs.js:3:1042", "/assets/base-COW5.js:1:2"]);
        let firefox = "send@https://shop.example/assets/Thread-hhX66WNs.js:3:1042\n@https://shop.example/assets/base-COW5.js:1:2\n";
        assert_eq!(places(firefox), ["send /assets/Thread-hhX66WNs.js:3:1042", "/assets/base-COW5.js:1:2"]);
        assert_eq!(places("/assets/a.js:1:2"), ["/assets/a.js:1:2"]);
        for nothing in ["", "/assets/", "/assets/a.js", "/assets/a.js:one:2", "Ciao /home/maria:1:2"] {
            assert_eq!(places(nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    #[test]
    fn a_route_names_no_customer_and_no_secret() {
        assert_eq!(route("/inbox/$queue/$conversationId"), "/inbox/$queue/$conversationId");
        assert_eq!(route("/inbox/all/1795255200?q=Ciao#x"), "/inbox/all/$");
        assert_eq!(route("/link/8f2c9a1bQx-secret7"), "/link/$");
        assert_eq!(file_name("http://x/assets/index-BuxTT7.js?v=1"), "index-BuxTT7.js");
        assert_eq!(file_name("<script>"), "");
    }
}
