//! Cases of drafts over small shops, checked as a reply's pipeline checks them, and told by kind and by language.
//! The same harness reads any folder with `shops.json`, `unsupported.json` and `supported.json`; it asserts nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use shopbell::replies::answer::claim_check::{
    Checked, Context, Known, Passage, Sentence, Verified, without_citation_marks,
};

#[derive(Deserialize)]
pub struct Shop {
    pub lang: String,
    /// Title and text of each document.
    pub docs: Vec<(String, String)>,
    /// Question and answer.
    #[serde(default)]
    pub faq: Vec<(String, String)>,
    /// The country's phone prefix; else that of the language's own country.
    pub prefix: Option<String>,
}

#[derive(Clone, Deserialize)]
pub struct Case {
    pub id: String,
    pub shop: String,
    pub lang: String,
    pub kind: String,
    pub draft: String,
    #[serde(default)]
    pub question: String,
    /// Titles that are cited; all of them when nothing is said.
    pub cite: Option<Vec<String>>,
}

/// What came of one case.
pub struct Fate {
    /// The first two locks alone, as when no second pass can be had.
    pub alone: bool,
    /// With a second pass that says "supported" of everything and quotes what comes nearest.
    pub always_yes: bool,
    pub checked: Checked,
}

/// How many of a row, and how many of them went.
#[derive(Clone, Copy, Default)]
pub struct Row {
    pub cases: usize,
    pub alone: usize,
    pub always_yes: usize,
}

/// The cases of one folder and what came of them.
#[derive(Default)]
pub struct Table {
    pub by_kind: BTreeMap<(bool, String), Row>,
    pub by_language: BTreeMap<(bool, String), Row>,
    /// Cases that ended wrong with the second pass: sent though unsupported, held back though supported.
    pub wrong: Vec<String>,
}

