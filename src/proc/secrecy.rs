//! What a process does before it holds plaintext.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::error::{Error, Result};

/// Sees to it that the memory of this process, and of those that it starts, is written to no core
/// file, and that no other process of this user can read it.
pub fn hold_secrets() -> Result<()> {
    let failed = |errno: rustix::io::Errno| {
        Error::tool("cannot keep this process's memory from being written to disk")
            .because(std::io::Error::from(errno))
    };
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none).map_err(failed)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(failed)
}
