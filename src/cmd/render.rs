//! `nixward render [AREA..]`

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::format::{Format, FormatArgs};
use super::plan::{Extent, Plan};
use super::rendered::{Eye, Folder, Look};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::inventory::file::Inventory;
use crate::flake::secrets;
use crate::model::fleet::Fleet;
use crate::model::rendered::RenderedState;
use crate::model::report::{RenderReport, RenderRow};
use crate::render::Area;
use crate::render::compare::Compared;
use crate::tree::Seen;

/// Write the modules and files that follow from the inventory
///
/// They go to `render.dir` of the inventory (modules/_rendered), with a manifest.json that tells what
/// was written: hosts/NAME.nix for each host to import, and a folder for each area. The same inventory
/// gives the same bytes. A file that somebody has edited is not overwritten, and one that is no longer
/// needed is removed.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// What to render; all of it where nothing is named
    #[arg(value_enum, value_name = "AREA")]
    areas: Vec<AreaArg>,
    /// Say what is not as it would be rendered, and write nothing; exit code 1 where there is something
    #[arg(long, conflicts_with_all = ["dry_run", "diff", "force"])]
    check: bool,
    /// Overwrite what somebody has edited or put in the way
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    modules: Modules,
    #[command(flatten)]
    extent: Extent,
    #[command(flatten)]
    format: FormatArgs,
}

/// Where the options come from.
#[derive(clap::Args, Clone, Copy, Debug)]
struct Modules {
    /// Write the modules that declare the options, too, so that the flake can do without nixward; it stays
    /// so until --no-eject
    #[arg(long)]
    eject: bool,
    /// Take the options from nixward's own modules again
    #[arg(long, conflicts_with = "eject")]
    no_eject: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AreaArg {
    /// Metrics, alerts and dashboards
    Monitoring,
    /// What is logged, and where that is kept
    Logging,
}

impl Modules {
    /// What was said of them.
    fn ejected(self) -> Option<bool> {
        (self.eject || self.no_eject).then_some(self.eject)
    }
}

impl AreaArg {
    fn area(self) -> Area {
        match self {
            Self::Monitoring => Area::Monitoring,
            Self::Logging => Area::Logging,
        }
    }
}

/// Renders.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let source = context.source()?;
    let (inventory, fleet) = inventory(context)?;
    let matrix = secrets::read(source, Some(inventory), None)?;
    let folder = Folder::find(source, fleet, Eye::Disk)?;
    let mut asked: BTreeSet<Area> = args.areas.iter().map(|area| area.area()).collect();
    if asked.is_empty() {
        asked.extend(Area::ALL);
    }
    let look = folder.look(inventory, fleet, &matrix, &asked, args.modules.ejected())?;
    let plan = plan(context, &folder, &look)?;
    let in_the_way: Vec<String> =
        theirs(&look).map(|file| folder.at(&file.path).to_string()).collect();
    if args.check {
        show(context, args, &folder, &look, true)?;
        return Ok(if plan.is_empty() { Exit::Fine } else { Exit::Findings });
    }
    if !in_the_way.is_empty() && !args.force && !args.extent.only_shows() {
        return Err(refusal(&look, &in_the_way));
    }
    if args.format.get() == Format::Human {
        look.notes.iter().for_each(|note| context.ui.note(note));
    }
    if args.format.get() == Format::Json && !args.extent.diff {
        let dry_run = args.extent.only_shows();
        if !dry_run && !plan.is_empty() {
            plan.write(context)?;
        }
        show(context, args, &folder, &look, dry_run)?;
    } else if plan.is_empty() {
        context.ui.note(&format!("{} is up to date", folder.path));
    } else {
        plan.carry_out(context, args.extent)?;
    }
    Ok(Exit::Fine)
}

fn inventory(context: &Context) -> Result<(&Inventory, &Fleet)> {
    let inventory = context.inventory()?.ok_or_else(|| {
        Error::input("the flake has no inventory").hint("write one: nixward init")
    })?;
    let fleet = inventory.fleet.as_ref().ok_or_else(|| {
        let first = inventory.mistakes.first().map(|mistake| mistake.message.clone());
        Error::input(format!("{} has mistakes", inventory.file))
            .because(first.unwrap_or_default())
            .hint("see all of them: nixward check")
    })?;
    Ok((inventory, fleet))
}

