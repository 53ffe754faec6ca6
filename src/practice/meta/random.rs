//! Names nobody can guess: ids, secrets and tokens of the imaginary account.
//!
//! Never used for anything that guards a real customer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A token of `length` URL-safe characters.
pub(in crate::practice) fn token(length: usize) -> String {
    let mut text = URL_SAFE_NO_PAD.encode(bytes(length));
    text.truncate(length);
    text
}

/// Lower-case hexadecimal of `length` characters.
pub(in crate::practice) fn hexadecimal(length: usize) -> String {
    let mut text = hex::encode(bytes(length.div_ceil(2)));
    text.truncate(length);
    text
}

/// A decimal id of `length` digits, as Graph's ids are; never begins with zero.
pub(in crate::practice) fn digits(length: usize) -> String {
    let digit = |(place, byte): (usize, u8)| {
        let low = u8::from(place == 0);
        char::from(b'0' + low + byte % (10 - low))
    };
    bytes(length).into_iter().enumerate().map(digit).collect()
}

/// A message id in WhatsApp's form.
pub(in crate::practice) fn wamid() -> String {
    format!("wamid.HBgM{}", base64::engine::general_purpose::STANDARD.encode(bytes(24)))
}

fn bytes(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "the operating system gave no random bytes");
    }
    bytes
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_have_the_length_asked_for_and_differ() {
        assert_eq!(super::digits(15).len(), 15);
        assert!(!super::digits(15).starts_with('0'));
        assert_eq!(super::hexadecimal(32).len(), 32);
        assert_eq!(super::token(40).len(), 40);
        assert_ne!(super::wamid(), super::wamid());
    }
}
