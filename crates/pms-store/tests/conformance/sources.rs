//! The SQL in this crate's sources: literals, and what `concat!` makes of literals and of macros without parameters.

use std::collections::HashMap;
use std::path::Path;

use pms_store::{Db, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    Word(String),
    Mark(char),
}

/// Every whole statement outside tests, with the file it stands in. Statements that are made at run time are not among
/// them.
///
/// # Panics
/// When a `concat!` is made of something else, and so would be left out unseen.
pub fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let place = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
                let texts = texts(&place, &tokens(&std::fs::read_to_string(&path).unwrap()));
                found.extend(texts.into_iter().filter(|text| is_statement(text)).map(|text| (place.clone(), text)));
            }
        }
    }
    let composed = pms_store::verification::composed();
    found.extend(composed.into_iter().map(|sql| ("src/verification.rs".to_owned(), sql.to_owned())));
    found
}

/// Which database a statement is for, by what only that one knows; `None`: both.
pub fn only_on_postgres(sql: &str) -> Option<bool> {
    let knows = |words: &[&str]| words.iter().any(|word| sql.contains(word));
    if knows(&[
        "pg_",
        "clock_timestamp",
        "information_schema",
        "jsonb_to_recordset",
        "jsonb_array_elements_text",
        "unnest(",
    ]) {
        Some(true)
    } else if knows(&["sqlite_master", "pragma_", "unhex(", "json_each("]) {
        Some(false)
    } else {
        None
    }
}

/// The database that the statements of a file are for: on SQLite the transaction log is one of its own.
pub async fn database<'a>(store: &'a Store, place: &str) -> &'a Db {
    let of_log = place.starts_with("src/transaction/") && !place.ends_with("client.rs");
    if of_log { store.log().await.unwrap() } else { store.db() }
}

fn is_statement(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let starts = matches!(words.next(), Some("SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH"));
    // A pattern of `format!` is filled in at run time.
    starts && words.count() > 2 && !text.contains('{')
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if first == '"' {
            let (text, length) = literal(rest);
            tokens.push(Token::Text(text));
            rest = &rest[length..];
        } else if first == '\'' {
            rest = &rest[character(rest)..];
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..length].to_owned()));
            rest = &rest[length..];
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    tokens
}

/// The value of the string literal at the beginning, and its length in the source.
fn literal(source: &str) -> (String, usize) {
    let mut value = String::new();
    let mut characters = source.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, at + 1),
            '\\' => match characters.next() {
                // A backslash at the end of a line swallows the line's end and the indentation.
                Some((_, '\n')) => while characters.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                Some((_, 'n')) => value.push('\n'),
                Some((_, escaped)) => value.push(escaped),
                None => break,
            },
            c => value.push(c),
        }
    }
    panic!("a string without an end");
}

/// The length of a character literal, or of the tick of a lifetime.
fn character(source: &str) -> usize {
    let mut characters = source.char_indices().skip(1);
    let escaped = match characters.next() {
        Some((_, '\\')) => {
            characters.next();
            true
        }
        _ => false,
    };
    match characters.next() {
        Some((at, '\'')) => at + 1,
        _ if escaped => source[2..].find('\'').map_or(source.len(), |at| at + 3),
        _ => 1,
    }
}

/// The index behind the bracket that closes the one at `open`.
fn behind(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    panic!("a bracket without an end");
}

fn word(tokens: &[Token], index: usize) -> Option<&str> {
    match tokens.get(index) {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

fn mark(tokens: &[Token], index: usize) -> Option<char> {
    match tokens.get(index) {
        Some(Token::Mark(mark)) => Some(*mark),
        _ => None,
    }
}

type Macros<'a> = HashMap<&'a str, &'a [Token]>;

fn texts(place: &str, tokens: &[Token]) -> Vec<String> {
    let mut macros = Macros::new();
    let mut texts = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        match (&tokens[index], mark(tokens, index + 1)) {
            (Token::Word(word), Some('!')) if word == "macro_rules" => {
                let end = behind(tokens, index + 3);
                // macro_rules ! name { ( ) = > { body } }
                if (mark(tokens, index + 4), mark(tokens, index + 5)) == (Some('('), Some(')')) {
                    let name = self::word(tokens, index + 2).unwrap();
                    macros.insert(name, &tokens[index + 9..behind(tokens, index + 8) - 1]);
                }
                index = end;
            }
            (Token::Word(word), Some('!')) if word == "concat" => {
                let end = behind(tokens, index + 2);
                let text = value(&tokens[index..end], &macros);
                texts.push(text.unwrap_or_else(|| panic!("{place}: {:?}", &tokens[index..end])));
                index = end;
            }
            (Token::Text(text), _) => {
                texts.push(text.clone());
                index += 1;
            }
            _ => index += 1,
        }
    }
    texts
}

/// The text that an expression of literals, `concat!` and known macros stands for.
fn value(expression: &[Token], macros: &Macros<'_>) -> Option<String> {
    if let [Token::Text(text)] = expression {
        return Some(text.clone());
    }
    if mark(expression, 1) != Some('!') || behind(expression, 2) != expression.len() {
        return None;
    }
    let inside = &expression[3..expression.len() - 1];
    match word(expression, 0)? {
        "concat" => arguments(inside).into_iter().map(|argument| value(argument, macros)).collect(),
        name if inside.is_empty() => value(macros.get(name)?, macros),
        _ => None,
    }
}

/// Splits at the commas outside brackets.
fn arguments(tokens: &[Token]) -> Vec<&[Token]> {
    let mut arguments = Vec::new();
    let (mut begin, mut index) = (0, 0);
    while index < tokens.len() {
        match tokens[index] {
            Token::Mark('(' | '[' | '{') => index = behind(tokens, index),
            Token::Mark(',') => {
                arguments.push(&tokens[begin..index]);
                index += 1;
                begin = index;
            }
            _ => index += 1,
        }
    }
    if begin < tokens.len() {
        arguments.push(&tokens[begin..]);
    }
    arguments
}
