//! `nixward explain CODE`

use crate::check::{self, RULES, Rule};
use crate::context::Context;
use crate::error::{Error, Exit, Result};

/// Tell what a rule looks for and why
#[derive(clap::Args, Debug)]
pub struct Args {
    /// A code such as NW001, or a rule's name; all rules are listed without one
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Prints the rule's page.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let Some(code) = &args.code else {
        context.ui.print(&list())?;
        return Ok(Exit::Fine);
    };
    let exact = check::find(&code.to_uppercase())
        .or_else(|| RULES.iter().find(|rule| rule.name == code.as_str()).copied());
    let rule = exact.ok_or_else(|| unknown(code))?;
    context.ui.print(&page(rule))?;
    Ok(Exit::Fine)
}

fn unknown(code: &str) -> Error {
    let error = Error::usage(format!("there is no rule `{code}`"));
    match check::suggest(code) {
        Some(rule) => error.hint(format!("did you mean {} ({})?", rule.code, rule.name)),
        None => error.hint("`nixward explain` lists all rules"),
    }
}

/// One line for each rule.
fn list() -> String {
    RULES.iter().fold(String::new(), |list, rule| {
        list + &format!("{} {:<8} {}: {}\n", rule.code, rule.severity, rule.name, rule.summary)
    })
}

/// The page of a rule, in Markdown; `docs/rules/` holds the same.
pub(super) fn page(rule: &Rule) -> String {
    let explain = &rule.explain;
    format!(
        "# {} {}\n\n{} ({}).\n\n## What it finds\n\n{}\n\n## Why it matters\n\n{}\n\n## Example\n\n\
         {}\nBetter:\n\n{}",
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        explain.what,
        explain.why,
        block(explain.example),
        block(explain.instead),
    )
}

fn block(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") });
    lines.collect()
}
