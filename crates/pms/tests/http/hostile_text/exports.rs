//! Files that a spreadsheet opens: no cell of them is a formula, or begins with a control character.

use pms_api_testkit::Person;
use pms_domain::routes;

use super::MARKUP;
use super::pages::{Reached, is_export};
use crate::browser::Browser;
use crate::house::{House, Reply};

pub async fn check(house: &House, writer: &Person, reached: &Reached, findings: &mut Vec<String>) {
    for (path, shows) in [
        (format!("{}?format=csv", routes::EXPORT_AUDIT_RECORDS.path), true),
        (format!("{}?format=csv&source=gateway", routes::EXPORT_TRANSACTIONS.path), false),
    ] {
        let reply = house.ask("GET", &path).by(writer).send().await;
        findings.extend(file(&path, &reply.text, shows).err());
    }
    let mut browser = Browser::of(house, writer).await;
    let (mut files, mut own) = (0, 0);
    for (line, path) in reached.all().filter(|(_, path)| is_export(path)) {
        let reply = read(&mut browser, path).await;
        match reply.status {
            200 => {
                findings.extend(file(path, &reply.text, path == "/portal/partners.csv").err());
                files += 1;
                own += usize::from(line.contains('{'));
            }
            // A partner of another kind has no such list.
            404 if line.starts_with("/portal/org/{id}") => {}
            status => findings.push(format!("{path}: {status}")),
        }
    }
    if files < 60 || own < 40 {
        findings.push(format!("{files} exports, {own} of an organisation or an object"));
    }
}

/// A whole export: the one before has given back its place a moment after its end.
async fn read(browser: &mut Browser<'_>, path: &str) -> Reply {
    for _ in 0..200 {
        let reply = browser.get(path).await;
        if reply.status != 429 {
            return reply;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    browser.get(path).await
}

/// `shows`: the hostile text must be in it.
fn file(path: &str, text: &str, shows: bool) -> Result<(), String> {
    let text = text.strip_prefix('\u{FEFF}').ok_or_else(|| format!("{path} has no mark"))?;
    let quoted = MARKUP.replace('"', "\"\"");
    if shows && !text.contains(&quoted) {
        return Err(format!("{path} does not show it: {text:.2000}"));
    }
    let cells = cells_of(text);
    let is_risky = |cell: &&String| {
        let first = cell.trim_start_matches(' ').chars().next();
        first.is_some_and(|c| "=+-@".contains(c) || c.is_control())
    };
    match cells.iter().find(is_risky) {
        Some(cell) => Err(format!("{path}: {cell:?}")),
        None if cells.is_empty() => Err(format!("{path} is empty")),
        None => Ok(()),
    }
}

/// The cells as a spreadsheet reads them: each in quotes, two of them for one.
fn cells_of(text: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '"' {
            assert!(matches!(c, ',' | '\r' | '\n'), "a cell without quotes: {text:.200}");
            continue;
        }
        let mut cell = String::new();
        while let Some(c) = rest.next() {
            if c != '"' {
                cell.push(c);
            } else if rest.next_if_eq(&'"').is_some() {
                cell.push('"');
            } else {
                break;
            }
        }
        cells.push(cell);
    }
    cells
}

#[test]
fn a_formula_in_a_file_is_seen() {
    assert_eq!(cells_of("\"a\"\"b\",\"'=1\"\r\n\"=1\"\r\n"), ["a\"b", "'=1", "=1"]);
    assert!(file("x", "\u{FEFF}\"=1<b onx>\"\"'&\"\r\n", true).is_err());
    assert!(file("x", "\u{FEFF}\"'=1<b onx>\"\"'&\"\r\n", true).is_ok());
    assert!(file("x", "\u{FEFF}\"nothing\"\r\n", true).is_err());
}
