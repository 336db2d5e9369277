//! CSV files (RFC 4180) that a spreadsheet opens without running anything.

/// A mark of byte order: spreadsheets read the file as UTF-8 then.
pub const MARK: &str = "\u{FEFF}";

/// Where some reader may begin a cell, whatever stands in quotes: by country, spreadsheets split at other characters than
/// the comma, and then take our quotes for ordinary characters.
const SEPARATORS: [char; 6] = [',', ';', '\t', '|', '\n', '\r'];

/// A row, with the end of its line.
pub fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<String> =
        cells.iter().map(|cell| format!("\"{}\"", harmless(cell.as_ref()).replace('"', "\"\""))).collect();
    format!("{}\r\n", cells.join(","))
}

/// The text with an apostrophe before each part that a spreadsheet would take for a formula, or that begins with a
/// control character: at the beginning, and after whatever could begin another cell.
fn harmless(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len() + 1);
    for part in cell.split_inclusive(SEPARATORS) {
        if is_risky(part) {
            out.push('\'');
        }
        out.push_str(part);
    }
    out
}

/// Blanks before a formula do not stop it, nor do quotes that were taken for those of a cell.
fn is_risky(part: &str) -> bool {
    let first = part.trim_start_matches(|c: char| c == '"' || (c.is_whitespace() && !c.is_control())).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') || c.is_control())
}

/// A line of a file with its cells. Counted from 1; the first is the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: u64,
    pub cells: Vec<String>,
}

/// The lines of a small file, without those that are empty. Cells are separated as the first line has it, by semicolons or tabs
/// where it has no comma: so spreadsheets write them in many countries. White space around a cell is dropped. A quote that is
/// not closed before the end of its line ends with it.
pub fn read(text: &str) -> Vec<Line> {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let separator = match header {
        header if header.contains(',') => ',',
        header if header.contains(';') => ';',
        header if header.contains('\t') => '\t',
        _ => ',',
    };
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| Line { number, cells: cells(line, separator) }).collect()
}

fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, expected) in [
            ("=1+1", "\"'=1+1\""),
            ("a\"b", "\"a\"\"b\""),
            ("+41", "\"'+41\""),
            ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""),
            (" -1", "\"' -1\""),
            ("＝1", "\"'＝1\""),
            ("\"=1", "\"'\"\"=1\""),
            ("a;=1+1", "\"a;'=1+1\""),
            ("a|\" =1", "\"a|'\"\" =1\""),
            ("a;\u{a0}=1", "\"a;'\u{a0}=1\""),
            ("one, two; three - four", "\"one, two; three - four\""),
            ("ok", "\"ok\""),
        ] {
            assert_eq!(line(&[cell]), format!("{expected}\r\n"), "{cell}");
        }
    }

    #[test]
    fn small_files_are_read_as_spreadsheets_write_them() {
        let cells =
            |text: &str| super::read(text).into_iter().map(|line| (line.number, line.cells)).collect::<Vec<_>>();
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            cells("\u{FEFF}make, model\r\n\r\n\"Acme, Inc.\", \"a \"\"b\"\" c\" \r\nx"),
            [(1, own(&["make", "model"])), (3, own(&["Acme, Inc.", "a \"b\" c"])), (4, own(&["x"]))]
        );
        assert_eq!(cells("a;b\nc,d;e"), [(1, own(&["a", "b"])), (2, own(&["c,d", "e"]))]);
        assert_eq!(cells("a\tb\n\"c\td"), [(1, own(&["a", "b"])), (2, own(&["c\td"]))]);
        assert!(cells("").is_empty() && cells("\n \n").is_empty());
    }

    /// The cells as a program reads them that splits at `separator` and knows no quotes.
    fn split(file: &str, separator: char) -> Vec<String> {
        file.split(['\r', '\n', separator]).map(str::to_owned).collect()
    }

    /// The cells as a spreadsheet reads them: quotes count where a cell begins with one.
    fn read(file: &str, separator: char) -> Vec<String> {
        let mut cells = Vec::new();
        let mut rest = file.chars().peekable();
        while rest.peek().is_some() {
            let mut cell = String::new();
            if rest.next_if_eq(&'"').is_some() {
                while let Some(c) = rest.next() {
                    if c != '"' {
                        cell.push(c);
                    } else if rest.next_if_eq(&'"').is_some() {
                        cell.push('"');
                    } else {
                        break;
                    }
                }
            }
            while let Some(c) = rest.next_if(|c| *c != separator && !matches!(c, '\r' | '\n')) {
                cell.push(c);
            }
            rest.next();
            cells.push(cell);
        }
        cells
    }

    fn begins_a_formula(cell: &str) -> bool {
        let first = cell.trim_start_matches(|c: char| c == '"' || c.is_whitespace() || c.is_control()).chars().next();
        first.is_some_and(|c| "=+-@＝＋－＠".contains(c))
    }

    proptest! {
        #[test]
        fn no_reader_finds_a_formula(
            rows in prop::collection::vec(prop::collection::vec("[=+@＝a,;|\t\n\r\" \u{a0}'1-]{0,8}", 1..4), 1..4)
        ) {
            let file: String = rows.iter().map(|row| line(row)).collect();
            for separator in [',', ';', '\t', '|'] {
                for cell in split(&file, separator).iter().chain(&read(&file, separator)) {
                    prop_assert!(!begins_a_formula(cell), "{cell:?} at {separator:?} in {file:?}");
                }
            }
        }

        #[test]
        fn what_is_no_formula_is_read_as_it_was(
            row in prop::collection::vec("[a-z\";|,.' é0-9]{0,12}", 1..5)
        ) {
            prop_assert_eq!(&read(&line(&row), ',')[..row.len()], &row[..]);
        }
    }
}
