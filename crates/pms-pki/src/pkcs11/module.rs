//! The modules that are loaded into this process.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};

use super::Fault;

/// A module is initialised once for the whole process, however many tokens of it are used, and it is never finalised: that would
/// end the sessions of all of them.
static LOADED: Mutex<Vec<(PathBuf, Pkcs11)>> = Mutex::new(Vec::new());

/// The module of a path, loaded and initialised.
pub(super) fn load(path: &Path) -> Result<Pkcs11, Fault> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, module)) = loaded.iter().find(|(of, _)| of == path) {
        return Ok(module.clone());
    }
    let unusable = |why: String| Fault::Module { path: path.display().to_string(), why };
    let module = Pkcs11::new(path).map_err(|error| unusable(error.to_string()))?;
    // The module locks by itself: our threads call it at the same time.
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(unusable(Fault::of(&error).to_string())),
    }
    loaded.push((path.to_owned(), module.clone()));
    Ok(module)
}
