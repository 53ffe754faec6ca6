//! The body of a push, which only the browser it is for can read (RFC 8291, with the `aes128gcm` coding of RFC 8188).

use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey, ecdh};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};

/// Bytes of an uncompressed point on P-256.
pub const POINT_BYTES: usize = 65;
/// Bytes of a subscription's authentication secret.
pub const AUTH_BYTES: usize = 16;
const SALT_BYTES: usize = 16;
/// The one record a push consists of, in bytes, as its header says.
const RECORD_BYTES: u32 = 4096;
/// What a push may hold: 4,096 bytes less header, padding mark and tag.
pub const MOST_BYTES: usize = 4096 - (SALT_BYTES + 4 + 1 + POINT_BYTES) - 1 - 16;
/// Marks the end of the last record.
const LAST: u8 = 2;

/// Why nothing can be encrypted for a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotEncrypt {
    #[error("the browser's key is no point on P-256")]
    Key,
    #[error("the text is longer than a push may be")]
    TooLong,
    #[error("the cryptography refused")]
    Refused,
    #[error("no randomness to be had from the system")]
    NoRandomness,
}

/// What is new with every push.
struct Fresh {
    key: SecretKey,
    salt: [u8; SALT_BYTES],
}

impl Fresh {
    fn new() -> Result<Self, CannotEncrypt> {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|_| CannotEncrypt::NoRandomness)?;
        // One number in 2^32 is no key: another is taken.
        for _ in 0..8 {
            let mut number = [0; 32];
            getrandom::fill(&mut number).map_err(|_| CannotEncrypt::NoRandomness)?;
            if let Ok(key) = SecretKey::from_slice(&number) {
                return Ok(Self { key, salt });
            }
        }
        Err(CannotEncrypt::NoRandomness)
    }
}

/// Encrypts `plain` for the browser with this key and secret.
pub fn encrypt(plain: &[u8], device_key: &[u8], auth: &[u8]) -> Result<Vec<u8>, CannotEncrypt> {
    encrypt_with(&Fresh::new()?, plain, device_key, auth)
}

fn encrypt_with(
    fresh: &Fresh,
    plain: &[u8],
    device_key: &[u8],
    auth: &[u8],
) -> Result<Vec<u8>, CannotEncrypt> {
    if plain.len() > MOST_BYTES {
        return Err(CannotEncrypt::TooLong);
    }
    let device = PublicKey::from_sec1_bytes(device_key).map_err(|_| CannotEncrypt::Key)?;
    let shared = ecdh::diffie_hellman(fresh.key.to_nonzero_scalar(), device.as_affine());
    let ours = fresh.key.public_key().to_encoded_point(false);
    let input = derive(
        auth,
        shared.raw_secret_bytes(),
        &[b"WebPush: info\0", device.to_encoded_point(false).as_bytes(), ours.as_bytes()],
        32,
    )?;
    let key = derive(&fresh.salt, &input, &[b"Content-Encoding: aes128gcm\0"], 16)?;
    let nonce = derive(&fresh.salt, &input, &[b"Content-Encoding: nonce\0"], 12)?;
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| CannotEncrypt::Refused)?;
    let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| CannotEncrypt::Refused)?;
    let mut record = [plain, &[LAST]].concat();
    LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, Aad::empty(), &mut record)
        .map_err(|_| CannotEncrypt::Refused)?;
    let mut body = fresh.salt.to_vec();
    body.extend_from_slice(&RECORD_BYTES.to_be_bytes());
    body.push(u8::try_from(POINT_BYTES).unwrap_or(u8::MAX));
    body.extend_from_slice(ours.as_bytes());
    body.append(&mut record);
    Ok(body)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF with SHA-256 (RFC 5869).
fn derive(salt: &[u8], secret: &[u8], info: &[&[u8]], bytes: usize) -> Result<Vec<u8>, CannotEncrypt> {
    let mut out = vec![0; bytes];
    Salt::new(HKDF_SHA256, salt)
        .extract(secret)
        .expand(info, Length(bytes))
        .and_then(|derived| derived.fill(&mut out))
        .map_err(|_| CannotEncrypt::Refused)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    const DEVICE_KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_byte_for_byte() {
        let fresh = Fresh {
            key: SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap(),
            salt: bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
        };
        let plain = b"When I grow up, I want to be a watermelon";
        let body = encrypt_with(&fresh, plain, &bytes(DEVICE_KEY), &bytes(AUTH)).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn no_two_pushes_look_alike_and_no_key_is_taken_that_is_none() {
        let [one, other] = [(); 2].map(|()| encrypt(b"x", &bytes(DEVICE_KEY), &bytes(AUTH)).unwrap());
        assert_ne!(one, other);
        let mut off_the_curve = bytes(DEVICE_KEY);
        off_the_curve[40] ^= 1;
        for key in [&[][..], &[4; 65][..], &off_the_curve] {
            assert_eq!(encrypt(b"x", key, &bytes(AUTH)), Err(CannotEncrypt::Key));
        }
        assert!(encrypt(&[b'x'; MOST_BYTES], &bytes(DEVICE_KEY), &bytes(AUTH)).unwrap().len() == 4096);
        let long = encrypt(&[b'x'; MOST_BYTES + 1], &bytes(DEVICE_KEY), &bytes(AUTH));
        assert_eq!(long, Err(CannotEncrypt::TooLong));
    }
}
