//! What a site asks of programs in its `robots.txt`, read as RFC 9309 says: the group that names us, else the one for
//! everybody; of the rules that match the longest wins, and of two as long the one that allows.
//!
//! Read here rather than by a crate: the one that is known for it rests since February 2023 and brings a parser generator and
//! regular expressions, where a stranger's pattern should only ever be compared, in time that grows with its length.

use std::time::Duration;

use super::address::spelled;

/// The name we go by.
const OUR_NAME: &str = "shopbell";
/// Bytes that are read; RFC 9309 asks for at least 500 KiB.
pub const MAX_BYTES: usize = 512 * 1024;
/// Rules kept.
const MAX_RULES: usize = 5_000;
/// Site maps kept.
const MAX_MAPS: usize = 50;
/// The longest pause between two requests a site is granted.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What a site asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// Between two requests, where the site names it.
    pub pause: Option<Duration>,
    /// Addresses as they stand there.
    pub maps: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allows: bool,
    pattern: String,
}

/// What is asked of one set of programs.
#[derive(Default)]
struct Group {
    names: Vec<String>,
    rules: Vec<Rule>,
    pause: Option<Duration>,
}

impl Robots {
    /// Reads the text of a `robots.txt`.
    pub fn read(text: &str) -> Self {
        let (groups, maps) = groups(text);
        let named = |name: &str| groups.iter().any(|group| group.names.iter().any(|own| own == name));
        let ours = if named(OUR_NAME) { OUR_NAME } else { "*" };
        let mut robots = Self { maps, ..Self::default() };
        for group in groups.into_iter().filter(|group| group.names.iter().any(|name| name == ours)) {
            robots.rules.extend(group.rules);
            robots.pause = robots.pause.or(group.pause);
        }
        robots.rules.truncate(MAX_RULES);
        robots
    }

    /// Whether a path, with its query, may be asked for.
    pub fn allows(&self, path: &str) -> bool {
        let path = spelled(path);
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        let best = matching.max_by_key(|rule| (rule.pattern.len(), rule.allows));
        best.is_none_or(|rule| rule.allows)
    }
}

fn groups(text: &str) -> (Vec<Group>, Vec<String>) {
    let (mut groups, mut maps) = (Vec::<Group>::new(), Vec::new());
    // Names that follow each other share the rules after them.
    let mut naming = false;
    for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match key.as_str() {
            "user-agent" | "useragent" | "user agent" => {
                if !naming {
                    groups.push(Group::default());
                }
                naming = true;
                if let Some(group) = groups.last_mut() {
                    group.names.push(product(value));
                }
            }
            "allow" | "disallow" | "dissallow" | "disalow" | "crawl-delay" => {
                naming = false;
                let Some(group) = groups.last_mut() else { continue };
                if key == "crawl-delay" {
                    group.pause = group.pause.or_else(|| seconds(value));
                } else if !value.is_empty() {
                    group.rules.push(Rule { allows: key == "allow", pattern: spelled(value) });
                }
            }
            "sitemap" | "site-map" if maps.len() < MAX_MAPS && !value.is_empty() => {
                maps.push(value.to_owned());
            }
            _ => {}
        }
    }
    (groups, maps)
}

/// `Shopbell/1.0 (+https://…)` names `shopbell`.
fn product(value: &str) -> String {
    if value.starts_with('*') {
        return "*".to_owned();
    }
    let letters =
        value.chars().take_while(|letter| letter.is_ascii_alphabetic() || matches!(letter, '-' | '_'));
    letters.collect::<String>().to_ascii_lowercase()
}

fn seconds(value: &str) -> Option<Duration> {
    let seconds: f32 = value.replace(',', ".").parse().ok()?;
    Duration::try_from_secs_f32(seconds).ok().map(|pause| pause.min(LONGEST_PAUSE)).or(Some(LONGEST_PAUSE))
}

/// Whether a path begins as a pattern says; `*` stands for anything, a last `$` for the end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return !to_the_end || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        // The first place will do for every piece but the last, which may have to stand at the end.
        if pieces.peek().is_none() && to_the_end {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_that_matches_decides() {
        let robots = Robots::read(
            "User-agent: *\nDisallow: /shop\nAllow: /shop/public\nDisallow: /*.php$\nAllow: /\nDisallow: /caff%C3%A8\n\
             Disallow: /a*b*c\nDisallow:\n",
        );
        for (path, allowed) in [
            ("/", true),
            ("/shop", false),
            ("/shopping", false),
            ("/shop/public/x", true),
            ("/x.php", false),
            ("/x.php?a=1", true),
            ("/caffè/x", false),
            ("/caff%c3%a8", false),
            ("/a1b2c3", false),
            ("/acb", true),
            ("/Shop", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        let equal = Robots::read("User-agent: *\nDisallow: /page\nAllow: /page\n");
        assert!(equal.allows("/page"));
    }

    #[test]
    fn the_group_that_names_us_counts_alone() {
        let text = "\u{feff}User-agent: googlebot\nUSER-AGENT: ShopBell/2.0 (+x)\nDisallow: /private # not for you\n\nUser-agent: *\n\
                    Disallow: /\nCrawl-delay: 99\nSitemap: https://a.example/map.xml\n\nUser-agent: shopbell\ncrawl-delay: 0,5\nDisallow: /more";
        let robots = Robots::read(text);
        assert!(robots.allows("/menu") && !robots.allows("/private/x") && !robots.allows("/more"));
        assert_eq!(robots.pause, Some(Duration::from_millis(500)));
        assert_eq!(robots.maps, ["https://a.example/map.xml"]);
        // Others may come in, a program that only begins like us is another.
        assert!(!Robots::read("User-agent: *\nDisallow: /").allows("/menu"));
        assert!(Robots::read("User-agent: shopbellbot\nDisallow: /").allows("/menu"));
    }

    #[test]
    fn what_is_no_rule_forbids_nothing() {
        for text in
            ["", "<html>404</html>", "Disallow: /", "User-agent: *\nDisallow", "User-agent *\nDisallow: /"]
        {
            assert!(Robots::read(text).allows("/x"), "{text:?}");
        }
        let long = Robots::read("User-agent: *\nCrawl-delay: 1e30\n");
        assert_eq!(long.pause, Some(LONGEST_PAUSE));
        assert_eq!(Robots::read("User-agent: *\nCrawl-delay: soon\n").pause, None);
    }

    #[test]
    fn a_hostile_pattern_is_only_compared() {
        let robots = Robots::read(&format!("User-agent: *\nDisallow: /{}$", "a*".repeat(2_000)));
        assert!(robots.allows(&format!("/{}b", "a".repeat(1_000))));
    }
}
