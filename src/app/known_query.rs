//! The wall before every address of the API: a field of the query that its description does not name is refused.
//!
//! Whoever writes `?stauts=paid` would otherwise get every order and believe they were the paid ones. Knows no room: the
//! description says which fields an address has.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{PathItem, RefOr};

use super::document::document;
use crate::http::ApiError;

/// The fields of each operation's query, by method and address.
static KNOWN: LazyLock<HashMap<(Method, String), BTreeSet<String>>> = LazyLock::new(|| {
    let described = document().paths.paths;
    described
        .into_iter()
        .flat_map(|(path, item)| {
            operations(item)
                .into_iter()
                .map(move |(method, operation)| ((method, path.clone()), fields(operation)))
        })
        .collect()
});

/// The middleware around every route under `/api/v1`. What is not described, such as the live stream, takes any query.
pub(super) async fn refuse_unknown(request: Request, next: Next) -> Response {
    let Some(query) = request.uri().query().filter(|query| !query.is_empty()) else {
        return next.run(request).await;
    };
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    match KNOWN.get(&(method, path.to_owned())).and_then(|known| refusal(query, known)) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    }
}

fn operations(item: PathItem) -> Vec<(Method, Operation)> {
    let PathItem { get, put, post, patch, delete, .. } = item;
    [
        (Method::GET, get),
        (Method::PUT, put),
        (Method::POST, post),
        (Method::PATCH, patch),
        (Method::DELETE, delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation?)))
    .collect()
}

fn fields(operation: Operation) -> BTreeSet<String> {
    let in_query = |parameter| match parameter {
        RefOr::T(Parameter { parameter_in: ParameterIn::Query, name, .. }) => Some(name),
        RefOr::T(_) | RefOr::Ref(_) => None,
    };
    operation.parameters.into_iter().flatten().filter_map(in_query).collect()
}

/// Names every field that is not known, and those that are.
fn refusal(query: &str, known: &BTreeSet<String>) -> Option<ApiError> {
    let asked = url::form_urlencoded::parse(query.as_bytes());
    let unknown: BTreeSet<String> = asked
        .filter(|(name, value)| !(known.contains(name.as_ref()) || name.is_empty() && value.is_empty()))
        .map(|(name, _)| name.into_owned())
        .collect();
    if unknown.is_empty() {
        return None;
    }
    let hint = if known.is_empty() {
        "It takes none.".to_owned()
    } else {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        format!("It knows {}.", known.join(", "))
    };
    let error = ApiError::unprocessable("invalid_query", "This address does not know a field of the query.");
    Some(unknown.iter().fold(error.hint(hint), |error, name| error.field(name, "is not known here")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_misspelt_is_known_as_such_however_it_is_written() {
        let known = BTreeSet::from(["state".to_owned(), "limit".to_owned()]);
        for query in ["state=paid", "limit=10&state=paid", "", "&", "state=paid&", "st%61te=paid"] {
            assert!(refusal(query, &known).is_none(), "{query}");
        }
        for query in ["stauts=paid", "state=paid&State=paid", "state%5B%5D=paid", "=1"] {
            assert!(refusal(query, &known).is_some(), "{query}");
        }
    }

    #[test]
    fn every_list_says_which_fields_it_has() {
        let of = |path: &str| KNOWN[&(Method::GET, format!("/api/v1{path}"))].clone();
        assert!(of("/orders").is_superset(&["state", "from", "cursor", "limit"].map(str::to_owned).into()));
        assert!(of("/me").is_empty());
    }
}
