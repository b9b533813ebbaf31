//! A file that is there as a whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Written beside its place under another name, and renamed when it is complete; dropped before that it leaves nothing.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    temporary: PathBuf,
    out: Option<BufWriter<File>>,
}

impl Staged {
    /// Begins a file that will be at `path`.
    ///
    /// # Errors
    /// The folder does not exist or may not be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_os_string();
        name.push(format!(".{}.part", std::process::id()));
        let temporary = path.with_file_name(name);
        let out = Some(BufWriter::new(File::create(&temporary)?));
        Ok(Self { path: path.to_path_buf(), temporary, out })
    }

    /// Puts the complete file in its place, over one that was there.
    ///
    /// # Errors
    /// Those of the disk: then what was there stays.
    pub fn commit(mut self) -> io::Result<()> {
        if let Some(out) = self.out.take() {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
        }
        std::fs::rename(&self.temporary, &self.path)
    }
}

impl Write for Staged {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Ok(0), |out| out.write(buf))
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // after a commit there is nothing of this name any more
        let _ = std::fs::remove_file(&self.temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_not_completed_leaves_the_old_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.csv");
        std::fs::write(&path, "old").expect("written");
        let mut half = Staged::create(&path).expect("begun");
        half.write_all(b"half").expect("written");
        drop(half);
        assert_eq!(std::fs::read_to_string(&path).expect("there"), "old");
        let mut whole = Staged::create(&path).expect("begun");
        whole.write_all(b"whole").expect("written");
        whole.commit().expect("put in place");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), "whole");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing is left beside it");
        assert!(Staged::create(&folder.path().join("no/such/out.csv")).is_err());
    }
}
