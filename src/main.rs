//! Parses, calls the library, answers the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    qudao::cli::main()
}
