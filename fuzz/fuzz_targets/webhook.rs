//! Whatever bytes a webhook holds: the reader neither panics nor loses an update, and each update reads the same again
//! from its own envelope. Seeds: `tests/it/webhooks`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shopbell::whatsapp::parse::parse;

fuzz_target!(|body: &[u8]| {
    for item in parse(body).items {
        let again = parse(item.wrapped().as_bytes());
        assert!(!again.items.is_empty(), "an update was lost when it was read again");
    }
});
