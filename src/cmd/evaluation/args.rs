//! The flags of every verb that evaluates.

use std::thread::available_parallelism;

use crate::error::Result;
use crate::nix::pool::Limits;
use crate::nix::{Nix, Settings};

/// Flags of every verb that evaluates.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Evaluation")]
pub struct EvaluationArgs {
    /// Evaluate this many hosts at a time; as many as there are cores where memory allows
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Use at most this much memory for all evaluations together: 2G, 512M
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_memory: Option<u64>,
    /// Also compute the derivation of the system, which reads everything and takes longer
    #[arg(long)]
    drv: bool,
    /// Build what an evaluation imports; without it the facts say what would have to be built
    #[arg(long)]
    allow_build: bool,
    /// Fetch nothing: an input that is not in the store makes its hosts skipped
    #[arg(long)]
    offline: bool,
    /// Use another flake for an input of this one
    #[arg(long, num_args = 2, value_names = ["INPUT", "FLAKE"])]
    override_input: Vec<String>,
    /// Handed on to Nix
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Handed on to Nix
    #[arg(long, value_name = "STORE")]
    eval_store: Option<String>,
    /// Handed on to Nix
    #[arg(long, value_name = "BUILDERS")]
    builders: Option<String>,
}

fn size(text: &str) -> std::result::Result<u64, String> {
    let wrong = || format!("`{text}` is no size: 2G, 512M");
    let (number, unit) = text.split_at(text.trim_end_matches(char::is_alphabetic).len());
    let shift = match unit.to_uppercase().trim_end_matches("IB").trim_end_matches('B') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

impl EvaluationArgs {
    /// Whether the derivation of the system is asked for.
    pub(in crate::cmd) fn drv(&self) -> bool {
        self.drv
    }

    /// Whether derivations may be built during evaluation.
    pub(super) fn allow_build(&self) -> bool {
        self.allow_build
    }

    /// The program Nix, with what these flags say of it.
    pub fn nix(&self) -> Result<Nix> {
        Nix::find(self.settings())
    }

    fn settings(&self) -> Settings {
        let overrides = self.override_input.chunks_exact(2);
        Settings {
            store: self.store.clone(),
            eval_store: self.eval_store.clone(),
            builders: self.builders.clone(),
            offline: self.offline,
            allow_build: self.allow_build,
            override_inputs: overrides
                .filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())))
                .collect(),
        }
    }

    /// How many hosts at a time.
    pub(super) fn limits(&self) -> Limits {
        let cores = available_parallelism().map_or(1, usize::from);
        Limits { jobs: self.jobs.unwrap_or(cores), memory: self.max_memory }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_in_the_usual_spellings() {
        assert_eq!(size("2G"), Ok(2 << 30));
        assert_eq!(size("512MiB"), Ok(512 << 20));
        assert_eq!(size("7"), Ok(7));
        for wrong in ["", "G", "1X", "-1M", "99999999999999999999", "99999999999G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
