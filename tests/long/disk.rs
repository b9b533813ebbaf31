//! A disk that is full: a clear word, exit code 4, and the data as they were.

use std::process::Command;

use super::{Desk, furnished, moved, seen, sound};

/// A small disk of memory, taken away at the end.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(at: &std::path::Path) -> Self {
        std::fs::create_dir_all(at).expect("a folder");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"]).arg(at).status().expect("mount");
        assert!(mounted.success(), "a full disk needs a file system of its own: expected to run as root");
        Self(at.to_path_buf())
    }

    /// Fills what is left; answers the file that does.
    fn fill(&self) -> std::path::PathBuf {
        use std::io::Write as _;
        let path = self.0.join("filler");
        let mut file = std::fs::File::options().create(true).append(true).open(&path).expect("a file");
        for size in [65_536, 4_096, 512, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

const WRITINGS: &[&[&str]] = &[
    &["edit", "partner", "D001", "notes=full"],
    &["add", "contact", "partner=D002", "name=full"],
    &["ticket", "new", "--title", "full", "--partner", "D003"],
    &["import", "sales", "many.csv"],
    &["plan", "generate", "--month", "2030-01"],
    &["tier", "review"],
    &["user", "add", "full"],
    &["undo"],
    &["backup", "b.db"],
    &["export", "partners", "-o", "p.csv"],
    &["export", "sales", "-o", "s.xlsx"],
];

#[test]
fn a_full_disk_is_said_and_harms_nothing() {
    let master = furnished();
    let disk = SmallDisk::mount(&master.path("small"));
    let db = disk.0.join("team.db");
    let on_disk = |desk: &Desk, args: &[&str]| {
        let mut command = desk.command();
        command.env("QUDAO_DB", &db).current_dir(&disk.0).args(args);
        super::within(command, std::time::Duration::from_mins(2)).expect("it ends")
    };
    let mut said = 0;
    for args in WRITINGS {
        for name in ["team.db", "team.db-wal", "team.db-shm", "filler", "p.csv", "s.xlsx", "b.db"] {
            let _ = std::fs::remove_file(disk.0.join(name));
        }
        moved(&master, &db, &disk.0);
        let mut sales = "partner,date,order,amount\n".to_owned();
        for row in 0..60_000 {
            use std::fmt::Write as _;
            let _ = writeln!(sales, "D{:03},2024-01-{:02},f{row},10", row % 60 + 1, row % 28 + 1);
        }
        std::fs::write(disk.0.join("many.csv"), sales).expect("a file");
        on_disk(&master, &["list", "partners"]).code(0);
        let filler = disk.fill();
        let ran = on_disk(&master, args);
        assert!(matches!(ran.code, Some(0 | 3 | 4)), "{args:?}: {ran:?}");
        if ran.code == Some(4) {
            said += 1;
            assert!(ran.stderr.contains("full"), "{args:?}: {}", ran.stderr);
        }
        std::fs::remove_file(filler).expect("room");
        let copy = Desk::empty();
        on_disk(&master, &["list", "partners"]).code(0);
        for end in ["", "-wal"] {
            let from = disk.0.join(format!("team.db{end}"));
            if from.exists() {
                std::fs::copy(from, format!("{}{end}", copy.db().display())).expect("a copy");
            }
        }
        sound(&copy, &format!("{args:?}"));
        let left: Vec<_> = std::fs::read_dir(&disk.0).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert!(!left.iter().any(|n| n.to_string_lossy().contains(".part")), "{args:?} leaves {left:?}");
    }
    assert!(said * 2 > WRITINGS.len(), "the disk was full for {said} of {} commands only", WRITINGS.len());
    seen(&format!(
        "disk full: {} commands, {said} said so with exit code 4, the others were refused or needed no room; 0 damaged",
        WRITINGS.len()
    ));
}
