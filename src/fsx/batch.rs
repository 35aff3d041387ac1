//! Several files as one change: all of them, or none.
//!
//! Whether every file is as expected is looked at before the first is written, and what fails after
//! that undoes what was done. Killed in between, each file is whole: they are written in the order
//! in which they were added, so that one that names others comes last.

use std::fs;
use std::path::{Path, PathBuf};

use super::{create, create_folder, lstat, read, remove, write};
use crate::error::{Error, Result};

/// Files that are to be made or changed together.
#[derive(Debug, Default)]
pub struct Batch {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    path: PathBuf,
    /// What it is to hold; none where it is to go.
    content: Option<Vec<u8>>,
    /// What the file must hold now; none where there must be none.
    before: Option<Vec<u8>>,
}

impl Batch {
    /// Adds a file that must not be there yet.
    pub fn create(&mut self, path: PathBuf, content: impl Into<Vec<u8>>) {
        self.steps.push(Step { path, content: Some(content.into()), before: None });
    }

    /// Adds a change of a file that must still hold `before`.
    pub fn replace(
        &mut self,
        path: PathBuf,
        before: impl Into<Vec<u8>>,
        content: impl Into<Vec<u8>>,
    ) {
        self.steps.push(Step { path, content: Some(content.into()), before: Some(before.into()) });
    }

    /// Adds the removal of a file that must still hold `before`.
    pub fn remove(&mut self, path: PathBuf, before: impl Into<Vec<u8>>) {
        self.steps.push(Step { path, content: None, before: Some(before.into()) });
    }

    /// The files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.steps.iter().map(|step| step.path.as_path())
    }

    /// Writes them all.
    pub fn commit(self) -> Result<Written> {
        for step in &self.steps {
            step.is_as_expected()?;
        }
        let mut written = Written::default();
        for step in self.steps {
            if let Err(error) = written.take(step) {
                return Err(match written.undo() {
                    Ok(()) => error,
                    Err(also) => error.hint(format!("not all was undone: {also}")),
                });
            }
        }
        Ok(written)
    }
}

impl Step {
    fn is_as_expected(&self) -> Result<()> {
        let path = self.path.display();
        match (&self.before, lstat(&self.path)?) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(Error::input(format!("{path} exists already"))
                .hint("nothing was written; move the file away first")),
            (Some(before), Some(_)) if read(&self.path)? == *before => Ok(()),
            (Some(_), _) => Err(Error::input(format!("{path} has changed meanwhile"))
                .hint("nothing was written; run the command again")),
        }
    }
}

/// What a batch has done, which can be undone.
#[derive(Debug, Default)]
pub struct Written {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Written {
    fn take(&mut self, step: Step) -> Result<()> {
        self.make_folders(step.path.parent())?;
        match (&step.before, &step.content) {
            (_, None) => remove(&step.path)?,
            (None, Some(content)) => create(&step.path, content)?,
            (Some(_), Some(content)) => write(&step.path, content)?,
        }
        self.files.push((step.path, step.before));
        Ok(())
    }

    fn make_folders(&mut self, folder: Option<&Path>) -> Result<()> {
        let Some(folder) = folder else { return Ok(()) };
        let mut missing = Vec::new();
        for folder in folder.ancestors().filter(|folder| !folder.as_os_str().is_empty()) {
            if lstat(folder)?.is_some() {
                break;
            }
            missing.push(folder.to_path_buf());
        }
        create_folder(folder)?;
        self.folders.extend(missing.into_iter().rev());
        Ok(())
    }

    /// Puts everything back as it was.
    pub fn undo(self) -> Result<()> {
        let mut first = Ok(());
        for (path, before) in self.files.iter().rev() {
            let undone = match before {
                None => remove(path),
                Some(before) => write(path, before),
            };
            first = first.and(undone);
        }
        for folder in self.folders.iter().rev() {
            // One that somebody else has put something into meanwhile stays.
            let _not_empty = fs::remove_dir(folder);
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::super::{list, read};
    use super::*;

    #[test]
    fn all_are_written_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("old"), b"1").unwrap();
        let mut batch = Batch::default();
        batch.create(at("a/b/new"), "x");
        batch.replace(at("old"), "1", "2");
        let written = batch.commit().unwrap();
        assert_eq!(read(&at("a/b/new")).unwrap(), b"x");
        assert_eq!(read(&at("old")).unwrap(), b"2");
        written.undo().unwrap();
        assert_eq!(read(&at("old")).unwrap(), b"1");
        assert_eq!(list(folder.path()).unwrap().len(), 1, "folders go with the files");
    }

    #[test]
    fn what_is_not_as_expected_is_told_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("there"), b"1").unwrap();
        let mut batch = Batch::default();
        batch.create(at("new"), "x");
        batch.create(at("there"), "x");
        assert!(batch.commit().unwrap_err().to_string().ends_with("exists already"));
        let mut batch = Batch::default();
        batch.create(at("new"), "x");
        batch.replace(at("there"), "2", "x");
        assert!(batch.commit().unwrap_err().to_string().ends_with("has changed meanwhile"));
        assert_eq!(list(folder.path()).unwrap().len(), 1);
    }

    #[test]
    fn what_was_removed_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("old");
        write(&file, b"1").unwrap();
        let mut batch = Batch::default();
        batch.remove(file.clone(), "1");
        let written = batch.commit().unwrap();
        assert!(list(folder.path()).unwrap().is_empty());
        written.undo().unwrap();
        assert_eq!(read(&file).unwrap(), b"1");
        let mut batch = Batch::default();
        batch.remove(file, "2");
        assert!(batch.commit().unwrap_err().to_string().ends_with("has changed meanwhile"));
    }

    #[test]
    fn a_failure_half_way_undoes_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("file"), b"").unwrap();
        let mut batch = Batch::default();
        batch.create(at("a/new"), "x");
        batch.create(at("file/below"), "x");
        assert!(batch.commit().is_err());
        assert_eq!(list(folder.path()).unwrap().len(), 1);
    }
}
