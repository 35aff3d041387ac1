//! Values that go to a program, or come back from it, on file descriptors of its own: in memory that
//! has no name, never as an argument, in the environment or in a file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::Arc;

use command_fds::{CommandFdExt, FdMapping};
use rustix::fs::{MemfdFlags, memfd_create};
use zeroize::Zeroizing;

/// A piece of memory that is a file to a program.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    number: i32,
    file: Arc<File>,
}

/// What a program writes to a file descriptor.
#[derive(Debug)]
pub struct Received(Arc<File>);

impl Passed {
    pub(super) fn holding(number: i32, value: &[u8]) -> io::Result<Self> {
        let mut file = File::from(memfd_create("value", MemfdFlags::CLOEXEC)?);
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        file.write_all(value)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { number, file: Arc::new(file) })
    }

    /// What is written to it.
    pub(super) fn received(&self) -> Received {
        Received(Arc::clone(&self.file))
    }

    fn mapping(&self) -> io::Result<FdMapping> {
        Ok(FdMapping { parent_fd: OwnedFd::from(self.file.try_clone()?), child_fd: self.number })
    }
}

impl Received {
    /// All that was written.
    ///
    /// # Errors
    /// More than `limit` bytes, or what the machine says.
    pub fn read(self, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut file = self.0.as_ref();
        let size = file.metadata()?.len();
        if size > limit {
            return Err(io::Error::other(format!("it is larger than {limit} bytes")));
        }
        file.seek(SeekFrom::Start(0))?;
        let mut value = Zeroizing::new(Vec::with_capacity(usize::try_from(size).unwrap_or(0)));
        file.read_to_end(&mut value)?;
        Ok(value)
    }
}

/// Hands the memory to a command that is about to start.
pub(super) fn hand_over(command: &mut Command, passed: &[Passed]) -> io::Result<()> {
    if passed.is_empty() {
        return Ok(());
    }
    let mappings = passed.iter().map(Passed::mapping).collect::<io::Result<Vec<_>>>()?;
    command.fd_mappings(mappings).map(drop).map_err(io::Error::other)
}
