//! What a change does to hosts, for a terminal and for a pull request.

use std::fmt::Write as _;

use super::{Table, Ui, harmless};
use crate::error::Result;
use crate::model::impact::{Basis, PackageChange, PackageChanges, SystemChange};
use crate::model::report::{ImpactReport, ImpactRow};

/// Characters of a commit that people read.
const SHORT: usize = 12;

impl Ui {
    /// Prints it for reading on a terminal.
    pub fn impact(&self, report: &ImpactReport) -> Result<()> {
        let mut table = Table::new(["HOST", "SYSTEM", "REACHED BY"]);
        for row in report.hosts.iter().filter(|row| row.is_struck()) {
            table.row([row.host.clone(), system(row), files(&row.reached_by)]);
        }
        self.table(&table)?;
        for row in &report.hosts {
            let Some(changes) = row.packages.as_ref().filter(|it| !it.packages.is_empty()) else {
                continue;
            };
            self.print(&format!("\n{}: {}\n", harmless(&row.host), basis(changes)))?;
            let mut table = Table::new(["PACKAGE", "BEFORE", "AFTER", "BYTES"]);
            for package in &changes.packages {
                table.row(cells(package));
            }
            self.table(&table)?;
        }
        self.note(&tally(report));
        Ok(())
    }

    /// Prints it as Markdown.
    pub fn impact_markdown(&self, report: &ImpactReport) -> Result<()> {
        let mut text = format!("### Impact on hosts\n\n{}\n", tally(report));
        let struck: Vec<&ImpactRow> = report.hosts.iter().filter(|row| row.is_struck()).collect();
        if !struck.is_empty() {
            text += "\n| host | system | reached by |\n| --- | --- | --- |\n";
        }
        for row in struck {
            let cells = [row.host.clone(), system(row), files(&row.reached_by)].map(|it| cell(&it));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        for row in &report.hosts {
            let Some(changes) = row.packages.as_ref().filter(|it| !it.packages.is_empty()) else {
                continue;
            };
            let _ = write!(
                text,
                "\n<details><summary>{}: {}</summary>\n\n| package | before | after | bytes |\n| --- | --- | --- | --: |\n",
                cell(&row.host),
                cell(&basis(changes))
            );
            for package in &changes.packages {
                let _ = writeln!(text, "| {} |", cells(package).map(|it| cell(&it)).join(" | "));
            }
            text += "\n</details>\n";
        }
        self.print(&text)
    }
}

/// Text that means nothing to Markdown or HTML, on one line.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for symbol in harmless(&text.replace(['\n', '\r'], " ")).chars() {
        match symbol {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("&#64;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => {
                safe.push('\\');
                safe.push(symbol);
            }
            other => safe.push(other),
        }
    }
    safe
}

fn system(row: &ImpactRow) -> String {
    match &row.system {
        None => "not compared".to_owned(),
        Some(SystemChange::Same) => "same".to_owned(),
        Some(SystemChange::Changed) => "changed".to_owned(),
        Some(SystemChange::Added) => "new host".to_owned(),
        Some(SystemChange::Removed) => "host removed".to_owned(),
        Some(SystemChange::Unknown(why)) => format!("not known: {why}"),
    }
}

/// The first few of many files.
fn files(files: &[String]) -> String {
    const NAMED: usize = 3;
    let named = files.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match files.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn basis(changes: &PackageChanges) -> String {
    let count = changes.packages.len();
    let packages =
        format!("{count} {}", if count == 1 { "package differs" } else { "packages differ" });
    match (changes.basis, changes.bytes) {
        (Basis::Closure, Some([before, after])) => {
            format!("{packages}, closure {} to {}", size(before), size(after))
        }
        (Basis::Closure, None) => packages,
        (Basis::Derivations, _) => {
            format!(
                "{packages} among all that is needed to build it (build both to see the closure)"
            )
        }
    }
}

fn cells(package: &PackageChange) -> [String; 4] {
    let bytes = match package.bytes {
        Some(bytes) if bytes < 0 => format!("-{}", size(bytes.unsigned_abs())),
        Some(bytes) => format!("+{}", size(bytes.unsigned_abs())),
        None => String::new(),
    };
    [package.name.clone(), package.before.join(" "), package.after.join(" "), bytes]
}

/// Bytes in a unit that suits.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let steps = (bytes.ilog2() / 10).min(4);
    let unit = UNITS.get(steps as usize - 1).copied().unwrap_or("TiB");
    let tenths = (u128::from(bytes) * 10) >> (10 * steps);
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

fn tally(report: &ImpactReport) -> String {
    let of =
        |test: &dyn Fn(&ImpactRow) -> bool| report.hosts.iter().filter(|row| test(row)).count();
    let commit = report.commit.get(..SHORT).unwrap_or(&report.commit);
    let files = report.files.len();
    let reached = of(&|row| !row.reached_by.is_empty());
    let all = report.hosts.len();
    let start =
        format!("{files} files differ from {commit}, {reached} of {all} hosts are made of them");
    if report.hosts.iter().all(|row| row.system.is_none()) {
        return start;
    }
    let differing = of(&|row| row.system.as_ref().is_some_and(|it| *it != SystemChange::Same));
    format!("{start}, {differing} of {all} systems differ")
}

#[cfg(test)]
mod tests {
    use super::{cell, size};

    #[test]
    fn sizes_are_read_at_a_glance() {
        let said = [0, 1023, 1024, 1536, 1 << 20, (1 << 30) + (1 << 29)].map(size);
        assert_eq!(said, ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 MiB", "1.5 GiB"]);
    }

    #[test]
    fn nobody_writes_markdown_through_a_name() {
        assert_eq!(cell("a|b <img> @me `x`\n# y"), "a\\|b &lt;img&gt; &#64;me \\`x\\` \\# y");
    }
}
