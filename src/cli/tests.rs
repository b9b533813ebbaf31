use super::*;

/// Acts: they say in a sentence what was done, and other commands print what there is to see of it.
const ACTS: &[&str] = &[
    "add",
    "alert ack",
    "alert assign",
    "alert snooze",
    "alert task",
    "alert ticket",
    "approval answer",
    "approval approve",
    "approval ask",
    "approval reject",
    "approval request",
    "approval withdraw",
    "contract end",
    "contract renew",
    "contract submit",
    "deposit add",
    "deposit reverse",
    "edit",
    "init",
    "partner exit",
    "partner move",
    "tier approve",
    "tier reject",
    "tier withdraw",
    "user add",
    "user delegate",
    "user off",
    "user on",
    "user role",
    "user set",
    "violation from-ticket",
    "violation record",
];

/// What they write is a file of its own form.
const FILES: &[&str] = &["completions", "demo", "export", "man", "policy export"];

/// Every command that does something, by its name, and whether it takes every format.
fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, bool)>) {
    let documents = ["output", "force"].iter().all(|id| command.get_arguments().any(|arg| arg.get_id() == id));
    let subcommands: Vec<_> = command.get_subcommands().filter(|c| c.get_name() != "help").collect();
    if !path.is_empty() && (subcommands.is_empty() || documents) {
        found.push((path.to_owned(), documents));
    }
    for sub in subcommands {
        leaves(sub, format!("{path} {}", sub.get_name()).trim_start(), found);
    }
}

#[test]
fn the_command_line_is_well_formed() {
    command().debug_assert();
}

#[test]
fn every_command_prints_a_document_or_it_is_said_why_not() {
    let mut found = Vec::new();
    leaves(&command(), "", &mut found);
    let excepted = |name: &str| [ACTS, FILES].concat().contains(&name);
    // an export has a file of its own
    let wrong: Vec<_> =
        found.iter().filter(|(name, documents)| *documents == excepted(name) && !FILES.contains(&name.as_str())).collect();
    assert!(wrong.is_empty(), "every format and excepted, or neither: {wrong:?}");
    let gone: Vec<_> = [ACTS, FILES].concat().into_iter().filter(|name| !found.iter().any(|(known, _)| known == name)).collect();
    assert!(gone.is_empty(), "there is no such command: {gone:?}");
}
