//! Alerts held against the tools that read them: promtool, amtool, the blackbox exporter.

mod rendered;
mod tools;
