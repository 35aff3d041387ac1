//! What an alert is.

use super::limits::Limit;

/// How much an alert matters, and with that whom it reaches and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render) enum Severity {
    /// It is no problem: the watchdog.
    None,
    /// Worth a look some day.
    Info,
    /// Somebody has to do something, not at night.
    Warning,
    /// Somebody has to do something now.
    Critical,
}

impl Severity {
    /// Its word in the label `severity`.
    pub(in crate::render) const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// An alert. In its expression `$host` stands for the hosts it is about (in braces), `$fs` for the
/// file systems that are watched, `$limit` and `$targets` for what the inventory says.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Alert {
    /// Its name, in the label `alertname`.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// How long it must be true, as Prometheus writes it.
    pub hold: &'static str,
    /// When it is true, in `PromQL`.
    pub expr: &'static str,
    /// What `$limit` stands for.
    pub limit: Option<Limit>,
    /// The labels that an aggregation leaves; none where all are left.
    pub by: Option<&'static [&'static str]>,
    /// What is wrong, in a line.
    pub summary: &'static str,
    /// Why that matters, and what it is not.
    pub description: &'static str,
    /// What to do.
    pub action: &'static str,
    /// What makes it fire; the labels of the first series are those of the alert.
    pub fires: Case,
    /// What leaves it quiet; none where it always fires.
    pub quiet: Option<Case>,
}

/// Series over time, for a unit test. `$l` stands for the labels of a host, `$over` and `$under` for
/// values on either side of the limit, `$each` for a number that each target has of its own.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Case {
    /// Time between two samples and two evaluations.
    pub step: &'static str,
    /// When it is looked at.
    pub at: &'static str,
    /// Series and their values, as promtool reads them.
    pub series: &'static [(&'static str, &'static str)],
    /// The labels of the alert where they are not those of the first series.
    pub found: Option<&'static str>,
    /// What `$value` becomes in its texts.
    pub shown: &'static str,
}

impl Case {
    /// The case with the labels of its alert.
    pub(super) const fn found(self, labels: &'static str) -> Self {
        Self { found: Some(labels), ..self }
    }

    /// The case with what its alert shows as its value.
    pub(super) const fn shows(self, value: &'static str) -> Self {
        Self { shown: value, ..self }
    }
}

/// A case with a sample every minute.
pub(super) const fn case(
    at: &'static str,
    series: &'static [(&'static str, &'static str)],
) -> Case {
    every("1m", at, series)
}

/// A case that takes longer than a sample every minute would be good for.
pub(super) const fn every(
    step: &'static str,
    at: &'static str,
    series: &'static [(&'static str, &'static str)],
) -> Case {
    Case { step, at, series, found: None, shown: "" }
}

/// A group of alerts: a file of rules.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Group {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Its alerts.
    pub alerts: &'static [Alert],
}

/// What an alert has unless it says otherwise; its name, expression and texts are its own.
pub(super) const PLAIN: Alert = Alert {
    name: "",
    severity: Severity::Warning,
    hold: "0s",
    expr: "",
    limit: None,
    by: None,
    summary: "",
    description: "",
    action: "",
    fires: case("0s", &[]),
    quiet: None,
};
