//! A handler for the web: `POST /assess` takes an observation or a case, as JSON, and answers with
//! its assessment.
//!
//! ```text
//! cargo run --manifest-path examples/web/Cargo.toml            listens on 127.0.0.1:8787
//! cargo run --manifest-path examples/web/Cargo.toml -- --once  sends itself some requests and stops
//! ```
//!
//! What people say in coaching is confidential: it listens to this machine alone, and logs nothing.
//! Whoever puts it on a network puts encryption and a way to know its callers before it.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::num::NonZero;
use std::thread;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use pushback::{Case, Classifier, Observation};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::task;

/// How many bytes a request may have: some hundred pages.
const MOST: usize = 256 * 1024;
const PORT: u16 = 8787;

fn main() -> Result<(), Box<dyn Error>> {
    let once = std::env::args().any(|argument| argument == "--once");
    // The rules are loaded before anybody has to wait for it.
    Classifier::builtin();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    // More texts at a time than there are cores would only slow each other down: they queue.
    let runtime = Builder::new_multi_thread().max_blocking_threads(cores).enable_all().build()?;
    let port = if once { 0 } else { PORT };
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}/assess");
    let server = async { axum::serve(listener, service()).await };
    if once {
        runtime.spawn(server);
        return try_out(address);
    }
    Ok(runtime.block_on(server)?)
}

fn service() -> Router {
    Router::new().route("/assess", post(assess)).layer(DefaultBodyLimit::max(MOST))
}

/// Assesses what was sent. A short text takes a tenth of a millisecond, but nobody knows how long
/// the next one is, and whoever waits for the network must not wait for it: so it is done on threads
/// that may be held up. All of them share the one classifier.
async fn assess(body: Bytes) -> impl IntoResponse {
    let done = task::spawn_blocking(move || read(&body)).await;
    let (status, body) = match done {
        Ok(Ok(assessment)) => (StatusCode::OK, assessment),
        Ok(Err(reason)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": reason.to_string() }).to_string())
        }
        Err(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({ "error": "the text could not be assessed" }).to_string(),
        ),
    };
    (status, [(header::CONTENT_TYPE, "application/json")], body)
}

/// The assessment of an observation, or of a case where there are `observations`.
fn read(body: &[u8]) -> Result<String, Box<dyn Error + Send + Sync>> {
    let classifier = Classifier::builtin();
    let given: Value = serde_json::from_slice(body)?;
    if given.get("observations").is_some() {
        let case = Case::deserialize(given)?;
        return Ok(serde_json::to_string(&classifier.assess_case(&case))?);
    }
    let observation = Observation::deserialize(given)?;
    let Observation { text, behaviours, responses, .. } = &observation;
    if text.is_empty() && behaviours.is_empty() && responses.is_empty() {
        return Err("there is nothing to read; give the words under `text`, or `behaviours`".into());
    }
    Ok(serde_json::to_string(&classifier.assess(&observation))?)
}

/// Sends some requests, and fails where one is answered otherwise than it must be.
fn try_out(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let said = r#"{"id":"o1","speaker":"coachee","text":"Coaching is for people who can't cope."}"#;
    let case = r#"{"observations":[{"session":1,"text":"No time for coaching until June."}]}"#;
    let unknown = r#"{"speaker":"coache","text":"Fine."}"#;
    let long = format!(r#"{{"text":"{}"}}"#, "a".repeat(MOST));
    for (body, status, part) in [
        (said, 200, r#""code":"dismissal""#),
        (case, 200, r#""timeline":["#),
        (unknown, 422, "unknown variant `coache`, expected one of `coachee`, `coach`, `observer`"),
        (r#"{"txt":"Fine."}"#, 422, "unknown field `txt`"),
        ("{}", 422, "nothing to read"),
        ("Fine.", 422, "expected value at line 1 column 1"),
        (&long, 413, "length limit"),
    ] {
        let answer = send(address, body)?;
        let right = answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(part);
        println!("{:<50.50} {}", body, answer.lines().next().unwrap_or_default());
        if !right {
            return Err(format!("expected {status} with `{part}`, found {answer}").into());
        }
    }
    Ok(())
}

fn send(address: SocketAddr, body: &str) -> Result<String, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    let head = format!(
        "POST /assess HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    // Whoever sends too much may be answered before the end.
    let _ = stream.write_all(body.as_bytes());
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
