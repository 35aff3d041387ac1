//! Dashboards of Grafana: one for each role, and one for each thing that somebody looks after.

mod boards;
mod layout;
mod panels;

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::model::fleet::Role;
use crate::render::File;

use super::Facts;
use super::dead::{self, Dead};
use panels::{Board, Kind, Panel};

/// What stands for the role in expressions.
const ROLE: &str = "$role";

/// The dashboards of a fleet: panels that nobody feeds are left out, and so is one without panels.
pub(super) fn files(facts: &Facts<'_>) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let roles: BTreeSet<Role> = facts.fleet.hosts.values().filter_map(|host| host.role).collect();
    for role in roles {
        files.extend(board(facts, &panels::ROLE, Some(role))?);
    }
    for it in boards::BOARDS {
        files.extend(board(facts, it, None)?);
    }
    Ok(files)
}

fn board(facts: &Facts<'_>, board: &Board, role: Option<Role>) -> Result<Option<File>> {
    let word = role.map_or("", Role::as_str);
    let mut shown = Vec::new();
    for panel in board.panels {
        let expr = panel.expr.replace(ROLE, word);
        if is_fed(facts, panel, &expr)? {
            shown.push((panel, expr));
        }
    }
    // Alerts and logs alone are no reason for a page of their own.
    if !shown.iter().any(|(panel, _)| panel.tells()) {
        return Ok(None);
    }
    let name = role.map_or(board.name, Role::as_str);
    let text = layout::json(facts.fleet, board, name, role, &shown)?;
    Ok(Some(File { path: format!("dashboards/{name}.json"), text }))
}

fn is_fed(facts: &Facts<'_>, panel: &Panel, expr: &str) -> Result<bool> {
    match panel.kind {
        Kind::Logs => {
            return Ok(facts.fleet.logging.as_ref().is_some_and(|it| it.server.is_some()));
        }
        Kind::Alerts => return Ok(true),
        _ => {}
    }
    match dead::check(expr, &facts.sources) {
        None => Ok(true),
        Some(Dead::NotGiven(..)) => Ok(false),
        Some(dead) => {
            Err(Error::internal(format!("the panel {} is dead", panel.title)).because(dead.words()))
        }
    }
}

/// Every expression of `PromQL` that a panel has.
#[cfg(test)]
pub(super) fn expressions() -> impl Iterator<Item = String> {
    let boards = std::iter::once(&panels::ROLE).chain(boards::BOARDS);
    let panels = boards.flat_map(|board| board.panels);
    let read = panels.filter(|panel| !matches!(panel.kind, Kind::Logs | Kind::Alerts));
    read.map(|panel| panel.expr.replace(ROLE, "server"))
}
