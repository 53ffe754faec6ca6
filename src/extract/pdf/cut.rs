//! A file that ends in the middle, as an upload that broke off leaves it: what it draws up to there is read, and that the
//! rest is missing is said.

/// What a whole file ends with, after all it holds.
const END: &[u8] = b"%%EOF";
const OBJECT: &[u8] = b" obj";
const DRAWING: &[u8] = b"stream";
const DRAWING_ENDS: &[u8] = b"endstream";

pub(super) fn is_cut(document: &[u8]) -> bool {
    last(document, OBJECT) > last(document, END)
}

/// The file with its last drawing closed, where it ends within one.
pub(super) fn closed(document: &[u8]) -> Vec<u8> {
    let mut document = document.to_vec();
    // `endstream` ends in `stream`.
    let begun = last(&document, DRAWING);
    let ended = last(&document, DRAWING_ENDS).map(|at| at + DRAWING_ENDS.len() - DRAWING.len());
    if is_cut(&document) && begun > ended {
        document.extend_from_slice(b"\nendstream\nendobj\n");
    }
    document
}

fn last(document: &[u8], word: &[u8]) -> Option<usize> {
    document.windows(word.len()).rposition(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_ends_in_the_middle_is_known() {
        let whole = b"1 0 obj <<>> stream\nBT\nendstream endobj\nstartxref 9\n%%EOF\n";
        assert!(!is_cut(whole) && closed(whole) == whole);
        assert!(closed(&whole[..22]).ends_with(b"\nendstream\nendobj\n"));
        let between = &whole[..44];
        assert!(is_cut(between) && closed(between) == between);
        assert!(!is_cut(b"nothing"));
    }
}
