//! Who has the file open, as far as this machine shows it to this user.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::part::FileId;

/// A process that has the database open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Process id.
    pub pid: u32,
    pub command: String,
    /// The account that it runs as, as a number.
    pub uid: u32,
    /// It holds the lock of a writer.
    pub writes: bool,
}

/// Other processes that have the database open; only one's own unless one is root, and only where there is `/proc`.
#[must_use]
pub fn holders(database: &Path) -> Vec<Holder> {
    let Some(file) = FileId::of(database) else { return Vec::new() };
    let writers = writers(&super::backup::with_end(database, "-shm"));
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let mut found: Vec<Holder> = processes
        .flatten()
        .filter_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            if pid == std::process::id() {
                return None;
            }
            let mut open = std::fs::read_dir(entry.path().join("fd")).ok()?.flatten();
            // following the link in fd asks the open file itself, whatever its name is by now
            open.any(|fd| file.is_at(&fd.path())).then_some(())?;
            let command = std::fs::read_to_string(entry.path().join("comm")).unwrap_or_default().trim().to_owned();
            let uid = entry.metadata().map_or(u32::MAX, |m| m.uid());
            Some(Holder { pid, command, uid, writes: writers.contains(&pid) })
        })
        .collect();
    found.sort_by_key(|h| h.pid);
    found
}

/// Processes with the write lock of the log: byte 120 of its index file.
fn writers(index: &Path) -> Vec<u32> {
    let Ok(file) = std::fs::metadata(index) else { return Vec::new() };
    let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
    let inode = format!(":{}", file.ino());
    locks
        .lines()
        .filter_map(|line| {
            // "1: POSIX  ADVISORY  WRITE 1234 08:01:5678 120 120"
            let words: Vec<&str> = line.split_whitespace().collect();
            let [_, _, _, "WRITE", pid, place, from, to] = words.as_slice() else { return None };
            let held: std::ops::RangeInclusive<u64> = from.parse().ok()?..=to.parse().unwrap_or(u64::MAX);
            (place.ends_with(&inode) && held.contains(&120)).then(|| pid.parse().ok()).flatten()
        })
        .collect()
}
