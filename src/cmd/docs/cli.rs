//! docs/cli.md: the long help of every verb.

use clap::Command;

const HEAD: &str = "\
# Command line

Made from the program (`nixward docs cli`); a test keeps it equal.
";

pub(super) fn page(root: Command) -> String {
    let mut root = root.term_width(100).disable_help_subcommand(true);
    root.build();
    let verbs: Vec<Command> =
        root.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned().collect();
    let mut page = HEAD.to_owned() + &section("nixward", root);
    for verb in verbs {
        let title = format!("nixward {}", verb.get_name());
        page += &section(&title, without_globals(verb));
    }
    page
}

fn section(title: &str, mut command: Command) -> String {
    let help = command.render_long_help().to_string();
    let help: Vec<_> = help.trim_end().lines().map(str::trim_end).collect();
    format!("\n## {title}\n\n```text\n{}\n```\n", help.join("\n"))
}

/// The global flags stand in the first section.
fn without_globals(verb: Command) -> Command {
    verb.mut_args(|arg| {
        let global = arg.is_global_set();
        arg.hide(global)
    })
}
