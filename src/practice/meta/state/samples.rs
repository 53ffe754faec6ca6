//! Samples of templates: uploads that were begun, and what came of them.

use std::collections::BTreeMap;

/// A file that was announced, or has come.
#[derive(Debug, Clone)]
pub(in crate::practice::meta) struct Sample {
    pub(in crate::practice::meta) mime_type: String,
    pub(in crate::practice::meta) bytes: usize,
}

/// Open sessions by their names, and what came of them by its handle.
#[derive(Debug, Clone, Default)]
pub(in crate::practice::meta) struct Samples {
    pub(in crate::practice::meta) sessions: BTreeMap<String, Sample>,
    pub(in crate::practice::meta) handles: BTreeMap<String, Sample>,
}

impl Samples {
    /// Whether a header of this format may show the sample of this handle.
    pub(in crate::practice::meta) fn fits(&self, handle: &str, format: &str) -> bool {
        let Some(sample) = self.handles.get(handle) else { return false };
        match format {
            "IMAGE" => matches!(sample.mime_type.as_str(), "image/jpeg" | "image/png"),
            "VIDEO" => sample.mime_type == "video/mp4",
            "DOCUMENT" => sample.mime_type == "application/pdf",
            _no_file => false,
        }
    }
}
