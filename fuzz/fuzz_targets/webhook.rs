//! Whatever comes as a webhook: nothing panics, nothing is lost, and each update stands for itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shopbell::whatsapp::wire::parse::parse;

fuzz_target!(|body: &[u8]| {
    for item in parse(body).items {
        // What is kept for a replay reads as it did the first time, and is one update.
        let again = parse(item.wrapped().as_bytes());
        assert_eq!(again.items.len(), 1, "{}", item.raw);
        assert_eq!(again.items[0].outcome, item.outcome, "{}", item.raw);
    }
});
