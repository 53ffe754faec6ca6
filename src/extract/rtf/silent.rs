//! Parts of an RTF whose words are for programs.

/// Destinations whose words no reader sees.
pub(super) fn is_silent(word: &str) -> bool {
    matches!(
        word,
        "colortbl"
            | "stylesheet"
            | "info"
            | "pict"
            | "objdata"
            | "objclass"
            | "objname"
            | "themedata"
            | "datastore"
            | "listtable"
            | "listoverridetable"
            | "rsidtbl"
            | "generator"
            | "xmlnstbl"
            | "bkmkstart"
            | "bkmkend"
            | "annotation"
            | "atnid"
            | "atnauthor"
            | "tc"
            | "xe"
            | "nonshppict"
            | "sp"
            | "latentstyles"
            | "revtbl"
            | "filetbl"
            | "pnseclvl"
            | "template"
            | "nonesttables"
            | "headerf"
    )
}
