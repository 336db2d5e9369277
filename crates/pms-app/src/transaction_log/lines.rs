//! Objects of a body, one by one, as its pieces come: one on each line (NDJSON), or the elements of a JSON array.

/// Bytes of an object.
const LONGEST: usize = 4 * 1024;

/// How the objects stand in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `application/x-ndjson`.
    Lines,
    /// `application/json`.
    Array,
}

/// Why a body cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Torn {
    /// It has not the form, or was cut off.
    Form,
    LineTooLong,
    /// Said by who counts.
    TooMany,
}

/// Where the next byte of an array stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    BeforeArray,
    /// Behind `[`: an element, or the end.
    First,
    /// Behind a comma: an element.
    BeforeElement,
    /// Within an object so deep.
    Element {
        depth: usize,
        in_text: bool,
        escaped: bool,
    },
    AfterElement,
    AfterArray,
}

/// What has come of an object that is not whole yet, and where it stands.
pub(super) struct Lines {
    form: Form,
    rest: Vec<u8>,
    place: Place,
}

impl Default for Lines {
    fn default() -> Self {
        Self::new(Form::Lines)
    }
}

impl Lines {
    pub(super) fn new(form: Form) -> Self {
        Self { form, rest: Vec::new(), place: Place::BeforeArray }
    }

    /// Gives each object that a piece completes.
    pub(super) fn push(&mut self, piece: &[u8], mut each: impl FnMut(&[u8]) -> Result<(), Torn>) -> Result<(), Torn> {
        match self.form {
            Form::Lines => self.push_lines(piece, &mut each),
            Form::Array => piece.iter().try_for_each(|byte| self.push_byte(*byte, &mut each)),
        }
    }

    /// Gives the last object.
    pub(super) fn finish(self, mut each: impl FnMut(&[u8]) -> Result<(), Torn>) -> Result<(), Torn> {
        match self.form {
            Form::Lines if self.rest.trim_ascii().is_empty() => Ok(()),
            Form::Lines => each(self.rest.trim_ascii()),
            Form::Array if self.place == Place::AfterArray => Ok(()),
            Form::Array => Err(Torn::Form),
        }
    }

    fn push_lines(&mut self, mut piece: &[u8], each: &mut impl FnMut(&[u8]) -> Result<(), Torn>) -> Result<(), Torn> {
        while let Some(end) = piece.iter().position(|byte| *byte == b'\n') {
            let (line, behind) = (piece.get(..end).unwrap_or_default(), piece.get(end + 1..).unwrap_or_default());
            piece = behind;
            if self.rest.len() + line.len() > LONGEST {
                return Err(Torn::LineTooLong);
            }
            if self.rest.is_empty() {
                give(line, each)?;
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                give(&whole, each)?;
            }
        }
        if self.rest.len() + piece.len() > LONGEST {
            return Err(Torn::LineTooLong);
        }
        self.rest.extend_from_slice(piece);
        Ok(())
    }

    fn push_byte(&mut self, byte: u8, each: &mut impl FnMut(&[u8]) -> Result<(), Torn>) -> Result<(), Torn> {
        if let Place::Element { depth, in_text, escaped } = self.place {
            if self.rest.len() >= LONGEST {
                return Err(Torn::LineTooLong);
            }
            self.rest.push(byte);
            let (depth, in_text, escaped) = match byte {
                _ if escaped => (depth, in_text, false),
                b'\\' if in_text => (depth, true, true),
                b'"' => (depth, !in_text, false),
                b'{' | b'[' if !in_text => (depth + 1, false, false),
                b'}' | b']' if !in_text => (depth - 1, false, false),
                _ => (depth, in_text, false),
            };
            self.place = Place::Element { depth, in_text, escaped };
            if depth == 0 {
                self.place = Place::AfterElement;
                let whole = std::mem::take(&mut self.rest);
                return each(&whole);
            }
            return Ok(());
        }
        if byte.is_ascii_whitespace() {
            return Ok(());
        }
        self.place = match (self.place, byte) {
            (Place::BeforeArray, b'[') => Place::First,
            (Place::First | Place::BeforeElement, b'{') => {
                self.rest.push(byte);
                Place::Element { depth: 1, in_text: false, escaped: false }
            }
            (Place::AfterElement, b',') => Place::BeforeElement,
            (Place::First | Place::AfterElement, b']') => Place::AfterArray,
            _ => return Err(Torn::Form),
        };
        Ok(())
    }
}

/// A line, if it is not empty.
fn give(line: &[u8], each: &mut impl FnMut(&[u8]) -> Result<(), Torn>) -> Result<(), Torn> {
    let line = line.trim_ascii();
    if line.is_empty() { Ok(()) } else { each(line) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The objects of a body that comes in pieces of this size.
    fn objects(form: Form, body: &str, size: usize) -> Result<Vec<String>, Torn> {
        let mut found = Vec::new();
        let mut each = |object: &[u8]| {
            found.push(String::from_utf8(object.to_vec()).unwrap());
            Ok(())
        };
        let mut lines = Lines::new(form);
        for piece in body.as_bytes().chunks(size) {
            lines.push(piece, &mut each)?;
        }
        lines.finish(&mut each)?;
        Ok(found)
    }

    #[test]
    fn objects_come_whole_whatever_the_pieces_are() {
        let first = r#"{"a":"}],{\"\\","b":[{"c":1}]}"#;
        for size in 1..40 {
            let array = format!(" [ {first} ,\n{{}} ] \n");
            assert_eq!(objects(Form::Array, &array, size).unwrap(), [first, "{}"], "{size}");
            let lines = format!("{first}\r\n\n  {{}}");
            assert_eq!(objects(Form::Lines, &lines, size).unwrap(), [first, "{}"], "{size}");
            assert_eq!(objects(Form::Array, "[]", size).unwrap(), Vec::<String>::new());
        }
    }

    #[test]
    fn what_has_another_form_is_refused() {
        for body in ["", "{}", "[", "[{}", "[{}}", "[{},]", "[{} {}]", "[1]", "[[]]", "[{}] x", "[,{}]"] {
            assert_eq!(objects(Form::Array, body, 3), Err(Torn::Form), "{body}");
        }
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(LONGEST));
        assert_eq!(objects(Form::Lines, &long, 1_000), Err(Torn::LineTooLong));
        assert_eq!(objects(Form::Array, &format!("[{long}]"), 1_000), Err(Torn::LineTooLong));
    }
}
