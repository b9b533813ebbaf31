//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A program at a fixed place needs no relocations: 2.5 MiB less of memory in each of many sessions on one machine,
    // which otherwise each page of pointers costs again, and a millisecond less until it starts.
    let linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    let gnu = std::env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu");
    if linux && gnu && std::env::var("PROFILE").is_ok_and(|p| p == "release") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
