//! Which hosts use which secrets.

use crate::cmd::evaluation::{Evaluation, EvaluationArgs, Reach};
use crate::context::Context;
use crate::error::Result;
use crate::flake::hosts;
use crate::model::facts::HostState;
use crate::model::secrets::Tool;
use crate::secrets::rotation::unit::Users;

/// As the files of the flake certainly say, and evaluations that still hold. Runs no Nix.
pub(super) fn users(context: &Context) -> Result<Users> {
    let source = context.source()?;
    let flake = source.flake_dir.join("flake.nix");
    let mut users = Users::default();
    if flake.map(|flake| source.tree.kind(&flake)).transpose()?.flatten().is_none() {
        return Ok(users);
    }
    let discovery = hosts::discover_in(source, &context.files()?)?;
    for found in &discovery.hosts {
        for wanted in found.secrets.iter().filter(|wanted| wanted.tool == Tool::Agenix) {
            users.add(wanted.file.as_ref(), &found.host.name);
        }
    }
    let arguments = EvaluationArgs::default();
    let (Some(names), Ok(nix)) = (discovery.all_nixos_names(), arguments.nix()) else {
        return Ok(users);
    };
    for answer in Evaluation::new(context, &arguments, &nix)?.of(&names, Reach::Known)? {
        let HostState::Known(known) = &answer.state else { continue };
        let secrets = known.facts.age.value().into_iter().flatten();
        for file in secrets.flat_map(|secrets| secrets.values()).filter_map(|it| it.file.as_deref())
        {
            users.add(file, &answer.host);
        }
    }
    Ok(users)
}
