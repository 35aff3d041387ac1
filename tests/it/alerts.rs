//! Alerts held against the tools that read them: promtool, amtool, the blackbox exporter.

mod hook;
mod live;
mod rendered;
mod tools;
