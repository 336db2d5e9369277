//! What the tests were answered, written down: which test provoked which error of which route.
//!
//! With `PMS_RECORD_ANSWERS` set to a folder, each process of tests appends to a file of its own there, a line for each
//! refusal: route, package, test, error. A success is a line, too, with [`SUCCESS`] in the place of the error. What a test
//! was answered before is not noted again. The table of codes (`pms/tests/http/codes.tsv`) is compared with it.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::Mutex;

use pms_domain::routes::{self, Route};

use crate::Answer;

/// The environment variable that names the folder.
pub const FOLDER: &str = "PMS_RECORD_ANSWERS";

/// What stands in the place of an error.
pub const SUCCESS: &str = "success";

/// Lines of this process.
static NOTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The route that serves this method and path. Literal segments win over variables.
pub fn route(method: &str, path: &str) -> Option<&'static Route> {
    let path: Vec<&str> = path.split(['?', '#']).next().unwrap_or_default().split('/').collect();
    let literals = |route: &&Route| route.path.split('/').filter(|part| !part.starts_with('{')).count();
    let matches = |template: &str| {
        let template: Vec<&str> = template.split('/').collect();
        template.len() == path.len()
            && template.iter().zip(&path).all(|(template, part)| template.starts_with('{') || template == part)
    };
    let found = routes::ALL.iter().copied().filter(|route| route.method == method && matches(route.path));
    found.max_by_key(literals)
}

/// What is noted of an answer: its error, or that it is a success. Files and redirects are no JSON.
fn outcome(answer: &Answer) -> Option<String> {
    let json = serde_json::from_str::<serde_json::Value>(&answer.text).ok();
    if json.as_ref().is_some_and(|json| !json["errors"][0]["message"].is_null()) {
        return Some(answer.error().replace(['\t', '\n'], " "));
    }
    let refused = json.is_some_and(|json| !json["errors"][0].is_null() || json.get("title").is_some());
    ((200..400).contains(&answer.status) && !refused).then(|| SUCCESS.to_owned())
}

/// Notes an answer.
#[expect(clippy::disallowed_methods, reason = "tests are told by their environment where to write")]
pub fn note(method: &str, path: &str, answer: &Answer) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let Some(route) = route(method, path) else { return };
    let Some(outcome) = outcome(answer) else { return };
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let file = std::path::Path::new(&folder).join(format!("{package}-{}.tsv", std::process::id()));
    let line = format!("{}\t{package}\t{test}\t{outcome}\n", route.id);
    let mut noted = NOTED.lock().unwrap();
    if noted.contains(&line) {
        return;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(file).unwrap();
    file.write_all(line.as_bytes()).unwrap();
    noted.insert(line);
}
