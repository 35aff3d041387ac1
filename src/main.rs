//! The `nixward` program: hands over to the library and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    nixward::run().into()
}
