//! What people type: examples of each command, which its help ends with.

use clap::Command;

/// Command, and lines as they are typed.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("init", &["qudao --db /srv/qudao/team.db init"]),
    ("demo", &["qudao demo --lang zh"]),
    ("import", &["qudao import partners partners.xlsx --dry-run", "qudao import sales june.csv --skip-bad rejected.csv"]),
    ("export", &["qudao export partners -o partners.xlsx --filter region:华东", "qudao export tasks --format ics -o visits.ics"]),
    ("list", &["qudao list partners --filter 'region:华东 health<60' --sort -health", "qudao list invoices --columns help"]),
    ("show", &["qudao show partner D001", "qudao show partner D001 --explain=health"]),
    ("add", &["qudao add partner code=D001 name=重庆川渝 region=重庆"]),
    ("edit", &["qudao edit partner D001 credit_limit=500000 owner=zhao.min"]),
    ("today", &["qudao today"]),
    ("ticket", &["qudao ticket new -k complaint -t 'Late delivery' -p D001", "qudao ticket act 214 acknowledge"]),
    ("kb", &["qudao kb search diversion"]),
    ("meeting", &["qudao meeting plan --help", "qudao meeting agenda 3 --rebuild"]),
    ("health", &["qudao health --fail-on critical", "qudao health --week 2025-W30 --format md"]),
    ("kpi", &["qudao kpi --period 2025-Q3 --by region", "qudao kpi --period 2025-06 --by partner --top 10"]),
    ("violation", &["qudao violation list", "qudao violation record D001 price_breach --evidence 'ticket 214'"]),
    ("deposit", &["qudao deposit list", "qudao deposit add D001 paid_in 50000"]),
    ("compliance", &["qudao compliance show D001"]),
    ("standby", &["qudao standby list"]),
    ("credit", &["qudao credit check D001 120000", "qudao credit aging"]),
    ("approval", &["qudao approval list", "qudao approval approve 12"]),
    ("tier", &["qudao tier review", "qudao tier propose D001 growth --reason 'two good quarters'"]),
    ("screening", &["qudao screening show D001"]),
    ("contract", &["qudao contract list", "qudao contract renew C-2025-014"]),
    ("partner", &["qudao partner move D001 suspended --reason 'unpaid for 90 days'", "qudao partner duplicates"]),
    ("plan", &["qudao plan generate --help", "qudao plan list --help"]),
    ("run", &["qudao run month-end.toml --dry-run"]),
    ("close", &["qudao close 2025-06", "qudao close --list"]),
    ("refresh", &["qudao refresh"]),
    ("verify", &["qudao verify"]),
    ("redo", &["qudao redo"]),
    ("audit", &["qudao audit --kind partner --code D001", "qudao audit --user zhao.min --since 2025-06-01"]),
    ("user", &["qudao user add zhao.min --role manager --regions 华东", "qudao user list"]),
    ("backup", &["qudao backup monday.db"]),
    ("restore", &["qudao restore monday.db"]),
    ("doctor", &["qudao doctor"]),
    ("completions", &["qudao completions bash"]),
    ("man", &["qudao man ticket"]),
];

/// The commands with their examples.
#[must_use]
pub fn with_examples(command: Command) -> Command {
    EXAMPLES.iter().fold(command, |command, (name, lines)| {
        let text = format!("Examples:\n  {}", lines.join("\n  "));
        command.mut_subcommand(name, |sub| sub.after_help(text))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use clap::error::ErrorKind;

    use super::*;
    use crate::cli::Cli;

    /// The words of a line, with what stands in quotes as one.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (i, part) in line.split('\'').enumerate() {
            if i % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words
    }

    #[test]
    fn every_example_is_understood() {
        for (name, lines) in EXAMPLES {
            for line in *lines {
                assert!(words(line).iter().any(|w| w == name), "`{line}` is of `{name}`");
                match Cli::command().try_get_matches_from(words(line)) {
                    Ok(_) => {}
                    Err(e) => assert_eq!(e.kind(), ErrorKind::DisplayHelp, "`{line}`: {e}"),
                }
            }
        }
    }
}
