//! What people type: examples of each command, which its help ends with.

use clap::Command;

/// The command with those above it, and lines as they are typed.
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
    ("ticket new", &["qudao ticket new -k diversion -s S1 -t 'Sold in 成都' -p D001 --party D002:respondent"]),
    ("ticket list", &["qudao ticket list --mine --breached", "qudao ticket list --opened 2025-07 --kind diversion"]),
    ("ticket show", &["qudao ticket show 214"]),
    ("ticket why", &["qudao ticket why 214"]),
    (
        "ticket act",
        &[
            "qudao ticket act 214 215 assign --to zhao.min",
            "qudao ticket act 214 resolve --root-cause 'late truck' --text 'sent again'",
        ],
    ),
    ("ticket trace", &["qudao ticket trace A1234567 A1234568 --seen 成都 --open"]),
    ("ticket prices", &["qudao ticket prices --partner D001"]),
    ("ticket remedies", &["qudao ticket remedies diversion"]),
    ("ticket stats", &["qudao ticket stats --period 2025-Q3"]),
    ("kb", &["qudao kb search diversion"]),
    ("kb search", &["qudao kb search 窜货", "qudao kb search late delivery --kind order"]),
    ("kb list", &["qudao kb list --kind complaint"]),
    ("kb show", &["qudao kb show short-delivery-en"]),
    ("kb starter", &["qudao kb starter"]),
    ("meeting", &["qudao meeting plan --on 2025-09-20", "qudao meeting agenda 3 --rebuild"]),
    ("meeting plan", &["qudao meeting plan --on 2025-09-20 --title 'Third quarter' --with 'zhao.min, D001'"]),
    ("meeting list", &["qudao meeting list --state planned"]),
    ("meeting show", &["qudao meeting show 3"]),
    ("meeting agenda", &["qudao meeting agenda 3 --rebuild", "qudao meeting agenda 3 --format md"]),
    ("meeting item", &["qudao meeting item 3 --topic 'Price lists'", "qudao meeting item 3 1 --decision settled"]),
    ("meeting hold", &["qudao meeting hold 3 --minutes minutes.txt"]),
    ("meeting cancel", &["qudao meeting cancel 3 --reason 'holiday'"]),
    ("alert", &["qudao alert list --mine", "qudao alert assign 12 15 --to zhao.min"]),
    ("alert list", &["qudao alert list --severity critical", "qudao alert list --partner D001 --state cleared"]),
    ("alert ack", &["qudao alert ack 12 --reason 'known: rebuilding the shop'"]),
    ("alert snooze", &["qudao alert snooze 12 15 --until 2025-09-30 --reason 'paid next week'"]),
    ("alert assign", &["qudao alert assign 12 --to zhao.min"]),
    ("alert ticket", &["qudao alert ticket 12 --title 'Price below floor'"]),
    ("alert task", &["qudao alert task 12 --title 'Visit the owner' --due 2025-09-30"]),
    ("health", &["qudao health --fail-on critical", "qudao health --week 2025-W30 --format md"]),
    (
        "kpi",
        &[
            "qudao kpi --period 2025-Q3 --by region",
            "qudao kpi --period 2025-06 --by partner --top 10",
            "qudao kpi --figure attainment --by owner --compare last-year",
        ],
    ),
    ("kpi receivables", &["qudao kpi receivables"]),
    ("kpi cohorts", &["qudao kpi cohorts"]),
    ("kpi showcase", &["qudao kpi showcase"]),
    ("kpi figures", &["qudao kpi figures"]),
    ("violation", &["qudao violation list", "qudao violation record D001 price_breach --evidence 'ticket 214'"]),
    ("violation list", &["qudao violation list D001"]),
    ("violation record", &["qudao violation record D001 diversion --ticket 214 --amount 30000"]),
    ("violation from-ticket", &["qudao violation from-ticket 214"]),
    ("deposit", &["qudao deposit list", "qudao deposit add D001 paid_in 50000"]),
    ("deposit list", &["qudao deposit list --short"]),
    ("deposit show", &["qudao deposit show D001"]),
    ("deposit add", &["qudao deposit add D001 paid_in 50000 --on 2025-07-01", "qudao deposit add D001 refund 20000"]),
    ("deposit reverse", &["qudao deposit reverse 12 --reason 'entered twice'"]),
    ("compliance", &["qudao compliance show D001"]),
    ("compliance show", &["qudao compliance show D001"]),
    ("compliance audits", &["qudao compliance audits"]),
    ("compliance training", &["qudao compliance training"]),
    ("standby", &["qudao standby list"]),
    ("standby list", &["qudao standby list --region 华东"]),
    ("standby for", &["qudao standby for D001"]),
    ("credit", &["qudao credit check D001 120000", "qudao credit aging"]),
    ("credit show", &["qudao credit show D001"]),
    ("credit check", &["qudao credit check D001 120000"]),
    ("credit change", &["qudao credit change D001 --limit 50万 --days 45 --reason 'two good years'"]),
    ("credit override", &["qudao credit override D001 30000 --until 2025-07-31 --reason 'paid on Friday'"]),
    ("credit aging", &["qudao credit aging"]),
    ("credit dso", &["qudao credit dso"]),
    ("credit payers", &["qudao credit payers"]),
    ("credit disputes", &["qudao credit disputes"]),
    ("credit exposure", &["qudao credit exposure"]),
    ("credit months", &["qudao credit months"]),
    ("credit red", &["qudao credit red"]),
    ("credit assess", &["qudao credit assess"]),
    ("credit drill", &["qudao credit drill D001"]),
    ("approval", &["qudao approval list", "qudao approval approve 12"]),
    ("approval list", &["qudao approval list --mine"]),
    ("approval show", &["qudao approval show 12"]),
    ("approval approve", &["qudao approval approve 12 13 --text 'as agreed'"]),
    ("approval reject", &["qudao approval reject 12 'over the budget'"]),
    ("approval ask", &["qudao approval ask 12 'for which shops?'"]),
    ("approval answer", &["qudao approval answer 12 'the six new ones'"]),
    ("approval withdraw", &["qudao approval withdraw 12"]),
    ("approval request", &["qudao approval request expense 12 'smaller now'"]),
    ("tier", &["qudao tier review", "qudao tier propose D001 strategic --reason 'two good quarters'"]),
    ("tier review", &["qudao tier review"]),
    ("tier show", &["qudao tier show", "qudao tier show D001"]),
    ("tier propose", &["qudao tier propose D001 strategic --reason 'two good quarters'"]),
    ("tier approve", &["qudao tier approve D001 D002", "qudao tier approve --all"]),
    ("tier reject", &["qudao tier reject D001 --reason 'too early'"]),
    ("tier withdraw", &["qudao tier withdraw D001"]),
    ("tier what-if", &["qudao tier what-if tiers.promote_score=80"]),
    ("tier history", &["qudao tier history D001"]),
    ("screening", &["qudao screening show D001"]),
    ("screening show", &["qudao screening show D001 --explain"]),
    ("contract", &["qudao contract list", "qudao contract renew C-2025-014"]),
    ("contract list", &["qudao contract list --due"]),
    ("contract show", &["qudao contract show C-2025-014"]),
    ("contract renew", &["qudao contract renew C-2025-014 --as C-2026-014"]),
    ("contract submit", &["qudao contract submit C-2026-014"]),
    ("contract end", &["qudao contract end C-2025-014 --on 2025-09-30 --reason 'by consent'"]),
    ("partner", &["qudao partner move D001 suspended --reason 'unpaid for 90 days'", "qudao partner duplicates"]),
    ("partner move", &["qudao partner move D001,D002 suspended --reason 'unpaid for 90 days'"]),
    ("partner exit", &["qudao partner exit D001 --reason 'the owner retires' --anyway"]),
    ("partner moves", &["qudao partner moves D001"]),
    ("partner merge", &["qudao partner merge D001 D017 --dry-run"]),
    ("partner duplicates", &["qudao partner duplicates"]),
    ("partner tree", &["qudao partner tree D001"]),
    ("partner contacts", &["qudao partner contacts 王"]),
    ("plan", &["qudao plan generate --dry-run", "qudao plan list --month 2025-07"]),
    ("plan generate", &["qudao plan generate --month 2025-07 --dry-run"]),
    ("plan list", &["qudao plan list --month 2025-07 --owner zhao.min"]),
    ("policy", &["qudao policy show tiers", "qudao policy set tiers.top 0.25 --reason 'fewer strategic'"]),
    ("policy show", &["qudao policy show tiers"]),
    ("policy set", &["qudao policy set tiers.top 0.25 --reason 'fewer strategic' --dry-run"]),
    ("policy diff", &["qudao policy diff 1 2"]),
    ("policy history", &["qudao policy history"]),
    (
        "policy import",
        &["qudao policy import rules.toml --reason 'new year'", "qudao policy import --version 1 --reason 'as before'"],
    ),
    ("policy export", &["qudao policy export -o rules.toml"]),
    ("run", &["qudao run month-end.toml --dry-run"]),
    ("close", &["qudao close 2025-06", "qudao close --list"]),
    ("refresh", &["qudao refresh"]),
    ("verify", &["qudao verify 2025-06"]),
    ("clock", &["qudao clock show"]),
    ("clock show", &["qudao clock show"]),
    ("clock set", &["qudao clock set 2025-06-07T15:00"]),
    ("undo", &["qudao undo", "qudao undo --list"]),
    ("redo", &["qudao redo"]),
    ("audit", &["qudao audit --kind partner --code D001", "qudao audit --user zhao.min --since 2025-06-01"]),
    ("user", &["qudao user add zhao.min --role manager --regions 华东", "qudao user list"]),
    ("user list", &["qudao user list"]),
    ("user show", &["qudao user show zhao.min"]),
    ("user add", &["qudao user add zhao.min --role manager --regions 华东"]),
    ("user set", &["qudao user set zhao.min --regions '华东, 华南'"]),
    ("user role", &["qudao user role zhao.min head_office"]),
    ("user on", &["qudao user on zhao.min"]),
    ("user off", &["qudao user off zhao.min"]),
    ("user gateway", &["qudao user gateway channel on --folder /srv/qudao/files"]),
    ("user delegate", &["qudao user delegate zhao.min li.wei --from 2025-07-01 --until 2025-07-14"]),
    ("backup", &["qudao backup monday.db"]),
    ("restore", &["qudao restore monday.db"]),
    ("doctor", &["qudao doctor"]),
    ("schema", &["qudao schema credit.aging", "qudao schema --format csv -o schema.csv"]),
    ("completions", &["qudao completions bash"]),
    ("man", &["qudao man ticket"]),
    ("help", &["qudao help ticket act", "qudao help filter", "qudao help fields contact", "qudao help mapping sales"]),
];

