//! Random drafts over random records: nothing panics, what stands word for word is never held back, and a draft whose
//! figure stands nowhere is never sent, whatever a second pass says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use shopbell::replies::answer::claim_check::{Context, Passage, Verified, check, check_before_verifying, check_verified};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (known, draft) = text.split_once('\0').unwrap_or((&text, &text));
    let passages = [Passage { id: "1", title: "Shop", question: None, text: known, cited: true }];
    let context = Context { question: draft, phone_prefix: Some("39"), ..Context::default() };
    let _ = check_before_verifying(draft, &passages, &context);
    let believed = json!({"sentences": [{"sentence": draft, "verdict": "supported", "document": "1", "quote": known}]});
    let _ = check_verified(draft, &passages, &context, &Verified::read(&believed));
    // Nobody asks for a card's number, even in the shop's own words; a hundred sentences are no answer.
    let copied = check(known, &passages, &context);
    let excused = |kind: &str| matches!(kind, "subject" | "nothing");
    assert!(copied.sentences.iter().all(|sentence| sentence.supported || excused(&sentence.kind)), "{copied:?}");
    // 98 765 432.10 euros: a price no seed has.
    if !known.contains("98765432") {
        let invented = "It costs 98765432.10 euros.";
        assert!(!check_before_verifying(invented, &passages, &Context::default()).holds(), "{known}");
    }
});
