use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

/// A folder with a database (its first bytes count) that is open: it has a log beside it.
struct House(tempfile::TempDir);

impl House {
    fn new() -> Self {
        let house = Self(tempfile::tempdir().expect("a folder"));
        for (name, text) in [("team.db", "SQLite format 3\0 and so on"), ("team.db-wal", "log"), ("team.db-shm", "index")] {
            std::fs::write(house.at(name), text).expect("written");
        }
        house
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn files(&self) -> Files {
        Files::new(&self.at("team.db"), Reach::Anywhere)
    }

    fn make(&self, name: &str, existing: Existing) -> Result<(), FileRefusal> {
        self.files().create(&self.at(name), existing)?.with(b"new")
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).expect("there")
    }
}

#[test]
fn a_database_is_never_replaced_by_whatever_name() {
    let house = House::new();
    std::fs::create_dir(house.at("sub")).expect("a folder");
    symlink(house.0.path(), house.at("door")).expect("a link");
    symlink(house.at("team.db"), house.at("soft.csv")).expect("a link");
    std::fs::hard_link(house.at("team.db"), house.at("hard.csv")).expect("a link");
    std::fs::hard_link(house.at("team.db-wal"), house.at("log.csv")).expect("a link");
    std::fs::write(house.at("other.db"), "SQLite format 3\0 of somebody else").expect("written");
    let names = [
        "team.db",
        "team.db-wal",
        "team.db-shm",
        "team.db-journal",
        "door/team.db",
        "sub/../team.db",
        "./team.db-wal",
        "soft.csv",
        "hard.csv",
        "log.csv",
        "other.db",
        "other.db-wal",
    ];
    for name in names {
        for existing in [Existing::Keep, Existing::Replace] {
            let refused = house.make(name, existing).expect_err(name);
            // what is refused in any case may be refused for being there, where nothing is to be replaced
            let plain = matches!(refused, FileRefusal::Exists(_)) && existing == Existing::Keep && name == "other.db";
            assert!(plain || matches!(refused, FileRefusal::Database(_)), "{name}: {refused:?}");
        }
    }
    assert_eq!(house.read("team.db"), "SQLite format 3\0 and so on");
    assert_eq!(house.read("team.db-wal"), "log");
}

#[test]
fn a_database_that_is_a_link_is_guarded_at_both_ends() {
    let house = House::new();
    std::fs::create_dir(house.at("data")).expect("a folder");
    std::fs::rename(house.at("team.db"), house.at("data/real.db")).expect("moved");
    symlink(house.at("data/real.db"), house.at("team.db")).expect("a link");
    for name in ["team.db", "data/real.db", "data/real.db-wal", "data/real.db-shm"] {
        let refused = house.make(name, Existing::Replace).expect_err(name);
        assert!(matches!(refused, FileRefusal::Database(_)), "{name}: {refused:?}");
    }
}

#[test]
fn a_link_a_folder_and_a_pipe_are_never_replaced() {
    let house = House::new();
    std::fs::write(house.at("list.csv"), "old").expect("written");
    symlink(house.at("list.csv"), house.at("link.csv")).expect("a link");
    symlink(house.at("nowhere"), house.at("dangling.csv")).expect("a link");
    std::fs::create_dir(house.at("folder.csv")).expect("a folder");
    for name in ["link.csv", "dangling.csv"] {
        let refused = house.make(name, Existing::Replace).expect_err(name);
        assert!(matches!(refused, FileRefusal::Link(_)), "{name}: {refused:?}");
    }
    assert!(matches!(house.make("folder.csv", Existing::Replace), Err(FileRefusal::NoFile(_))));
    assert!(matches!(house.files().create(Path::new("/dev/null"), Existing::Replace), Err(FileRefusal::NoFile(_))));
    assert_eq!(house.read("list.csv"), "old");
}

