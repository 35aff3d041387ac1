//! What happens while a verb works: sent by whoever does it, shown by the printer.

/// Something that people wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A host was evaluated.
    Evaluated {
        /// Its attribute name.
        host: String,
        /// How long it took, in milliseconds.
        ms: u64,
        /// How many facts are not known.
        errors: usize,
    },
    /// The derivation of a host's system was computed.
    Instantiated {
        /// Its attribute name.
        host: String,
        /// Whether that failed.
        failed: bool,
    },
}

/// Takes events, from any thread.
pub trait Events: Sync {
    /// Something happened.
    fn send(&self, event: &Event);
}
