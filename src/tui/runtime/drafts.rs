//! The file of what was typed and not saved, one entry a database; readable by its owner only.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::outfile;
use crate::tui::app::Draft;

/// Where the drafts of one database are kept.
#[derive(Clone, Debug)]
pub(super) struct DraftFile {
    path: PathBuf,
    database: String,
}

type All = BTreeMap<String, Vec<Draft>>;

impl DraftFile {
    pub(super) fn new(folder: &Path, database: &Path) -> Self {
        let database = database.canonicalize().unwrap_or_else(|_| database.to_path_buf());
        Self { path: folder.join("drafts.json"), database: database.to_string_lossy().into_owned() }
    }

    /// What is kept; nothing if the file is not there or not understood.
    pub(super) fn load(&self) -> Vec<Draft> {
        self.all().remove(&self.database).unwrap_or_default()
    }

    fn all(&self) -> All {
        std::fs::read(&self.path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Keeps these instead; writes nothing where there is nothing new.
    ///
    /// # Errors
    /// Those of the file; what was kept before is then still there.
    pub(super) fn save(&self, drafts: Vec<Draft>) -> io::Result<()> {
        let mut all = self.all();
        if all.get(&self.database).map_or(&[][..], Vec::as_slice) == drafts.as_slice() {
            return Ok(());
        }
        if drafts.is_empty() {
            all.remove(&self.database);
        } else {
            all.insert(self.database.clone(), drafts);
        }
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        outfile::remember(&self.path, &serde_json::to_vec(&all)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafts(text: &str) -> Vec<Draft> {
        let json = format!(r#"[{{"kind": "partner", "id": 0, "fields": [["name", "{text}"]]}}]"#);
        serde_json::from_str(&json).expect("a draft")
    }

    #[test]
    fn each_database_has_its_own_and_only_its_owner_reads_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let one = DraftFile::new(&folder.path().join("state"), Path::new("/one.db"));
        let two = DraftFile::new(&folder.path().join("state"), Path::new("/two.db"));
        one.save(drafts("川渝")).expect("kept");
        two.save(drafts("江南")).expect("kept");
        assert_eq!((one.load(), two.load()), (drafts("川渝"), drafts("江南")));
        one.save(Vec::new()).expect("forgotten");
        assert_eq!((one.load(), two.load()), (Vec::new(), drafts("江南")));
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&two.path).expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_not_understood_is_no_draft() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("drafts.json"), "{").expect("a file");
        assert_eq!(DraftFile::new(folder.path(), Path::new("/one.db")).load(), Vec::new());
    }
}
