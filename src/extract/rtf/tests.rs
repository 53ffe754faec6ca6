//! Small RTF files written by hand, each for one thing a writer does.

use super::*;

fn text(rtf: &str) -> String {
    read(rtf.as_bytes()).unwrap().text.trim().to_owned()
}

#[test]
fn letters_of_code_pages_and_escapes_are_read() {
    assert_eq!(text(r"{\rtf1\ansi\ansicpg1250 Chleb \'bfytni 4,50 z\'b3\par}"), "Chleb żytni 4,50 zł");
    assert_eq!(
        text(
            r"{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}\f0 Open \f1\'ec\'e8\'f0 \f0\u8364? 5}"
        ),
        "Open мир € 5"
    );
    assert_eq!(
        text(r"{\rtf1\ansi\uc1 caff\u232\'e8 \u-10179?\u-8704? 9\_18\~Uhr Liefer\-zeit}"),
        "caffè 😀 9-18 Uhr Lieferzeit"
    );
}

#[test]
fn hidden_and_deleted_words_are_left_out() {
    let rtf = r"{\rtf1{\info{\author Anna}}Bread {\v supplier price 0,90 }2,50{\deleted  old}\v secret\v0  euro\par {\*\unknown x}Milk {\strike 2,00} 1,50}";
    assert_eq!(text(rtf), "Bread 2,50 euro\n\nMilk ~~2,00~~ 1,50");
}

#[test]
fn tables_links_and_headings_are_read() {
    let rtf = r#"{\rtf1\pard\outlinelevel0 Prices\par
        \trowd\trhdr\cellx1\cellx2\pard\intbl Item\cell Price\cell\row
        \trowd\cellx1\cellx2\pard\intbl Bread\par and rolls\cell 2,50\cell\row
        \pard {\field{\*\fldinst HYPERLINK "https://shop.example/a"}{\fldrslt Order}}\par}"#;
    let expected =
        "# Prices\n\nItem | Price\n--- | ---\nBread and rolls | 2,50\n\nOrder (https://shop.example/a)";
    assert_eq!(text(rtf), expected);
}

#[test]
fn what_an_object_shows_is_read() {
    let rtf = r"{\rtf1 Prices\par {\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 0105}{\result {\pict 00ff}\pard Soup 4,50\par}}\pard end\par}";
    assert_eq!(text(rtf), "Prices\n\nSoup 4,50\n\nend");
}

#[test]
fn groups_without_end_are_refused() {
    assert_eq!(read(format!("{{\\rtf1{}", "{".repeat(5_000)).as_bytes()), Err(Fault::TooDeep));
}
