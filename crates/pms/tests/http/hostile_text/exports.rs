//! Files that a spreadsheet opens: no cell of them is a formula, or begins with a control character.

use pms_api_testkit::Person;
use pms_domain::routes;

use super::MARKUP;
use super::pages::addresses;
use crate::browser::Browser;
use crate::house::House;

pub async fn check(house: &House, writer: &Person) {
    for (path, shows) in [
        (format!("{}?format=csv", routes::EXPORT_AUDIT_RECORDS.path), true),
        (format!("{}?format=csv&source=gateway", routes::EXPORT_TRANSACTIONS.path), false),
    ] {
        let reply = house.ask("GET", &path).by(writer).send().await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        file(&path, &reply.text, shows);
    }
    let mut browser = Browser::of(house, writer).await;
    let mut files = 0;
    for path in addresses().filter(|path| path.ends_with(".csv") && !path.contains('{')) {
        let reply = browser.get(&path).await;
        if reply.status == 200 {
            file(&path, &reply.text, path == "/portal/partners.csv");
            files += 1;
        }
    }
    assert!(files > 0, "the portal has exports");
}

/// `shows`: the hostile text is in it.
fn file(path: &str, text: &str, shows: bool) {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or_else(|| panic!("{path} has no mark"));
    let quoted = MARKUP.replace('"', "\"\"");
    assert_eq!(text.contains(&quoted), shows, "{path}: {text:.2000}");
    let mut cells = 0;
    for cell in cells_of(text) {
        cells += 1;
        let first = cell.trim_start_matches(' ').chars().next();
        let is_risky = first.is_some_and(|c| "=+-@".contains(c) || c.is_control());
        assert!(!is_risky, "{path}: {cell:?}");
    }
    assert!(cells > 0, "{path} is empty");
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
    let broken = std::panic::catch_unwind(|| file("x", "\u{FEFF}\"=1<b onx>\"\"'&\"\r\n", true));
    assert!(broken.is_err());
}
