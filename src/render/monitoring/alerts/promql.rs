//! Reads `PromQL`: which series an expression looks at, and how far back.

use std::time::Duration;

use promql_parser::label::{MatchOp, Matchers};
use promql_parser::parser::{self, Expr, Offset, VectorSelector};
use promql_parser::util::{ExprVisitor, walk_expr};

/// A series that an expression looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selector {
    /// The name of the metric; none where only labels say which.
    pub metric: Option<String>,
    /// The labels that it is chosen by, with their values.
    pub labels: Vec<(String, String)>,
    /// Those of them that must have that very value.
    pub equal: Vec<(String, String)>,
}

/// What an expression reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reads {
    /// The series, in order.
    pub selectors: Vec<Selector>,
    /// How far it looks back at most.
    pub reach: Duration,
}

/// Reads an expression.
///
/// # Errors
/// Why it is none.
pub(super) fn read(expr: &str) -> Result<Reads, String> {
    let expr = parser::parse(expr)?;
    let mut reads = Reads::default();
    walk_expr(&mut reads, &expr)?;
    Ok(reads)
}

impl Reads {
    fn take(&mut self, selector: &VectorSelector, range: Duration) {
        let back = match selector.offset {
            Some(Offset::Pos(offset)) => offset,
            Some(Offset::Neg(_)) | None => Duration::ZERO,
        };
        self.reach = self.reach.max(range + back);
        self.selectors.push(Selector {
            metric: selector.name.clone().or_else(|| name_of(&selector.matchers)),
            labels: labels_of(&selector.matchers, |_| true),
            equal: labels_of(&selector.matchers, |op| matches!(op, MatchOp::Equal)),
        });
    }
}

impl ExprVisitor for Reads {
    type Error = String;

    fn pre_visit(&mut self, expr: &Expr) -> Result<bool, String> {
        match expr {
            Expr::VectorSelector(selector) => self.take(selector, Duration::ZERO),
            Expr::MatrixSelector(selector) => self.take(&selector.vs, selector.range),
            Expr::Subquery(query) => self.reach = self.reach.max(query.range),
            _ => {}
        }
        Ok(true)
    }
}

fn name_of(matchers: &Matchers) -> Option<String> {
    let name = matchers.matchers.iter().find(|matcher| matcher.name == "__name__")?;
    Some(name.value.clone())
}

fn labels_of(matchers: &Matchers, takes: impl Fn(&MatchOp) -> bool) -> Vec<(String, String)> {
    let all = matchers.matchers.iter().chain(matchers.or_matchers.iter().flatten());
    all.filter(|matcher| matcher.name != "__name__" && takes(&matcher.op))
        .map(|matcher| (matcher.name.clone(), matcher.value.clone()))
        .collect()
}

/// A text in an expression or a selector.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            char => quoted.push(char),
        }
    }
    quoted + "\""
}

/// A text in a regular expression that matches nothing else.
pub(super) fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for char in text.chars() {
        if r"\.+*?()|[]{}^$".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}

/// A matcher of the label by any of these values, or by none of them.
pub(super) fn any_of(label: &str, not: bool, values: &[&str]) -> String {
    let sign = if not { '!' } else { '=' };
    match values {
        [value] if not => format!("{label}!={}", quote(value)),
        [value] => format!("{label}={}", quote(value)),
        values => {
            let patterns: Vec<String> = values.iter().map(|value| literal(value)).collect();
            format!("{label}{sign}~{}", quote(&patterns.join("|")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{any_of, read};

    #[test]
    fn series_and_reach_are_found() {
        let reads = read(r#"sum by (host) (rate(a_total{x="1",y=~"2|3"}[5m])) > on (host) group_left () 2.5 * b:c offset 13d"#).unwrap();
        let names: Vec<_> =
            reads.selectors.iter().map(|it| it.metric.as_deref().unwrap()).collect();
        assert_eq!(names, ["a_total", "b:c"]);
        assert_eq!(reads.selectors[0].labels.len(), 2);
        assert_eq!(reads.reach.as_secs(), 13 * 86_400);
        assert_eq!(read("max_over_time(up[1h:5m])").unwrap().reach.as_secs(), 3600);
        assert_eq!(read(r#"{__name__="up"}"#).unwrap().selectors[0].metric.as_deref(), Some("up"));
        assert!(read("sum(").is_err());
    }

    #[test]
    fn names_mean_themselves() {
        assert_eq!(any_of("host", true, &["a"]), r#"host!="a""#);
        let hostile = any_of("host", false, &["a.b|c", "d\"\\\n"]);
        let reads = read(&format!("up{{{hostile}}}")).unwrap();
        assert_eq!(reads.selectors[0].labels[0].1, "a\\.b\\|c|d\"\\\\\n");
    }
}
