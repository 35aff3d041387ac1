//! `-v`: what is being done, on stderr.

use std::io;

use anstream::AutoStream;
use tracing::level_filters::LevelFilter;

use super::Color;

/// Sends tracing events to stderr: none by default, steps at `-v`, every detail at `-vv`.
pub fn trace_to_stderr(verbosity: u8, color: Color) {
    let level = match verbosity {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let ansi = color.choice(|| AutoStream::choice(&io::stderr())) != anstream::ColorChoice::Never;
    // Fails only where a subscriber is already set, which then serves as well.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(ansi)
        .with_target(false)
        .without_time()
        .with_writer(io::stderr)
        .try_init();
}
