//! Sorted names, from which the folders follow: git knows files only.

use super::RelPath;

/// Paths with what belongs to each, sorted by bytes, none twice.
pub(super) struct Names<T> {
    entries: Vec<(RelPath, T)>,
}

/// What stands at a place of a folder.
pub(super) enum Child<'a, T> {
    /// One of the paths, with its position.
    Entry(&'a str, usize, &'a T),
    /// A folder that holds some.
    Folder(&'a str),
}

impl<T> Names<T> {
    /// Sorts; of equal paths the first stays.
    pub(super) fn new(mut entries: Vec<(RelPath, T)>) -> Self {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        entries.dedup_by(|(later, _), (first, _)| later == first);
        Self { entries }
    }

    /// Those whose value is wanted.
    pub(super) fn filtered(mut self, wanted: impl Fn(&T) -> bool) -> Self {
        self.entries.retain(|(_, value)| wanted(value));
        self
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(RelPath, T)> {
        self.entries.iter()
    }

    pub(super) fn get(&self, position: usize) -> Option<&(RelPath, T)> {
        self.entries.get(position)
    }

    /// The position of exactly this path.
    pub(super) fn position(&self, path: &RelPath) -> Option<usize> {
        self.entries.binary_search_by(|(known, _)| known.cmp(path)).ok()
    }

    /// The positions of everything below a folder.
    pub(super) fn below(&self, folder: &RelPath) -> std::ops::Range<usize> {
        if folder.is_root() {
            return 0..self.entries.len();
        }
        // `0` is the byte after `/`, so this spans all that starts with the folder and a slash.
        let (first, last) = (format!("{folder}/"), format!("{folder}0"));
        self.before(&first)..self.before(&last)
    }

    fn before(&self, text: &str) -> usize {
        self.entries.partition_point(|(path, _)| path.as_str() < text)
    }

    /// What lies directly in a folder, in the order of the paths (not of the names).
    pub(super) fn children(&self, folder: &RelPath) -> Vec<Child<'_, T>> {
        let skip = if folder.is_root() { 0 } else { folder.as_str().len() + 1 };
        let range = self.below(folder);
        let mut children = Vec::new();
        let mut position = range.start;
        while position < range.end {
            let (path, value) = &self.entries[position];
            let rest = &path.as_str()[skip..];
            if let Some((name, _)) = rest.split_once('/') {
                children.push(Child::Folder(name));
                position = self.below(&folder.child(name)).end;
            } else {
                children.push(Child::Entry(rest, position, value));
                position += 1;
            }
        }
        children
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Names<()> {
        Names::new(paths.iter().map(|path| (RelPath::from_normal(path), ())).collect())
    }

    fn children(names: &Names<()>, folder: &str) -> Vec<String> {
        let folder = RelPath::from_normal(folder);
        let text = |child: &Child<'_, ()>| match child {
            Child::Entry(name, ..) => (*name).to_owned(),
            Child::Folder(name) => format!("{name}/"),
        };
        names.children(&folder).iter().map(text).collect()
    }

    #[test]
    fn folders_follow_from_paths() {
        let names = names(&["a-b/x", "a/b/c", "a/b/d", "a/e", "a.nix", "a0"]);
        assert_eq!(children(&names, ""), ["a-b/", "a.nix", "a/", "a0"]);
        assert_eq!(children(&names, "a"), ["b/", "e"]);
        assert_eq!(names.below(&RelPath::from_normal("a/b")).len(), 2);
        assert!(names.below(&RelPath::from_normal("a/e")).is_empty());
        assert_eq!(names.position(&RelPath::from_normal("a/b")), None);
    }

    #[test]
    fn a_path_in_several_stages_counts_once() {
        assert_eq!(names(&["a", "a", "b"]).len(), 2);
    }
}
