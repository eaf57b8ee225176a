//! The description of the API (OpenAPI 3.1).

use serde_json::{Value, json};

use super::super::Context;
use super::super::finish::finish;
use crate::model::{MediaType, Representation};

const DOCUMENT: &str = include_str!("openapi.json");

/// The document, under the wire's own name and address.
pub fn openapi(ctx: &Context) -> Representation {
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("the document is JSON: a test reads it");
    document["info"]["title"] = json!(format!("{}: newsroom API", ctx.publisher.name));
    document["servers"] = json!([{ "url": ctx.address("").trim_end_matches('/') }]);
    finish(MediaType::Json, document.to_string(), chrono::DateTime::UNIX_EPOCH)
}
