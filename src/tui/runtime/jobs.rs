//! Whether somebody could continue this program if it were stopped.

/// A process as `/proc/PID/stat` tells it; 0 is one that can't be seen from here (a container's outside).
struct Process {
    parent: u32,
    group: u32,
    session: u32,
}

/// Whether a shell with job control is above this process: a process of another group in the same session. A forced command
/// or `ssh -t host qudao` has none; stopped, it would stay so for ever. A system that doesn't tell is one with a shell.
pub(super) fn can_be_continued() -> bool {
    let Some(own) = process("self") else { return true };
    let mut above = own.parent;
    // a script is of the group that its shell has made
    while let Some(process) = (above != 0).then(|| process(above)).flatten() {
        if process.session != own.session {
            return false;
        }
        if process.group != own.group {
            return true;
        }
        above = process.parent;
    }
    false
}

/// The fields after the name in parentheses and the state (`proc_pid_stat(5)`).
fn process(pid: impl std::fmt::Display) -> Option<Process> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(1).map_while(|field| field.parse().ok());
    Some(Process { parent: fields.next()?, group: fields.next()?, session: fields.next()? })
}
