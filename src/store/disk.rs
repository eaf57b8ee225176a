//! Files as a careful writer treats them: made durable before anything relies on them, private to the operator, and
//! never without a sentence when something fails.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::contract::Error;

/// Ending of files that are being written; what is left of one after a crash is worthless.
const UNFINISHED: &str = "tmp";

/// Turns what the system said into a sentence with a remedy.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.display().to_string();
    move |cause| {
        let remedy = match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                "make room on that disk; nothing was lost, and what could not be stored will be read again"
            }
            ErrorKind::PermissionDenied => "let the user that runs almenara write in that folder",
            ErrorKind::ReadOnlyFilesystem => {
                "its file system can only be read: mount it for writing, or copy the store's folder to another and use that"
            }
            ErrorKind::NotFound => "check that the folder is there and that its disk is mounted",
            _ => "check the disk; what was committed before is safe",
        };
        Error::Io { action, path, cause, remedy }
    }
}

/// Runs blocking work off the async workers. A panic in it becomes an error.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::Closed(format!("a task of the store ended early ({error})"))),
    }
}

/// Makes a folder, private to its owner, with those above it; durable.
pub(super) fn make_folder(path: &Path) -> Result<(), Error> {
    let above = path.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    let missing: Vec<&Path> = above.take_while(|folder| !folder.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        match fs::DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if !folder.is_dir() => return Err(failed("create the folder", folder)(error)),
            _ => {}
        }
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        sync_folder(parent.unwrap_or(Path::new(".")))?;
    }
    Ok(())
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(failed("make durable", path))
}

/// Opens for reading and writing, creating it where it is missing; private to its owner.
pub(super) fn open_file(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(failed("open", path))
}

/// Replaces a file by new content: a crash leaves the old or the new, never a mixture.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    let (mut file, unfinished) = begin_replace(path)?;
    file.write_all(content).map_err(failed("write", &unfinished))?;
    finish_replace(&file, &unfinished, path)
}

/// Opens the file that is to take another's place.
pub(super) fn begin_replace(path: &Path) -> Result<(File, PathBuf), Error> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(UNFINISHED);
    let unfinished = path.with_file_name(name);
    let file = open_file(&unfinished)?;
    file.set_len(0).map_err(failed("write", &unfinished))?;
    Ok((file, unfinished))
}

/// Makes the new file durable and puts it in place.
pub(super) fn finish_replace(file: &File, unfinished: &Path, path: &Path) -> Result<(), Error> {
    file.sync_all().map_err(failed("make durable", unfinished))?;
    rename(unfinished, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Puts a durable file in another's place. The folder has still to be synced.
pub(super) fn rename(unfinished: &Path, path: &Path) -> Result<(), Error> {
    fs::rename(unfinished, path).map_err(failed("replace", path))
}

/// Names in a folder, sorted; none where the folder is missing.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("look into", folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(failed("look into", folder))?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// Removes what a crash left of files that were being replaced.
pub(super) fn sweep(folder: &Path) -> Result<(), Error> {
    for name in names(folder)? {
        let path = folder.join(&name);
        if path.extension().is_some_and(|extension| extension == UNFINISHED) && path.is_file() {
            fs::remove_file(&path).map_err(failed("remove", &path))?;
        }
    }
    Ok(())
}

/// A name of the form `stem` or `stem-2`, `stem-3` … that is not taken yet.
pub(super) fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let mut path = folder.join(stem);
    let mut n = 2;
    while path.exists() {
        path = folder.join(format!("{stem}-{n}"));
        n += 1;
    }
    path
}

/// Puts bytes aside where nothing reads them but people; durable.
pub(super) fn set_aside(quarantine: &Path, stem: &str, content: &[u8]) -> Result<PathBuf, Error> {
    make_folder(quarantine)?;
    let path = free_name(quarantine, stem);
    replace(&path, content)?;
    Ok(path)
}

/// How many bytes a file has.
pub(super) fn size(path: &Path) -> Result<u64, Error> {
    fs::metadata(path).map(|found| found.len()).map_err(failed("look at", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_system_that_can_only_be_read_is_not_told_as_a_matter_of_rights() {
        let refused = |kind: ErrorKind| failed("open", Path::new("data/lock"))(io::Error::from(kind)).to_string();
        assert!(refused(ErrorKind::ReadOnlyFilesystem).contains("mount it for writing"));
        assert!(refused(ErrorKind::PermissionDenied).contains("let the user that runs almenara write"));
    }
}
