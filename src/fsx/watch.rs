//! Waiting for changes of folders; the only owner of `notify`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::error::{Error, Result};

/// Changes come in bursts: a save is several, a checkout is many. So long it has to be quiet.
const QUIET: Duration = Duration::from_millis(80);

/// A burst that does not end is looked at all the same.
const BURST: Duration = Duration::from_secs(2);

/// What is told of changes.
type Told = notify::Result<Event>;

/// Folders that are watched, and not those in them.
pub struct Watch {
    watcher: RecommendedWatcher,
    told: Receiver<Told>,
}

impl Watch {
    /// Watches nothing yet.
    pub fn new() -> Result<Self> {
        let (tell, told) = channel();
        let matters = |event: &Told| event.as_ref().map_or(true, is_change);
        let watcher = notify::recommended_watcher(move |event: Told| {
            if matters(&event) {
                // Nobody listens any more where the run is over.
                let _ = tell.send(event);
            }
        });
        Ok(Self { watcher: watcher.map_err(failed)?, told })
    }

    /// Watches these folders too, anew where they have been taken away and made again. One that is
    /// not there is left out.
    pub fn add<'p>(&mut self, folders: impl IntoIterator<Item = &'p PathBuf>) -> Result<()> {
        for folder in folders {
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {}
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(())
    }

    /// Waits until something changes that matters and then is quiet; says what that was. Where more
    /// happened than anyone could tell, it is nothing in particular.
    pub fn wait(&self, matters: &dyn Fn(&Path) -> bool) -> Result<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        let mut until: Option<Instant> = None;
        loop {
            let patience = match until {
                None => Duration::MAX,
                Some(until) => until.saturating_duration_since(Instant::now()).min(QUIET),
            };
            let event = match self.told.recv_timeout(patience) {
                Ok(event) => event.map_err(failed)?,
                Err(RecvTimeoutError::Timeout) => return Ok(changed),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::tool("changes of files are not told any more"));
                }
            };
            let before = changed.len();
            let lost = event.need_rescan();
            changed.extend(event.paths.into_iter().filter(|path| matters(path)));
            if until.is_none() && (lost || changed.len() > before) {
                until = Some(Instant::now() + BURST);
            }
            if until.is_some_and(|until| until <= Instant::now()) {
                return Ok(changed);
            }
        }
    }
}

/// Whether it is more than that somebody looked at a file.
fn is_change(event: &Event) -> bool {
    event.need_rescan()
        || !matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)))
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn failed(error: notify::Error) -> Error {
    let full = matches!(error.kind, ErrorKind::MaxFilesWatch);
    let failure = Error::tool("cannot watch for changes of files").because(error);
    if full {
        failure.hint("let more folders be watched: sysctl fs.inotify.max_user_watches=524288")
    } else {
        failure
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir, rename};

    use super::*;
    use crate::fsx::{read, write};

    #[test]
    fn what_matters_ends_the_wait_and_what_was_read_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        create_dir(root.join("inner")).unwrap();
        write(&root.join("read"), b"x").unwrap();
        let mut watch = Watch::new().unwrap();
        watch.add(&[root.clone(), root.join("gone")]).unwrap();
        read(&root.join("read")).unwrap();
        write(&root.join("inner/deep"), b"not watched").unwrap();
        write(&root.join("noise"), b"x").unwrap();
        write(&root.join("one"), b"x").unwrap();
        rename(root.join("one"), root.join("two")).unwrap();
        let wanted = ["read", "inner/deep", "one", "two"].map(|name| root.join(name));
        let changed = watch.wait(&|path| wanted.iter().any(|wanted| wanted == path)).unwrap();
        assert_eq!(changed, ["one", "two"].map(|name| root.join(name)).into());
    }
}