pub fn read<T: for<'a> Deserialize<'a>>(folder: &Path, file: &str) -> T {
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The passages of a shop: documents, then known answers.
pub fn passages<'a>(shop: &'a Shop, ids: &'a [String], cite: Option<&[String]>) -> Vec<Passage<'a>> {
    let cited = |title: &str| cite.is_none_or(|titles| titles.iter().any(|cited| cited == title));
    let documents = shop.docs.iter().map(|(title, text)| (title, None, text));
    let answers = shop.faq.iter().map(|(question, answer)| (question, Some(question.as_str()), answer));
    documents
        .chain(answers)
        .zip(ids)
        .map(|((title, question, text), id)| Passage { id, title, question, text, cited: cited(title) })
        .collect()
}

pub fn ids(shop: &Shop) -> Vec<String> {
    (1..=shop.docs.len() + shop.faq.len()).map(|id| id.to_string()).collect()
}

fn prefix(shop: &Shop) -> &str {
    let of_language = match shop.lang.as_str() {
        "it" => "39",
        "en" => "44",
        "fr" => "33",
        "de" => "49",
        _ => "34",
    };
    shop.prefix.as_deref().unwrap_or(of_language)
}

/// One draft over one shop.
pub fn judge(shop: &Shop, case: &Case) -> Fate {
    let ids = ids(shop);
    let passages = passages(shop, &ids, case.cite.as_deref());
    let context = Context {
        language: Some(&case.lang),
        shop_language: Some(&shop.lang),
        phone_prefix: Some(prefix(shop)),
        question: &case.question,
    };
    judge_over(&without_citation_marks(&case.draft), &passages, &context)
}

/// The same over passages as they come.
pub fn judge_over(draft: &str, passages: &[Passage<'_>], context: &Context<'_>) -> Fate {
    let known = Known::of(passages, context);
    let checked = known.check_before_verifying(draft);
    let alone = known.check(draft).holds();
    let always_yes = checked.holds()
        && (checked.verbatim
            || !checked.claims()
            || [true, false].into_iter().any(|whole| {
                let verified = yes_to_all(&checked, passages, whole);
                known.check_verified(draft, &verified).holds()
            }));
    Fate { alone, always_yes, checked }
}

/// A second pass that believes everything: it quotes the records the first locks found, or their whole documents.
fn yes_to_all(checked: &Checked, passages: &[Passage<'_>], whole: bool) -> Verified {
    let quotes = |sentence: &Sentence| -> Vec<Value> {
        let entry = |verdict: &str, document: &str, quote: &str| json!({"sentence": sentence.text, "verdict": verdict, "document": document, "quote": quote});
        let quoted = sentence.evidence().map(|(at, record)| {
            let passage = &passages[at];
            entry("supported", passage.id, if whole { passage.text } else { record })
        });
        let quoted: Vec<Value> = quoted.collect();
        if quoted.is_empty() { vec![entry("no_claim", "", "")] } else { quoted }
    };
    let sentences: Vec<Value> = checked.sentences.iter().flat_map(quotes).collect();
    Verified::read(&json!({ "sentences": sentences }))
}

impl Table {
    /// Every case of a folder.
    pub fn of(folder: &Path) -> Self {
        let shops: BTreeMap<String, Shop> = read(folder, "shops.json");
        let mut table = Self::default();
        for (file, supported) in [("unsupported.json", false), ("supported.json", true)] {
            for case in read::<Vec<Case>>(folder, file) {
                // Some folders name shops they do not hold.
                let Some(shop) = shops.get(&case.shop) else { continue };
                table.count(supported, &case, &judge(shop, &case));
            }
        }
        table
    }

    fn count(&mut self, supported: bool, case: &Case, fate: &Fate) {
        let rows = [
            self.by_kind.entry((supported, case.kind.clone())).or_default(),
            self.by_language.entry((supported, case.lang.clone())).or_default(),
        ];
        for row in rows {
            row.cases += 1;
            row.alone += usize::from(fate.alone);
            row.always_yes += usize::from(fate.always_yes);
        }
        if fate.always_yes != supported {
            let what = if supported { "held back" } else { "sent" };
            let why: Vec<&str> =
                fate.checked.sentences.iter().map(|sentence| sentence.kind.as_str()).collect();
            self.wrong
                .push(format!("{what}: {} {} {} {why:?} {}", case.id, case.lang, case.kind, case.draft));
        }
    }

    /// All rows of one side together.
    pub fn all(&self, supported: bool) -> Row {
        self.sum(supported, |_| true)
    }

    /// The rows of some kinds together.
    pub fn sum(&self, supported: bool, which: impl Fn(&str) -> bool) -> Row {
        let rows = self.by_kind.iter().filter(|((side, kind), _)| *side == supported && which(kind));
        rows.fold(Row::default(), |sum, (_, row)| Row {
            cases: sum.cases + row.cases,
            alone: sum.alone + row.alone,
            always_yes: sum.always_yes + row.always_yes,
        })
    }

    /// The table as people read it.
    pub fn told(&self) -> String {
        let mut told = String::new();
        for (supported, title) in [(false, "unsupported, sent"), (true, "supported, held back")] {
            let wrong = |row: &Row, went: usize| if supported { row.cases - went } else { went };
            let mut line = |name: &str, row: &Row| {
                let (yes, alone) = (wrong(row, row.always_yes), wrong(row, row.alone));
                let _ = writeln!(told, "  {name:<24}{:>5}{yes:>12}{alone:>10}", row.cases);
            };
            line(&format!("{title}:"), &self.all(supported));
            for (name, rows) in [("kind", &self.by_kind), ("language", &self.by_language)] {
                for ((_, key), row) in rows.iter().filter(|((side, _), _)| *side == supported) {
                    line(&format!("{name} {key}"), row);
                }
            }
        }
        format!("  {:<24}{:>5}{:>12}{:>10}\n{told}", "", "cases", "always yes", "alone")
    }
}
