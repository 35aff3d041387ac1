//! Findings that differ only in the host they concern.

use std::collections::HashMap;

use crate::model::finding::Finding;

/// Makes one finding of those that differ only in the host they concern.
pub(super) fn merge(findings: &mut Vec<Finding>) {
    let mut first: HashMap<_, usize> = HashMap::new();
    let mut merged: Vec<Finding> = Vec::new();
    for finding in findings.drain(..) {
        let key = (finding.code, finding.file.clone(), finding.range, finding.message.clone());
        let known = first.get(&key).and_then(|at| merged.get_mut(*at));
        if let Some(known) = known.filter(|_| !finding.hosts.is_empty()) {
            known.hosts.extend(finding.hosts);
        } else {
            first.insert(key, merged.len());
            merged.push(finding);
        }
    }
    for finding in &mut merged {
        finding.hosts.sort();
        finding.hosts.dedup();
    }
    *findings = merged;
}
