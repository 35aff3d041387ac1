//! Where a module's text defines an option that Nix names without a line.

/// The line, from 1, that most likely defines the option in this text: the one that writes most of the
/// option's path, last part included, before an `=`. None where no line does.
pub fn line_of(text: &str, option: &str) -> Option<u32> {
    let parts: Vec<&str> = option.split('.').collect();
    // What is written inside a set of its own may only have the last parts, or the first ones where
    // the definition is of a set that holds the option.
    let all = (1..=parts.len()).rev().flat_map(|end| (0..end).map(move |start| (start, end)));
    all.filter_map(|(start, end)| parts.get(start..end))
        .find_map(|path| lines_with(text, &path.join(".")).next())
}

/// The lines that define exactly this path, from 1.
fn lines_with<'a>(text: &'a str, path: &'a str) -> impl Iterator<Item = u32> + 'a {
    (1u32..)
        .zip(text.lines())
        .filter(move |(_, line)| defines(line, path))
        .map(|(number, _)| number)
}

fn defines(line: &str, path: &str) -> bool {
    let code = line.split('#').next().unwrap_or_default();
    let is_part = |c: char| c.is_alphanumeric() || "_-'\"".contains(c);
    let in_path = |c: char| is_part(c) || c == '.';
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + path.len()..];
        let value = after.trim_start_matches(in_path).trim_start();
        !before.is_some_and(in_path)
            && !after.starts_with(is_part)
            && value.starts_with('=')
            && !value.starts_with("==")
    })
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn the_line_that_says_most_of_the_path_wins() {
        let text = "{\n  # networking.hostName = 1;\n  services.x.hostName = 2;\n  networking = {\n    hostName = 3;\n  };\n}\n";
        assert_eq!(line_of(text, "networking.hostName"), Some(5));
        assert_eq!(line_of("{\n  networking.hostName = 1;\n}\n", "networking.hostName"), Some(2));
        assert_eq!(line_of("{\n  boot.kernel = x;\n}\n", "boot.kernel.sysctl"), Some(2));
        assert_eq!(line_of("{\n  a.b == 1\n}\n", "a.b"), None);
        assert_eq!(line_of("", ""), None);
    }
}
