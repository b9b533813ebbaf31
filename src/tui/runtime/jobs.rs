//! Whether somebody could continue this program if it were stopped.

use rustix::process::{Pid, getpgid, getppid, getsid};

/// Whether a shell with job control is above this process: a process of another group in the same session. A forced command
/// or `ssh -t host qudao` has none; stopped, it would stay so for ever.
pub(super) fn can_be_continued() -> bool {
    let (Ok(session), Ok(group)) = (getsid(None), getpgid(None)) else { return false };
    let mut above = getppid();
    // a script is of the group that its shell has made
    while let Some(pid) = above {
        if getsid(Some(pid)) != Ok(session) {
            return false;
        }
        if getpgid(Some(pid)) != Ok(group) {
            return true;
        }
        above = parent(pid);
    }
    false
}

/// Its parent, where the system tells: the second field after the name in parentheses.
fn parent(pid: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let after = stat.rsplit_once(')')?.1;
    Pid::from_raw(after.split_whitespace().nth(1)?.parse().ok()?)
}