#[test]
fn a_file_that_is_there_gives_way_only_where_that_is_asked_for_and_keeps_its_mode() {
    let house = House::new();
    house.make("list.csv", Existing::Keep).expect("a new file");
    std::fs::write(house.at("list.csv"), "old").expect("written");
    std::fs::set_permissions(house.at("list.csv"), std::fs::Permissions::from_mode(0o640)).expect("a mode");
    assert!(matches!(house.make("list.csv", Existing::Keep), Err(FileRefusal::Exists(_))));
    assert_eq!(house.read("list.csv"), "old");
    house.make("list.csv", Existing::Replace).expect("replaced");
    assert_eq!(house.read("list.csv"), "new");
    assert_eq!(std::fs::metadata(house.at("list.csv")).expect("there").permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_file_that_was_not_completed_leaves_the_old_one() {
    let house = House::new();
    std::fs::write(house.at("list.csv"), "old").expect("written");
    let mut half = house.files().create(&house.at("list.csv"), Existing::Replace).expect("begun");
    half.write_all(b"half").expect("written");
    drop(half);
    assert_eq!(house.read("list.csv"), "old");
    assert_eq!(std::fs::read_dir(house.0.path()).expect("listed").count(), 4, "nothing is left beside it");
    assert!(matches!(house.make("no/such/list.csv", Existing::Keep), Err(FileRefusal::Io { .. })));
}

#[test]
fn what_came_to_be_there_meanwhile_stays() {
    let house = House::new();
    let begun = house.files().create(&house.at("list.csv"), Existing::Keep).expect("begun");
    std::fs::write(house.at("list.csv"), "theirs").expect("written");
    assert!(matches!(begun.with(b"ours"), Err(FileRefusal::Exists(_))));
    let begun = house.files().create(&house.at("other.csv"), Existing::Replace).expect("begun");
    symlink(house.at("team.db"), house.at("other.csv")).expect("a link");
    assert!(matches!(begun.with(b"ours"), Err(FileRefusal::Database(_))));
    assert_eq!(house.read("list.csv"), "theirs");
}

#[test]
fn at_a_gateway_files_are_seen_and_made_in_one_folder_only() {
    let house = House::new();
    let folder = house.at("files");
    std::fs::create_dir_all(folder.join("out")).expect("folders");
    symlink(house.0.path(), folder.join("door")).expect("a link");
    symlink("/etc/passwd", folder.join("names.csv")).expect("a link");
    let files = Files::new(&house.at("team.db"), Reach::Folder(folder.clone()));
    let whole = folder.join("list.csv");
    for name in ["list.csv", "out/list.csv", "new/deep/list.csv", "伙伴.csv", whole.to_str().expect("text")] {
        files.create(Path::new(name), Existing::Replace).and_then(|out| out.with(b"new")).expect(name);
    }
    assert_eq!(std::fs::read_to_string(folder.join("new/deep/list.csv")).expect("there"), "new");
    let outside = house.at("list.csv");
    let names = [
        "../list.csv",
        "out/../../list.csv",
        "out/../list.csv",
        ".ssh/authorized_keys2",
        ".profile",
        "out/.hidden",
        "door/list.csv",
        "door/new/list.csv",
        "",
        ".",
        "/",
        outside.to_str().expect("text"),
    ];
    for name in names {
        let refused = files.create_with_folders(Path::new(name), Existing::Replace).expect_err(name);
        assert!(matches!(refused, FileRefusal::Outside { .. }), "{name}: {refused:?}");
    }
    for name in ["names.csv", "/etc/passwd", "../team.db"] {
        assert!(matches!(files.reached(Path::new(name)), Err(FileRefusal::Outside { .. })), "{name} is seen");
    }
    assert_eq!(files.reached(Path::new("list.csv")).expect("seen"), folder.join("list.csv"));
    let nowhere = Files::new(&house.at("team.db"), Reach::Nowhere);
    assert!(matches!(nowhere.create(&whole, Existing::Keep), Err(FileRefusal::Nowhere(_))));
    assert!(!house.at("list.csv").exists() && !house.at("new").exists());
}

#[test]
fn who_shares_an_account_replaces_only_what_they_made() {
    let house = House::new();
    let of = |name: &str, all: bool| house.files().of_person(name, all);
    let put = |files: Files, name: &str, text: &str| {
        files.create(&house.at(name), Existing::Replace).and_then(|out| out.with(text.as_bytes()))
    };
    put(of("li", false), "list.csv", "li's").expect("new");
    put(of("li", false), "list.csv", "li's again").expect("li's own");
    std::fs::write(house.at("sent.csv"), "nobody's").expect("a file");
    for name in ["list.csv", "sent.csv"] {
        let refused = put(of("wu", false), name, "wu's").expect_err("somebody else's");
        assert!(matches!(refused, FileRefusal::Others(_)), "{refused:?}");
        let planned = of("wu", false).would_create(&house.at(name), Existing::Replace);
        assert!(matches!(planned, Err(FileRefusal::Others(_))), "{planned:?}");
    }
    assert_eq!((house.read("list.csv").as_str(), house.read("sent.csv").as_str()), ("li's again", "nobody's"));
    put(of("boss", true), "list.csv", "cleared").expect("an administrator");
    // by who has an account of their own the rights of the file decide
    put(house.files(), "list.csv", "ours").expect("theirs");
}

#[test]
fn the_leftovers_of_a_process_that_is_gone_are_removed_by_the_next_and_those_of_a_living_one_stay() {
    use crate::store::part::leftovers;
    let house = House::new();
    let living = house.files().create(&house.at("living.csv"), Existing::Keep).expect("begun");
    // no process has so large a number; the last two are others' files
    for name in ["a.csv.4999999.qudao.part", "b.db.4999999-2.qudao.part-journal", "film.4999999.part", "film.part"] {
        std::fs::write(house.at(name), "half").expect("written");
    }
    std::fs::write(house.at("old.db.4999999.part"), "SQLite format 3\0 half").expect("written");
    let held = std::fs::File::create(house.at("held.csv.4999998.qudao.part")).expect("made");
    held.lock().expect("locked");
    let expected = ["a.csv.4999999.qudao.part", "b.db.4999999-2.qudao.part-journal", "old.db.4999999.part"];
    assert_eq!(leftovers(house.0.path()), expected.map(|name| house.at(name)));
    house.make("list.csv", Existing::Keep).expect("made");
    assert_eq!(leftovers(house.0.path()), Vec::<PathBuf>::new());
    for name in expected {
        assert!(!house.at(name).exists(), "{name}");
    }
    assert!(house.at("held.csv.4999998.qudao.part").exists() && house.at("film.4999999.part").exists());
    living.with(b"whole").expect("completed");
    assert_eq!(house.read("living.csv"), "whole");
}
