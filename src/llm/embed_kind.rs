//! What a text is embedded for: some models read a question otherwise than what answers it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedKind {
    Document,
    Query,
}
