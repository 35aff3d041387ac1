//! What only the machine's own administrator does: files for others, file systems in memory, links
//! that are replaced whole.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, chown, symlink as link};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::process::{getegid, geteuid};

use super::{create_folder, error, list, lstat, stat};
use crate::error::{Error, Result};

/// Whose a file is, and who may do what with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The user, by number.
    pub user: u32,
    /// The group, by number.
    pub group: u32,
    /// The mode.
    pub mode: u32,
}

impl Owned {
    /// Gives a file to its owner: itself, never what a link leads to, which whoever owns the folder could
    /// have put there.
    ///
    /// # Errors
    /// A link, or what the machine says.
    pub fn give(self, path: &Path) -> Result<()> {
        let mut options = OpenOptions::new();
        // Nobody is waited for who might write to it.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.read(true).custom_flags(flags.bits().cast_signed());
        options
            .open(path)
            .and_then(|file| self.give_open(&file))
            .map_err(|source| error("give away", path, source))
    }

    pub(super) fn give_open(self, file: &File) -> std::io::Result<()> {
        // The mode last: changing the owner takes some bits of it away.
        std::os::unix::fs::fchown(file, Some(self.user), Some(self.group))?;
        file.set_permissions(Permissions::from_mode(self.mode))
    }
}

/// Sets the mode of a folder, and its group where one is named.
pub fn give_folder(path: &Path, mode: u32, group: Option<u32>) -> Result<()> {
    let given = if group.is_some() { chown(path, None, group) } else { Ok(()) };
    given
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(mode)))
        .map_err(|source| error("set the permissions of", path, source))
}

/// Makes a file that is not there yet and that only this user may read, with the folders above it.
pub fn create_private(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|source| error("make the folder", folder, source))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|source| error("write", path, source))
}

/// A folder and all below it, what is deepest first.
pub fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in list(folder)? {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            found.extend(folders(&entry.path())?);
        }
    }
    found.push(folder.to_owned());
    Ok(found)
}

/// Removes a folder with all that is in it.
pub fn remove_folder(path: &Path) -> Result<()> {
    fs::remove_dir_all(path).map_err(|source| error("remove", path, source))
}

/// Removes a folder with nothing in it.
pub fn remove_empty_folder(path: &Path) -> Result<()> {
    fs::remove_dir(path).map_err(|source| error("remove", path, source))
}

/// Makes a link, in the place of the file or link that is there; at no moment is there none.
pub fn symlink(target: &Path, path: &Path) -> Result<()> {
    if lstat(path)?.is_some() && super::read_link(path).is_ok_and(|there| there == target) {
        return Ok(());
    }
    let failed = |source| error("link", path, source);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".nixward-{}", std::process::id()));
    let temporary = PathBuf::from(name);
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    if lstat(&temporary)?.is_some() {
        fs::remove_file(&temporary).map_err(failed)?;
    }
    link(target, &temporary).map_err(failed)?;
    fs::rename(&temporary, path).map_err(failed)
}

/// Sees to it that a folder lies in memory that is never swapped out: mounts such a file system there,
/// unless there is one.
pub fn mount_memory(folder: &Path, mode: u32) -> Result<()> {
    if super::private::is_ramfs(folder) || stat(folder)?.is_none() {
        return Ok(());
    }
    mount(folder, mode).map_err(|source| {
        error("mount a file system in memory at", folder, source)
            .hint("only root may; without it secrets would lie on a disk")
    })
}

#[cfg(target_os = "linux")]
fn mount(folder: &Path, mode: u32) -> std::io::Result<()> {
    use rustix::mount::{MountFlags, mount};
    let options = std::ffi::CString::new(format!("mode={mode:o}"))?;
    let flags = MountFlags::NODEV | MountFlags::NOSUID;
    Ok(mount("none", folder, "ramfs", flags, options.as_c_str())?)
}

#[cfg(not(target_os = "linux"))]
fn mount(_: &Path, _: u32) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// The number of a user or group: itself, or what the machine's file of accounts says.
pub fn account(kind: Account, name: &str) -> Result<Option<u32>> {
    if let Ok(number) = name.parse() {
        return Ok(Some(number));
    }
    let text = match stat(kind.file())? {
        Some(_) => super::read_text(kind.file())?,
        None => String::new(),
    };
    Ok(number_in(&text, name))
}

/// The number of the user or group that this process runs as.
pub fn own_account(kind: Account) -> u32 {
    match kind {
        Account::User => geteuid().as_raw(),
        Account::Group => getegid().as_raw(),
    }
}

/// What an account is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// A user.
    User,
    /// A group.
    Group,
}

impl Account {
    fn file(self) -> &'static Path {
        Path::new(match self {
            Self::User => "/etc/passwd",
            Self::Group => "/etc/group",
        })
    }

    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
        }
    }
}

/// `name:password:number:...`, in both files.
fn number_in(text: &str, name: &str) -> Option<u32> {
    let mut lines = text.lines().map(|line| line.split(':'));
    lines.find_map(|mut fields| {
        (fields.next() == Some(name)).then(|| fields.nth(1)).flatten()?.parse().ok()
    })
}

/// The error for an account that is not there.
pub fn no_account(kind: Account, name: &str) -> Error {
    Error::input(format!("there is no {} {name} on this host", kind.as_str()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn a_link_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink(Path::new("one"), &at("a/link")).unwrap();
        symlink(Path::new("two"), &at("a/link")).unwrap();
        assert_eq!(fs::read_link(at("a/link")).unwrap(), Path::new("two"));
        super::super::write(&at("file"), b"x").unwrap();
        symlink(Path::new("two"), &at("file")).unwrap();
        assert_eq!(fs::read_link(at("file")).unwrap(), Path::new("two"));
        fs::create_dir(at("folder")).unwrap();
        assert!(symlink(Path::new("two"), &at("folder")).is_err());
        assert_eq!(list(&at("a")).unwrap().len(), 1);
    }

    #[test]
    fn what_is_made_is_ours_alone_until_it_is_given_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        create_private(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
        assert_eq!((mode(&path), mode(&folder.path().join("a"))), (0o600, 0o700));
        assert!(create_private(&path).is_err(), "it is there");
        let ours = fs::metadata(&path).unwrap();
        let owned = Owned { user: ours.uid(), group: ours.gid(), mode: 0o440 };
        owned.give(&path).unwrap();
        assert_eq!(mode(&path), 0o440);
        let way = folder.path().join("way");
        link(&path, &way).unwrap();
        assert!(Owned { mode: 0o444, ..owned }.give(&way).is_err(), "not through a link");
        assert_eq!(mode(&path), 0o440);
        assert_eq!(folders(folder.path()).unwrap().len(), 2);
    }

    #[test]
    fn accounts_have_numbers() {
        let text = "root:x:0:0:System:/root:/bin/sh\nann:x:1000:100::/home/ann:/bin/sh\nbad\n";
        assert_eq!(number_in(text, "ann"), Some(1000));
        assert_eq!(number_in(text, "an"), None);
        assert_eq!(number_in(text, "bad"), None);
        assert_eq!(account(Account::Group, "27").unwrap(), Some(27));
        assert_eq!(account(Account::User, "root").unwrap(), Some(0));
    }
}
