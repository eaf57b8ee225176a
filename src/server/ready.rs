//! What is asked for most, given again as it was given before: a cache of answers such as any cache on the way keeps
//! (RFC 9111), but one that knows at once when an answer is out of date.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use hyper::Request;
use hyper::body::Incoming;
use tower::ServiceExt as _;

use crate::model::Representation;
use crate::publish::Shelf;

/// What an answer from the shelf depends on, besides its address.
const ASKED: [HeaderName; 4] = [ACCEPT, ACCEPT_ENCODING, IF_NONE_MATCH, IF_MODIFIED_SINCE];
/// Answers kept for one address.
const KEPT: usize = 32;

/// Answers that were given from the shelf, as long as the same things stand there. A clone is another handle to the same.
#[derive(Clone)]
pub(super) struct Ready {
    shelf: Shelf,
    router: Router,
    answers: Arc<RwLock<HashMap<String, Answers>>>,
}

/// Answers about one thing.
struct Answers {
    thing: Arc<Representation>,
    given: Vec<Given>,
}

struct Given {
    asked: Asked,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

type Asked = [Option<HeaderValue>; 4];

impl Ready {
    pub(super) fn new(shelf: Shelf, router: Router) -> Self {
        Self { shelf, router, answers: Arc::default() }
    }

    /// Answers as before where nothing has changed since, else as the router does.
    pub(super) async fn answer(self, request: Request<Incoming>) -> Result<Response, Infallible> {
        let Some((thing, asked)) = self.meant(&request) else { return self.router.oneshot(request).await };
        if let Some(answer) = self.again(request.uri().path(), &thing, &asked) {
            return Ok(answer);
        }
        let path = request.uri().path().to_owned();
        let (parts, body) = self.router.oneshot(request).await?.into_parts();
        let Ok(body) = to_bytes(body, usize::MAX).await else { return Ok(Response::from_parts(parts, Body::empty())) };
        // What was put on the shelf meanwhile may be what was answered with.
        if self.shelf.get(&path).is_some_and(|now| Arc::ptr_eq(&now, &thing)) {
            let given = Given { asked, status: parts.status, headers: parts.headers.clone(), body: body.clone() };
            keep(&mut self.answers.write().unwrap_or_else(PoisonError::into_inner), path, thing, given);
        }
        Ok(Response::from_parts(parts, Body::from(body)))
    }

    /// The thing on the shelf that is asked for and nothing else, with what is asked of it.
    fn meant(&self, request: &Request<Incoming>) -> Option<(Arc<Representation>, Asked)> {
        if request.method() != Method::GET || request.uri().query().is_some() {
            return None;
        }
        let thing = self.shelf.get(request.uri().path())?;
        let mut asked = Asked::default();
        for (name, value) in ASKED.iter().zip(&mut asked) {
            let mut values = request.headers().get_all(name).iter();
            *value = values.next().cloned();
            if values.next().is_some() {
                return None;
            }
        }
        Some((thing, asked))
    }

    fn again(&self, path: &str, thing: &Arc<Representation>, asked: &Asked) -> Option<Response> {
        let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
        let answers = answers.get(path).filter(|answers| Arc::ptr_eq(&answers.thing, thing))?;
        let given = answers.given.iter().find(|given| given.asked == *asked)?;
        let mut answer = Response::new(Body::from(given.body.clone()));
        *answer.status_mut() = given.status;
        *answer.headers_mut() = given.headers.clone();
        Some(answer)
    }
}

fn keep(answers: &mut HashMap<String, Answers>, path: String, thing: Arc<Representation>, given: Given) {
    let known = answers.entry(path).or_insert_with(|| Answers { thing: Arc::clone(&thing), given: Vec::new() });
    if !Arc::ptr_eq(&known.thing, &thing) {
        *known = Answers { thing, given: Vec::new() };
    }
    if known.given.len() >= KEPT {
        known.given.remove(0);
    }
    known.given.push(given);
}
