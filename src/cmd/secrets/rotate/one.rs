//! Carrying out one rotation after the other.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Args, plan};
use crate::cmd::format::Format;
use crate::cmd::secrets::session::Session;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::fleet::Fleet;
use crate::model::report::{RotationRow, RotationWay};
use crate::model::secrets::SecretMatrix;
use crate::secrets::keys::Keys;
use crate::secrets::rotation::engine::{Done, End, Engine, Wait};
use crate::secrets::rotation::limit::{Busy, Limits};
use crate::secrets::rotation::policy::Dependent;
use crate::secrets::rotation::state::{Rotation, State, Way};
use crate::secrets::rotation::unit::{Graph, Part, under_way};

/// What rotates with a secret; whom it was begun for where it is under way.
pub(super) fn parts<'m>(
    session: &Session,
    graph: &Graph<'m>,
    file: &str,
    rotation: Option<&Rotation>,
) -> Result<Vec<Part<'m>>> {
    let members = rotation.map_or(&[][..], |rotation| &rotation.members);
    let secrets = graph.unit(file)?;
    let parts = secrets.into_iter().map(|secret| {
        let begun = members.iter().find(|member| member.file == secret.file);
        let hosts = begun.and_then(|member| member.hosts.as_ref());
        Ok(Part {
            place: session.place(secret)?,
            policy: graph.policy(&secret.file)?.clone(),
            sources: graph.sources(&secret.file)?,
            dependents: match hosts {
                Some(hosts) => hosts.iter().map(|host| Dependent::by_deployment(host)).collect(),
                None => graph.dependents(secret),
            },
        })
    });
    parts.collect()
}

/// The rotations of one run.
pub(super) struct Runs<'a> {
    pub(super) context: &'a Context,
    pub(super) session: &'a Session,
    pub(super) keys: &'a Keys,
    pub(super) matrix: &'a SecretMatrix,
    pub(super) graph: &'a Graph<'a>,
    pub(super) fleet: &'a Fleet,
    pub(super) args: &'a Args,
}

impl Runs<'_> {
    /// Why a rotation cannot begin now, beside those that are under way.
    pub(super) fn keeps_out(&self, parts: &[Part<'_>]) -> Result<Option<String>> {
        let mut busy = Busy::default();
        for (file, rotation) in under_way(self.matrix, self.session.store.root())? {
            // What is verified only waits for the old value to go.
            if rotation.way == Way::Forward && rotation.state >= State::Verified {
                continue;
            }
            let others = self::parts(self.session, self.graph, file, Some(&rotation))?;
            busy.add(file, dependents(&others));
        }
        Ok(busy.keeps_out(self.limits(), dependents(parts)))
    }

    fn limits(&self) -> Limits {
        let said = self.fleet.rollout.as_ref().and_then(|rollout| rollout.rotating);
        said.map_or_else(Limits::default, |said| Limits {
            secrets: said.secrets.and_then(|most| usize::try_from(most).ok()),
            hosts: said.hosts.map(|share| share.of(self.fleet.hosts.len()).max(1)),
        })
    }

    /// The row of a rotation that cannot begin.
    pub(super) fn kept_out(&self, parts: &[Part<'_>], why: &str) -> RotationRow {
        let mut row = plan::row(parts);
        row.steps.clear();
        let help = "run it again once the others are further: `nixward secrets rotate --status`";
        self.waits(&mut row, Wait { why: format!("not begun: {why}"), help: help.to_owned() });
        row
    }

    fn waits(&self, row: &mut RotationRow, wait: Wait) {
        if self.args.format.get() == Format::Human {
            self.context.ui.note(&format!("{} waits: {}", row.file, wait.why));
            self.context.ui.note(&format!("  help: {}", wait.help));
        }
        (row.waits, row.help) = (Some(wait.why), Some(wait.help));
    }

    /// Carries one out, as far as it goes.
    pub(super) fn run(
        &self,
        parts: &[Part<'_>],
        rotation: Option<Rotation>,
    ) -> (RotationRow, Option<Error>) {
        let mut row = plan::row(parts);
        row.steps.clear();
        let hosts: BTreeSet<&str> = dependents(parts).map(|one| one.host.as_str()).collect();
        let engine = Engine {
            store: &self.session.store,
            tools: self.session.tools(self.keys),
            parts,
            graph: self.graph,
            waves: self.fleet.waves(hosts),
            now: u64::try_from(Timestamp::now().as_second()).unwrap_or(0),
            deployed: self.args.go_on,
        };
        let human = self.args.format.get() == Format::Human;
        let mut said = Vec::new();
        let mut say = |done: Done| {
            let line = format!("{}: {}", done.file, done.what);
            if human {
                // What was done is done, whoever reads it.
                let _closed = self.context.ui.lines([line.as_str()]);
            }
            said.push(line);
        };
        let ended = self.end(&engine, rotation, &mut say);
        row.steps = said;
        let now = engine.under_way().ok().flatten();
        row.state = now.as_ref().map(|rotation| rotation.state);
        row.way = now.map_or(RotationWay::Forward, |rotation| rotation.way);
        match ended {
            Ok(End::Finished) => (row, None),
            Ok(End::Waits(wait)) => {
                self.waits(&mut row, wait);
                (row, None)
            }
            Ok(End::Back(why)) => {
                row.way = RotationWay::Back;
                row.problem = Some(why.clone());
                let error =
                    Error::tool(format!("{} has its old value again", row.file)).because(why);
                (row, (!self.args.abort).then_some(error))
            }
            Err(error) => {
                row.problem = Some(error.to_string());
                (row, Some(error))
            }
        }
    }

    fn end(
        &self,
        engine: &Engine<'_, '_>,
        mut rotation: Option<Rotation>,
        say: &mut dyn FnMut(Done),
    ) -> Result<End> {
        if self.args.abort
            && let Some(rotation) = &mut rotation
            && rotation.way == Way::Forward
        {
            engine.abort(rotation)?;
        }
        engine.run(rotation, say)
    }
}

fn dependents<'p>(parts: &'p [Part<'_>]) -> impl Iterator<Item = &'p Dependent> + Clone {
    parts.iter().flat_map(|part| &part.dependents)
}
