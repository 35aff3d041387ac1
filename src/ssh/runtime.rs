//! The thread that the openssh crate lives on.

use std::future::Future;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::failure::Failure;
use crate::error::{Error, Result};

/// A runtime on a thread of its own, which ends with it.
pub(super) struct Runtime {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Runtime {
    /// Starts the thread.
    pub(super) fn start() -> Result<Self> {
        let failed = |error| Error::tool("no thread for ssh can be started").because(error);
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let body = move || drop(runtime.block_on(stopped));
        let thread = thread::Builder::new().name("ssh".to_owned()).spawn(body).map_err(failed)?;
        Ok(Self { handle, stop: Some(stop), thread: Some(thread) })
    }

    /// Runs something on the thread and waits for it; none where it takes longer than this.
    ///
    /// # Errors
    /// The thread is gone.
    pub(super) fn run<T: Send + 'static>(
        &self,
        within: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> std::result::Result<Option<T>, Failure> {
        let (sender, receiver) = mpsc::channel();
        self.handle.spawn(async move {
            let _ = sender.send(timeout(within, work).await.ok());
        });
        receiver.recv().map_err(|_| Failure::Lost("the thread for ssh has ended".to_owned()))
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
