//! `nixward ci FORGE`

use clap::ValueEnum;

use super::evaluation::{Evaluation, EvaluationArgs, Reach};
use super::plan::{Extent, Plan};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::open;
use crate::fsx;
use crate::render::File;
use crate::render::ci::{self, Forge, Workflow};
use crate::render::header::{self, Standing};
use crate::tree::{self, RelPath, Source};

/// Jobs that one matrix of GitHub may have.
const MOST_JOBS: usize = 256;

/// Write the workflow that checks every change on a forge
///
/// It checks the flake and evaluates each host in a job of its own, on the main branch and for pull
/// requests, and comments on those what they reach. Its token only reads where it can, and it needs no secret. Run again, the verb renews
/// the file, unless somebody has edited it.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The forge
    #[arg(value_enum, value_name = "FORGE")]
    forge: ForgeArg,
    /// The branch that others are merged into; what git knows of `origin`, else main
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,
    /// Take nixward from this flake; the input `nixward` of the flake where there is one, as it is
    /// locked, and otherwise the newest of github:nixward/nixward
    #[arg(long, value_name = "FLAKE")]
    nixward: Option<String>,
    /// Overwrite the file, whoever has written or edited it
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    extent: Extent,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ForgeArg {
    /// .github/workflows/nixward.yml, with findings in code scanning
    Github,
    /// .forgejo/workflows/nixward.yml; it lists the hosts, and fails once the list is out of date
    Forgejo,
    /// .gitlab/ci/nixward.yml, and a .gitlab-ci.yml that includes it where there is none
    Gitlab,
}

impl ForgeArg {
    fn forge(self) -> Forge {
        match self {
            Self::Github => Forge::Github,
            Self::Forgejo => Forge::Forgejo,
            Self::Gitlab => Forge::Gitlab,
        }
    }
}

/// Writes the workflow.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let source = context.source()?.clone();
    let forge = args.forge.forge();
    let file = workflow(context, args, forge, &source)?;
    let mut plan = Plan::without_nix(source.clone())?;
    let start = if forge == Forge::Gitlab { gitlab_start(&source)? } else { Start::Reads };
    let mut changes = add(&mut plan, &source, file, args)?;
    if let Start::Absent = start {
        changes |= add(&mut plan, &source, ci::gitlab_start()?, args)?;
    }
    if !changes {
        context.ui.note(&format!("{} is up to date", forge.path()));
    } else if !plan.carry_out(context, args.extent)? {
        return Ok(Exit::Fine);
    }
    if let Start::Other = start {
        context.ui.note(&format!(
            "{} does not name it yet: add to `include` there `- local: {}`",
            ci::GITLAB_START,
            forge.path()
        ));
    }
    Ok(Exit::Fine)
}

fn workflow(context: &Context, args: &Args, forge: Forge, source: &Source) -> Result<File> {
    let manifest = open::manifest(source);
    let has_input = |name: &str| {
        manifest.as_ref().is_some_and(|found| found.inputs.iter().any(|input| input.name == name))
    };
    let default = if has_input("nixward") { "nixward" } else { ci::UPSTREAM };
    let branch = args.branch.clone().or_else(|| tree::main_branch(source.tree.root_dir()?));
    let mut hosts = match forge {
        Forge::Forgejo => host_names(context)?,
        Forge::Github | Forge::Gitlab => Vec::new(),
    };
    hosts.sort_unstable();
    if forge == Forge::Github && context.hosts()?.hosts.len() > MOST_JOBS {
        context.ui.note(&format!("GitHub refuses a matrix of more than {MOST_JOBS} jobs"));
    }
    Workflow {
        folder: source.flake_dir.as_str(),
        branch: branch.as_deref().unwrap_or("main"),
        nixward: args.nixward.as_deref().unwrap_or(default),
        submodules: manifest.as_ref().is_some_and(|manifest| manifest.submodules),
        hosts: &hosts,
    }
    .file(forge)
}

/// The hosts of `nixosConfigurations`, asked of Nix where the files alone do not tell.
fn host_names(context: &Context) -> Result<Vec<String>> {
    let args = EvaluationArgs::default();
    if let Some(names) = context.hosts()?.all_nixos_names() {
        return Ok(names);
    }
    let nix = args.nix()?;
    let evaluation = Evaluation::new(context, &args, &nix)?;
    Ok(evaluation.host_names(Reach::Evaluate)?.unwrap_or_default())
}

/// Adds a file to the plan; says whether it differs from what is there.
fn add(plan: &mut Plan, source: &Source, file: File, args: &Args) -> Result<bool> {
    let path = RelPath::new(&file.path)
        .ok_or_else(|| Error::internal(format!("{} leads outside", file.path)))?;
    let Some(before) = found(source, &path)? else {
        plan.create_at(path, file.text)?;
        return Ok(true);
    };
    if before == file.text.as_bytes() {
        return Ok(false);
    }
    let because = match header::standing(&before) {
        Standing::Ours => None,
        Standing::Edited => Some("somebody has edited it since nixward wrote it"),
        Standing::Foreign => Some("nixward did not write it"),
    };
    if let Some(because) = because.filter(|_| !args.force && !args.extent.diff) {
        return Err(Error::input(format!("will not overwrite {path}"))
            .because(because)
            .hint("--diff shows what would change; --force overwrites it"));
    }
    plan.change(path, before, file.text.into_bytes());
    Ok(true)
}

/// What is at a path on disk; git need not know of it.
fn found(source: &Source, path: &RelPath) -> Result<Option<Vec<u8>>> {
    let root = source.tree.root_dir();
    let root = root.ok_or_else(|| Error::internal("a workflow is for a folder on disk"))?;
    let path = path.under(root);
    Ok(if fsx::lstat(&path)?.is_some() { Some(fsx::read(&path)?) } else { None })
}

/// What the file that GitLab starts from does with ours.
enum Start {
    Absent,
    Reads,
    Other,
}

fn gitlab_start(source: &Source) -> Result<Start> {
    let Some(path) = RelPath::new(ci::GITLAB_START) else { return Ok(Start::Other) };
    Ok(match found(source, &path)? {
        None => Start::Absent,
        Some(text) if String::from_utf8_lossy(&text).contains(Forge::Gitlab.path()) => Start::Reads,
        Some(_) => Start::Other,
    })
}
