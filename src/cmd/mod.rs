//! The verbs, one per file: `Args` (its doc comment is the help text) and `run`. Only here domains
//! meet. A new verb is a `mod`, a variant and a line of `run`. The name of a value (`HOST`, `SECRET`)
//! says what a shell completes it with: `completions/values.rs` lists them.

mod agenix;
mod check;
mod ci;
pub mod completions;
mod docs;
mod evaluation;
mod explain;
mod facts;
mod files;
pub mod format;
mod graph;
mod hooks;
mod hosts;
mod impact;
mod init;
mod internal;
mod migrate;
mod options;
mod plan;
mod render;
mod rendered;
mod schema;
mod secrets;
mod status;

use clap::Subcommand;

use crate::context::Context;
use crate::error::{Exit, Result};

/// Every verb.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a verb's documentation is that of its Args")]
pub enum Command {
    Agenix(agenix::Args),
    Check(check::Args),
    Ci(ci::Args),
    Explain(explain::Args),
    Completions(completions::Args),
    Docs(docs::Args),
    Facts(facts::Args),
    Files(files::Args),
    Graph(graph::Args),
    Hooks(hooks::Args),
    Hosts(hosts::Args),
    Impact(impact::Args),
    Init(init::Args),
    #[command(hide = true)]
    Internal(internal::Args),
    Migrate(migrate::Args),
    Options(options::Args),
    Render(render::Args),
    Schema(schema::Args),
    Secrets(secrets::Args),
    Status(status::Args),
}

impl Command {
    /// Runs the verb. `root` describes the whole command line, for the verbs that print it.
    pub fn run(self, context: &Context, root: clap::Command) -> Result<Exit> {
        match self {
            Self::Agenix(args) => Ok(agenix::run(context, args)),
            Self::Check(args) => check::run(context, &args),
            Self::Ci(args) => ci::run(context, &args),
            Self::Explain(args) => explain::run(context, &args),
            Self::Completions(args) => completions::run(context, &args),
            Self::Docs(args) => docs::run(context, &args, root),
            Self::Facts(args) => facts::run(context, &args),
            Self::Files(args) => files::run(context, &args),
            Self::Graph(args) => graph::run(context, &args),
            Self::Hooks(args) => hooks::run(context, &args),
            Self::Hosts(args) => hosts::run(context, &args),
            Self::Impact(args) => impact::run(context, &args),
            Self::Init(args) => init::run(context, &args),
            Self::Internal(args) => internal::run(args),
            Self::Migrate(args) => migrate::run(context, &args),
            Self::Options(args) => options::run(context, &args),
            Self::Render(args) => render::run(context, &args),
            Self::Schema(args) => schema::run(context, &args),
            Self::Secrets(args) => secrets::run(context, &args),
            Self::Status(args) => status::run(context, &args),
        }
    }
}
