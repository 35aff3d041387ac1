//! A receiver of notifications: remembers what Alertmanager sends to each of its pages.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::live::comes;

/// A notification: the page it was sent to, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Notification {
    pub page: String,
    pub body: Value,
}

impl Notification {
    /// Whether it has an alert that fires with all of these labels.
    pub(super) fn has(&self, labels: &[(&str, &str)]) -> bool {
        let alerts = self.body["alerts"].as_array().into_iter().flatten();
        alerts
            .filter(|alert| alert["status"] == "firing")
            .any(|alert| labels.iter().all(|(label, value)| alert["labels"][label] == *value))
    }
}

/// The receiver.
pub(super) struct Hook {
    port: u16,
    seen: Arc<Mutex<Vec<Notification>>>,
}

impl Hook {
    /// Listens until the test ends.
    pub(super) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let all = Arc::clone(&all);
                thread::spawn(move || serve(stream, &all));
            }
        });
        Self { port, seen }
    }

    /// Where it is.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What has come, in order.
    pub(super) fn seen(&self) -> Vec<Notification> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until an alert with these labels has come to the page.
    pub(super) fn wait(&self, page: &str, labels: &[(&str, &str)]) {
        let here = |all: &[Notification]| all.iter().any(|it| it.page == page && it.has(labels));
        let came = comes(Duration::from_secs(40), || here(&self.seen()));
        assert!(came, "{labels:?} did not come to {page}: {:#?}", self.seen());
    }
}

/// Answers requests of a connection.
fn serve(mut stream: TcpStream, all: &Mutex<Vec<Notification>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let page = line.split(' ').nth(1)?.split('?').next()?.to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            if header.trim().is_empty() {
                break;
            }
            if let Some(value) = header.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        all.lock().ok()?.push(Notification { page, body });
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").ok()?;
    }
}
