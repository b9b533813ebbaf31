//! Parses, calls the library, answers the exit code.

fn main() {}
