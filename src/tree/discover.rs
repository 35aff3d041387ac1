//! Finding the flake and its source root, the way Nix does for a path.

use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use super::{RelPath, Resolved, Tree};
use crate::error::{Error, Result};
use crate::fsx;

/// How to look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// See the files inside submodules, as `?submodules=1` does.
    pub submodules: bool,
}

/// A flake's files, and where in them `flake.nix` lies.
#[derive(Clone, Debug)]
pub struct Source {
    /// Everything the flake can read: the whole repository, even for a flake in a subfolder.
    pub tree: Tree,
    /// The folder of `flake.nix`; the root in most repositories.
    pub flake_dir: RelPath,
}

/// Finds the flake that holds `start` (a folder, or its `flake.nix`).
///
/// The search goes upwards to the first folder with a `flake.nix` and ends at the top level of a
/// git repository or at the border of a file system. The source root is the git top level, the
/// store path, or without either the flake's own folder.
pub fn discover(start: &Path, options: Options) -> Result<Source> {
    let flake_folder = flake_folder(start)?;
    let (tree, root) = open(&flake_folder, options)?;
    let flake_dir = inside(&flake_folder, &root)?;
    let file = flake_dir.child("flake.nix");
    match tree.resolve(&file)? {
        Resolved::Found(_, kind) if kind.is_file() => Ok(Source { tree, flake_dir }),
        Resolved::Leaves { link, target } => {
            Err(Error::input(format!("{file} cannot be read by the flake"))
                .because(format!("the symlink {link} points out of the source root, to {target}")))
        }
        _ => Err(tree.absent("file", &file)),
    }
}

/// The files that a flake in this folder would see, whether or not there is one.
pub fn around(folder: &Path) -> Result<Source> {
    let folder = fsx::canonical(folder)?;
    let (tree, root) = open(&folder, Options::default())?;
    let flake_dir = inside(&folder, &root)?;
    Ok(Source { tree, flake_dir })
}

/// The top level of the git work tree that a folder lies in; none where there is none.
pub fn git_top(folder: &Path) -> Result<Option<PathBuf>> {
    let folder = fsx::real(folder)?;
    for above in folder.ancestors() {
        if fsx::lstat(&above.join(".git"))?.is_some() {
            return Ok(Some(above.to_path_buf()));
        }
    }
    Ok(None)
}

/// A folder's path below the root.
fn inside(folder: &Path, root: &Path) -> Result<RelPath> {
    let relative = folder.strip_prefix(root).unwrap_or(Path::new(""));
    relative
        .to_str()
        .and_then(RelPath::new)
        .ok_or_else(|| Error::input(format!("{} is not UTF-8", folder.display())))
}

/// The nearest folder with a `flake.nix`, on disk; none where [`discover`] would find no flake.
pub fn flake_above(start: &Path) -> Result<Option<PathBuf>> {
    Ok(search(&fsx::canonical(start)?)?.ok())
}

fn flake_folder(start: &Path) -> Result<PathBuf> {
    let start = fsx::canonical(start)?;
    let start = if start.file_name().is_some_and(|name| name == "flake.nix") && start.is_file() {
        start.parent().map(Path::to_path_buf).unwrap_or(start)
    } else {
        start
    };
    search(&start)?.map_err(|why| {
        Error::input(format!("no flake.nix in {} or above it", start.display()))
            .because(why)
            .hint("run inside a flake's folder, or name it")
            .hint("to start a fleet here: nixward init")
    })
}

/// The nearest folder with a `flake.nix`, or where the search ended.
fn search(start: &Path) -> Result<std::result::Result<PathBuf, String>> {
    let device = fsx::stat(start)?.map(|metadata| metadata.dev());
    for folder in start.ancestors() {
        if fsx::lstat(&folder.join("flake.nix"))?.is_some() {
            return Ok(Ok(folder.to_path_buf()));
        }
        if fsx::lstat(&folder.join(".git"))?.is_some() {
            let why = format!("the search ends at the git repository {}", folder.display());
            return Ok(Err(why));
        }
        if fsx::stat(folder)?.map(|metadata| metadata.dev()) != device {
            let why = format!("the search ends at the file system of {}", folder.display());
            return Ok(Err(why));
        }
    }
    Ok(Err("the search reached the root of the file system".to_owned()))
}

/// The tree that a flake in this folder is part of, and the tree's root on disk.
fn open(flake_folder: &Path, options: Options) -> Result<(Tree, PathBuf)> {
    if let Some(store_path) = store_path(flake_folder) {
        return Ok((Tree::store_path(&store_path)?, store_path));
    }
    let Some(top) = git_top(flake_folder)? else {
        return Ok((Tree::folder(flake_folder)?, flake_folder.to_path_buf()));
    };
    let tree = if options.submodules {
        Tree::work_tree_with_submodules(&top)?
    } else {
        Tree::work_tree(&top)?
    };
    Ok((tree, top))
}

/// The store path that holds this one, if any; `NIX_STORE_DIR` moves the store.
fn store_path(path: &Path) -> Option<PathBuf> {
    let store = std::env::var_os("NIX_STORE_DIR").unwrap_or_else(|| "/nix/store".into());
    let store = Path::new(&store);
    match path.strip_prefix(store).ok()?.components().next()? {
        Component::Normal(name) => Some(store.join(name)),
        _ => None,
    }
}