/// The commands with their examples, and their help without the marks of code that are for readers of the source.
#[must_use]
pub fn with_examples(command: Command) -> Command {
    let command = EXAMPLES.iter().fold(command, |command, (path, lines)| {
        let text = format!("Examples:\n  {}", lines.join("\n  "));
        put(command, path, &text)
    });
    unmarked(command)
}

fn put(command: Command, path: &str, text: &str) -> Command {
    match path.split_once(' ') {
        Some((first, rest)) => command.mut_subcommand(first, |sub| put(sub, rest, text)),
        None => command.mut_subcommand(path, |sub| {
            // a long text of its own would stand in their place
            let own = sub.get_after_long_help().map(|own| format!("{text}\n\n{own}"));
            let sub = sub.after_help(text.to_owned());
            if let Some(long) = own { sub.after_long_help(long) } else { sub }
        }),
    }
}

fn unmarked(command: Command) -> Command {
    let plain = |text: &clap::builder::StyledStr| text.to_string().replace('`', "");
    let about = command.get_about().map(plain);
    let long = command.get_long_about().map(plain);
    let mut command = command.about(about.unwrap_or_default());
    if let Some(long) = long {
        command = command.long_about(long);
    }
    let command = command.mut_args(|arg| {
        let (help, long) = (arg.get_help().map(plain), arg.get_long_help().map(plain));
        let arg = if let Some(help) = help { arg.help(help) } else { arg };
        if let Some(long) = long { arg.long_help(long) } else { arg }
    });
    command.mut_subcommands(unmarked)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

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

    /// Each command by its path.
    fn each(command: &Command, path: &str, seen: &mut dyn FnMut(&str, &Command)) {
        for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
            let path = format!("{path} {}", sub.get_name()).trim_start().to_owned();
            seen(&path, sub);
            each(sub, &path, seen);
        }
    }

    #[test]
    fn every_example_is_understood_by_the_command_that_it_is_of() {
        for (path, lines) in EXAMPLES {
            for line in *lines {
                let mut found = Cli::command().try_get_matches_from(words(line)).unwrap_or_else(|e| panic!("`{line}`: {e}"));
                for name in path.split(' ') {
                    let (sub, rest) = found.remove_subcommand().unwrap_or_else(|| panic!("`{line}` is of `{path}`"));
                    assert_eq!(sub, name, "`{line}` is of `{path}`");
                    found = rest;
                }
            }
        }
    }

    #[test]
    fn every_command_has_an_example_in_its_help_and_no_marks_of_code() {
        let mut command = with_examples(Cli::command());
        command.build();
        each(&command, "", &mut |path, sub| {
            let (help, long) = (sub.clone().render_help().to_string(), sub.clone().render_long_help().to_string());
            assert!(help.contains("Examples:\n  qudao "), "{path}: {help}");
            assert!(long.contains("Examples:\n  qudao "), "{path}: {long}");
            // what can't be undone is a text of its own, which names commands
            let ours = long.split("What can't be undone").next().unwrap_or_default();
            assert!(!ours.contains('`'), "{path}: {long}");
        });
    }

    #[test]
    fn a_plain_command_helps_on_one_screen() {
        let mut command = with_examples(Cli::command().term_width(80));
        command.build();
        for name in ["today", "doctor", "redo", "verify", "backup"] {
            let sub = command.find_subcommand_mut(name).expect("a command");
            let help = sub.render_help().to_string();
            assert!(help.lines().count() <= 24, "{name}: {} lines\n{help}", help.lines().count());
        }
    }
}
