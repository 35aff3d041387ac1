//! What the inventory and the command line say of rules, and the findings that a fleet lives with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rule::Rule;
use crate::flake::inventory::file::Inventory;
use crate::model::exemption::Exemption;
use crate::model::finding::{Finding, Severity};
use crate::tree::RelPath;

/// Why a rule is left out where others were asked for.
pub const NOT_CHOSEN: &str = "not chosen by --only";

const SKIPPED: &str = "left out by check.skip or --skip";

/// How rules are run. Codes that no rule has change nothing; NW402 reports them.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The codes of the only rules that are run; all where none are named.
    pub only: BTreeSet<String>,
    /// The codes of rules that are not run.
    pub skip: BTreeSet<String>,
    /// The severity, by code.
    pub severity: BTreeMap<String, Severity>,
    /// Folders and files, relative to the source root, that are not looked at.
    pub exclude: Vec<RelPath>,
    /// Findings that are accepted.
    pub exemptions: Vec<Exemption>,
}

impl Settings {
    /// What an inventory says; its paths are relative to the flake.
    pub fn of(inventory: &Inventory, flake_dir: &RelPath) -> Self {
        let check = inventory.check.clone().unwrap_or_default();
        Self {
            only: BTreeSet::new(),
            skip: check.skip.iter().map(ToString::to_string).collect(),
            severity: check
                .severity
                .iter()
                .map(|(code, level)| (code.to_string(), (*level).into()))
                .collect(),
            exclude: check
                .exclude
                .iter()
                .filter_map(|path| flake_dir.join(path.as_str()))
                .collect(),
            exemptions: inventory
                .fleet
                .as_ref()
                .map(|fleet| fleet.exemptions.clone())
                .unwrap_or_default(),
        }
    }

    /// Why a rule is not run; none where it is.
    pub(super) fn leaves_out(&self, rule: &Rule) -> Option<&'static str> {
        if !self.only.is_empty() && !self.only.contains(rule.code) {
            return Some(NOT_CHOSEN);
        }
        self.skip.contains(rule.code).then_some(SKIPPED)
    }

    /// Whether a file is not looked at.
    pub fn excludes(&self, file: &RelPath) -> bool {
        self.exclude.iter().any(|excluded| file.starts_with(excluded))
    }

    /// Drops the findings that are excluded or accepted, and gives the others their severity.
    pub(super) fn apply(&self, findings: &mut Vec<Finding>, today: Date) {
        findings.retain(|finding| !self.hides(finding) && !self.exempts(finding, today));
        for finding in findings {
            if let Some(severity) = self.severity.get(finding.code) {
                finding.severity = *severity;
            }
        }
    }

    /// The exemptions that hold and accept none of these findings, by their place.
    pub(super) fn idle(&self, findings: &[Finding], today: Date) -> Vec<usize> {
        let is_idle = |exemption: &Exemption| {
            holds(exemption, today) && !findings.iter().any(|finding| accepts(exemption, finding))
        };
        let all = self.exemptions.iter().enumerate();
        all.filter(|(_, exemption)| is_idle(exemption)).map(|(index, _)| index).collect()
    }

    fn hides(&self, finding: &Finding) -> bool {
        let file = finding.file.as_deref().and_then(RelPath::new);
        file.is_some_and(|file| self.excludes(&file))
    }

    fn exempts(&self, finding: &Finding, today: Date) -> bool {
        let all = self.exemptions.iter();
        all.into_iter().any(|exemption| holds(exemption, today) && accepts(exemption, finding))
    }
}

/// Whether the day of an exemption has not passed.
fn holds(exemption: &Exemption, today: Date) -> bool {
    exemption.until.is_none_or(|until| until.civil() >= today)
}

/// Whether it is an exemption from this.
fn accepts(exemption: &Exemption, finding: &Finding) -> bool {
    let same_host = exemption.host.as_ref().is_none_or(|host| finding.hosts == [host.as_str()]);
    exemption.code.as_str() == finding.code && same_host
}
