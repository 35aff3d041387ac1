//! Asking a web server that listens on a host, through the login: nothing of it need be open to others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openssh::{ForwardType, Session, Socket};
use tokio::net::UnixStream;

use super::connection::{Connection, chain, logged_out};
use super::failure::Failure;

/// As much as an answer may have, in bytes.
const MOST: usize = 16 << 20;

/// Where the server listens, seen from the host.
const HOST: &str = "127.0.0.1";

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What it says.
    pub body: Vec<u8>,
}

impl Connection {
    /// Asks the server on this port of the host's loopback for a path, such as `/api/v2/alerts`.
    pub fn get(&self, port: u16, path: &str, within: Duration) -> Result<Answer, Failure> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let session = self.session.clone().ok_or_else(logged_out)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let socket = self.folder.path().join(format!("web-{number}"));
        let path = path.to_owned();
        let work = async move { asked(session, socket, port, &path).await };
        let late = || Failure::Lost(format!("no answer within {} s", within.as_secs()));
        self.runtime.run(within, work)?.ok_or_else(late)?.map_err(Failure::Lost)
    }
}

async fn asked(
    session: Arc<Session>,
    socket: std::path::PathBuf,
    port: u16,
    path: &str,
) -> Result<Answer, String> {
    let here = || Socket::UnixSocket { path: socket.as_path().into() };
    let there = || Socket::TcpSocket { host: HOST.into(), port };
    let forward = session.request_port_forward(ForwardType::Local, here(), there()).await;
    forward.map_err(|error| chain(&error))?;
    let answer = talk(&socket, port, path).await;
    let closed = session.close_port_forward(ForwardType::Local, here(), there()).await;
    if let Err(error) = closed {
        tracing::debug!(%error, port, "a way to a web server stays open until the login ends");
    }
    answer
}

async fn talk(socket: &std::path::Path, port: u16, path: &str) -> Result<Answer, String> {
    let stream = UnixStream::connect(socket).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| chain(&error))?;
    let driver = tokio::spawn(connection);
    let request = Request::get(path)
        .header("Host", format!("{HOST}:{port}"))
        .header("Accept", "application/json")
        .body(Empty::<Bytes>::new())
        .map_err(|error| error.to_string())?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|error| chain(&error))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MOST).collect().await;
        let body = body.map_err(|error| error.to_string())?.to_bytes().to_vec();
        Ok(Answer { status, body })
    }
    .await;
    driver.abort();
    answer
}
