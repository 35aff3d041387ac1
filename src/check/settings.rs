//! What the inventory and the command line say of rules, and the findings that a fleet lives with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rule::Rule;
use crate::flake::inventory::file::Inventory;
use crate::model::exemption::Exemption;
use crate::model::finding::{Finding, Severity};
use crate::tree::RelPath;

/// How rules are run. Codes that no rule has change nothing; NW402 reports them.
#[derive(Clone, Debug, Default)]
pub struct Settings {
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

    /// Whether a rule is run.
    pub(super) fn runs(&self, rule: &Rule) -> bool {
        !self.skip.contains(rule.code)
    }

    /// Whether a file is not looked at.
    pub(super) fn excludes(&self, file: &RelPath) -> bool {
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

    fn hides(&self, finding: &Finding) -> bool {
        let file = finding.file.as_deref().and_then(RelPath::new);
        file.is_some_and(|file| self.excludes(&file))
    }

    fn exempts(&self, finding: &Finding, today: Date) -> bool {
        self.exemptions.iter().any(|exemption| {
            let same_host = exemption
                .host
                .as_ref()
                .is_none_or(|host| finding.host.as_deref() == Some(host.as_str()));
            let holds = exemption.until.is_none_or(|until| until.civil() >= today);
            exemption.code.as_str() == finding.code && same_host && holds
        })
    }
}
