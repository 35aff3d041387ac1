//! Output streams: colour or none, buffered, and quiet when the reader has gone.

use std::io::{self, BufWriter, ErrorKind, Write};

use anstream::{AutoStream, ColorChoice};

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    pub(super) fn choice(self, auto: impl FnOnce() -> ColorChoice) -> ColorChoice {
        match self {
            Self::Auto => auto(),
            Self::Always => ColorChoice::AlwaysAnsi,
            Self::Never => ColorChoice::Never,
        }
    }
}

/// Removes colour codes where they are not wanted.
pub(super) type Stream = AutoStream<Box<dyn Write + Send>>;

pub(super) fn stdout(color: Color) -> Stream {
    stream(io::stdout(), color.choice(|| AutoStream::choice(&io::stdout())))
}

pub(super) fn stderr(color: Color) -> Stream {
    stream(io::stderr(), color.choice(|| AutoStream::choice(&io::stderr())))
}

/// A stream into `inner`.
pub(super) fn stream(inner: impl Write + Send + 'static, choice: ColorChoice) -> Stream {
    AutoStream::new(Box::new(BufWriter::new(Pipe { inner, closed: false })), choice)
}

/// A reader that goes away (`nixward check | head`) is no failure: the run goes on without being
/// heard, and its exit code still tells the truth.
struct Pipe<W> {
    inner: W,
    closed: bool,
}

impl<W: Write> Pipe<W> {
    fn unless_closed<T>(
        &mut self,
        gone: T,
        go: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.closed {
            return Ok(gone);
        }
        match go(&mut self.inner) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(gone)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), Write::flush)
    }
}
