//! The form a file of orders comes in, read piece by piece.

use std::collections::HashMap;

use axum::extract::multipart::{Field, Multipart};
use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::http::{ApiError, body_error};
use crate::media::clean_file_name;
use crate::money::Currency;
use crate::orders::import::ImportField;
use crate::orders::types::OrderState;

/// Bytes of a file: 200,000 orders of a dozen columns.
pub(super) const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of every other field of the form.
pub(super) const MAX_FIELD_BYTES: usize = 16 * 1024;

/// The form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form, which is read piece by piece")]
#[schema(as = OrdersImportForm)]
pub(super) struct Form {
    /// A CSV file of any program.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// JSON: our field to the file's column; guessed when absent.
    mapping: Option<HashMap<String, String>>,
    /// `true`: nothing is kept.
    dry_run: Option<bool>,
    /// `csv`, when not given.
    source: Option<String>,
    /// Where the file names none.
    #[schema(value_type = Option<String>)]
    currency: Option<Currency>,
    /// Where the file names none; `placed`, when not given.
    state: Option<OrderState>,
}

/// What was sent.
#[derive(Default)]
pub(super) struct Sent {
    pub file: Option<(String, Vec<u8>)>,
    pub mapping: Option<HashMap<ImportField, String>>,
    pub dry_run: bool,
    pub source: Option<String>,
    pub currency: Option<Currency>,
    pub state: Option<OrderState>,
}

pub(super) async fn read_form(form: &mut Multipart) -> Result<Sent, ApiError> {
    let mut sent = Sent::default();
    while let Some(field) =
        form.next_field().await.map_err(|error| body_error(error.status(), &error.body_text()))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if sent.file.is_some() {
                return Err(ApiError::unprocessable("one_file", "Send one file at a time."));
            }
            let file_name = field.file_name().and_then(clean_file_name).unwrap_or_default();
            let bytes = bytes_of(field, MAX_FILE_BYTES).await?;
            if bytes.is_empty() {
                return Err(ApiError::unprocessable("empty_file", "This file is empty. Choose another one.")
                    .field("file", "is empty"));
            }
            sent.file = Some((file_name, bytes));
            continue;
        }
        let bytes = bytes_of(field, MAX_FIELD_BYTES).await?;
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if text.is_empty() {
            continue;
        }
        let wrong = || {
            ApiError::unprocessable("invalid_request", "A part of the request has the wrong form.")
                .field(&name, text.clone())
        };
        match name.as_str() {
            "mapping" => sent.mapping = Some(serde_json::from_str(&text).map_err(|_| wrong())?),
            "dry_run" => sent.dry_run = text.parse().map_err(|_| wrong())?,
            "source" => sent.source = Some(text),
            "currency" => sent.currency = Some(text.parse().map_err(|_| wrong())?),
            "state" => sent.state = Some(text.parse().map_err(|_| wrong())?),
            _ => return Err(wrong()),
        }
    }
    Ok(sent)
}

async fn bytes_of(mut field: Field<'_>, limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) =
        field.chunk().await.map_err(|error| body_error(error.status(), &error.body_text()))?
    {
        if bytes.len() + piece.len() > limit {
            return Err(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "The request is too large.",
            ));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