/// All that would be written and removed.
fn plan(context: &Context, folder: &Folder<'_>, look: &Look) -> Result<Plan> {
    let source = context.source()?;
    if !matches!(source.tree.seen(), Seen::WorkTree | Seen::Folder) {
        return Err(Error::usage(format!("cannot render into this: {}", source.tree.seen())));
    }
    let mut plan = Plan::new(source.clone())?;
    for file in look.files.iter().filter(|file| file.state != RenderedState::Current) {
        let path = folder.at(&file.path);
        match (&file.before, &file.after) {
            (None, Some(after)) => plan.create_at(path, after.clone())?,
            (Some(before), Some(after)) => {
                plan.change(path, before.clone(), after.clone().into_bytes());
            }
            (Some(before), None) if file.state == RenderedState::Unneeded => {
                plan.remove(path, before.clone());
            }
            // What somebody has made of a file that nothing needs is theirs.
            (_, None) => {}
        }
    }
    let text = look.manifest.text()?;
    match &folder.manifest {
        None => plan.create_at(folder.manifest_path(), text)?,
        Some((_, before)) if *before != text.as_bytes() => {
            plan.change(folder.manifest_path(), before.clone(), text.into_bytes());
        }
        Some(_) => {}
    }
    Ok(plan)
}

/// The files that would be overwritten although somebody has written them.
fn theirs(look: &Look) -> impl Iterator<Item = &Compared> {
    look.files.iter().filter(|file| file.state.is_theirs() && file.after.is_some())
}

fn refusal(look: &Look, in_the_way: &[String]) -> Error {
    let foreign = theirs(look).all(|file| file.state == RenderedState::Foreign);
    let because = if foreign {
        "nixward did not write what lies there"
    } else {
        "somebody has edited what nixward wrote"
    };
    Error::input(format!("will not overwrite {}", in_the_way.join(", ")))
        .because(because)
        .hint("--diff shows what would change; --force overwrites it; nothing was written")
}

/// Says how each file stands.
fn show(
    context: &Context,
    args: &Args,
    folder: &Folder<'_>,
    look: &Look,
    dry_run: bool,
) -> Result<()> {
    let changed =
        |file: &Compared| !matches!(file.state, RenderedState::Current | RenderedState::Abandoned);
    if args.format.get() == Format::Json {
        let row = |file: &Compared| RenderRow {
            path: folder.at(&file.path).to_string(),
            state: file.state,
            changed: changed(file),
        };
        let report = RenderReport {
            dry_run,
            dir: folder.path.to_string(),
            manifest: folder.manifest_path().to_string(),
            files: look.files.iter().map(row).collect(),
            notes: look.notes.clone(),
        };
        return context.ui.json(&context.root()?, &report);
    }
    let mut lines: Vec<String> = look
        .files
        .iter()
        .filter(|file| file.state != RenderedState::Current)
        .map(|file| format!("{}: {}", folder.at(&file.path), in_words(file.state)))
        .collect();
    if lines.is_empty() && folder.manifest.as_ref().is_none_or(|(it, _)| *it != look.manifest) {
        lines.push(format!("{}: {}", folder.manifest_path(), in_words(RenderedState::Outdated)));
    }
    context.ui.lines(lines.iter().map(String::as_str))
}

/// How a file stands, as half a sentence.
const fn in_words(state: RenderedState) -> &'static str {
    match state {
        RenderedState::Current => "up to date",
        RenderedState::New => "not rendered yet",
        RenderedState::Missing => "gone",
        RenderedState::Outdated => "out of date",
        RenderedState::Edited => "edited by hand",
        RenderedState::Foreign => "not written by nixward",
        RenderedState::Unneeded => "no longer needed",
        RenderedState::Abandoned => "no longer needed, and edited by hand",
    }
}
