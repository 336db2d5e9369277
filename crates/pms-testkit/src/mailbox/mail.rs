//! Enough of RFC 5322 and MIME (RFC 2045–2047) to read the mails that the product writes.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A mail, decoded.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// Header fields in order, unfolded, encoded words decoded.
    pub headers: Vec<(String, String)>,
    /// The `text/plain` part, empty when there is none.
    pub text: String,
    /// The `text/html` part, empty when there is none.
    pub html: String,
}

impl Mail {
    /// Reads a mail as it lies in the file.
    ///
    /// # Errors
    /// When it has no header, or a part is not encoded as it claims.
    pub fn parse(raw: &[u8]) -> anyhow::Result<Self> {
        let raw = String::from_utf8_lossy(raw).replace("\r\n", "\n");
        let (headers, body) = entity(&raw).context("no header")?;
        let mut mail = Self { headers, ..Self::default() };
        let top = mail.headers.clone();
        mail.take(&top, body)?;
        Ok(mail)
    }

    /// The first header field of that name (any case), or nothing.
    pub fn header(&self, name: &str) -> &str {
        field(&self.headers, name)
    }

    /// The `Subject`.
    pub fn subject(&self) -> &str {
        self.header("Subject")
    }

    /// Whether `address` (any case) is among the recipients (`To`).
    pub fn is_to(&self, address: &str) -> bool {
        self.header("To").split(',').any(|recipient| {
            let recipient = recipient.rsplit('<').next().unwrap_or_default().trim();
            recipient.trim_end_matches('>').eq_ignore_ascii_case(address)
        })
    }

    /// The first number of exactly six digits: the one-time password.
    pub fn code(&self) -> Option<String> {
        let readable = self.readable();
        readable
            .split(|character: char| !character.is_ascii_alphanumeric())
            .find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))
            .map(str::to_owned)
    }

    /// The first `http` or `https` link.
    pub fn link(&self) -> Option<String> {
        let readable = if self.text.is_empty() { self.html.replace("&amp;", "&") } else { self.text.clone() };
        let start = ["https://", "http://"].iter().filter_map(|scheme| readable.find(scheme)).min()?;
        let ends = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '<' | '>' | ')');
        let link = readable[start..].split(ends).next()?;
        Some(link.trim_end_matches(['.', ',', ';']).to_owned())
    }

    /// The text, or the HTML without its tags.
    fn readable(&self) -> String {
        if !self.text.is_empty() {
            return self.text.clone();
        }
        let mut inside_tag = false;
        self.html
            .chars()
            .map(|character| match character {
                '<' => {
                    inside_tag = true;
                    ' '
                }
                '>' => {
                    inside_tag = false;
                    ' '
                }
                _ if inside_tag => ' ',
                other => other,
            })
            .collect()
    }

    /// Takes the text and HTML of a part, or of the parts inside it.
    fn take(&mut self, headers: &[(String, String)], body: &str) -> anyhow::Result<()> {
        let content_type = field(headers, "Content-Type");
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind.starts_with("multipart/") {
            let boundary = parameter(content_type, "boundary").context("a multipart without boundary")?;
            for part in parts(body, &boundary) {
                let (headers, body) = entity(&part).context("a part without header")?;
                self.take(&headers, body)?;
            }
            return Ok(());
        }
        let decoded = decode(field(headers, "Content-Transfer-Encoding"), body)?;
        match kind.as_str() {
            "" | "text/plain" if self.text.is_empty() => self.text = decoded,
            "text/html" if self.html.is_empty() => self.html = decoded,
            _ => {}
        }
        Ok(())
    }
}

/// Header fields and body. A part may start with the empty line: no fields.
fn entity(raw: &str) -> Option<(Vec<(String, String)>, &str)> {
    if let Some(body) = raw.strip_prefix('\n') {
        return Some((Vec::new(), body));
    }
    let (head, body) = raw.split_once("\n\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let fields: Option<Vec<_>> = unfolded
        .lines()
        .map(|line| line.split_once(':').map(|(name, value)| (name.trim().to_owned(), decoded_words(value.trim()))))
        .collect();
    fields.map(|fields| (fields, body))
}

fn field<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}

/// A parameter of a structured field, e.g. the boundary of `multipart/mixed; boundary="x"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The parts between the delimiter lines of a multipart body (RFC 2046 §5.1.1).
fn parts(body: &str, boundary: &str) -> Vec<String> {
    let (delimiter, end) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut parts: Vec<String> = Vec::new();
    let mut inside = false;
    for line in body.split('\n') {
        if line.trim_end() == end {
            break;
        }
        if line.trim_end() == delimiter {
            inside = true;
            parts.push(String::new());
        } else if let (true, Some(part)) = (inside, parts.last_mut()) {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts
}

fn decode(encoding: &str, body: &str) -> anyhow::Result<String> {
    let bytes = match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => {
            let compact: String = body.split_whitespace().collect();
            STANDARD.decode(compact).context("not base64")?
        }
        "quoted-printable" => quoted_printable(&body.replace("=\n", "")),
        _ => return Ok(body.to_owned()),
    };
    String::from_utf8(bytes).context("not UTF-8")
}

/// Undoes `=XX`; anything else, also a stray `=`, stays as it is.
fn quoted_printable(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'=')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    out
}

/// Decodes encoded words, `=?utf-8?b?…?=` and `=?utf-8?q?…?=`; white space between two of them is no text (RFC 2047 §6.2).
fn decoded_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let Some((word, end)) = encoded_word(from) else { break };
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        rest = &from[end..];
        after_word = true;
    }
    out + rest
}

/// The encoded word at the start of `text`, decoded, and its length.
fn encoded_word(text: &str) -> Option<(String, usize)> {
    let mut pieces = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, rest) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let length = rest.find("?=")?;
    let content = &rest[..length];
    let bytes = match encoding {
        "b" | "B" => STANDARD.decode(content).ok()?,
        "q" | "Q" => quoted_printable(&content.replace('_', " ")),
        _ => return None,
    };
    let end = 2 + charset.len() + 1 + encoding.len() + 1 + length + 2;
    Some((String::from_utf8(bytes).ok()?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(lines: &[&str]) -> Mail {
        Mail::parse(lines.join("\r\n").as_bytes()).unwrap()
    }

    #[test]
    fn plain() {
        let mail = parse(&[
            "From: PMS <no-reply@pms.example>",
            "To: =?utf-8?b?WsOpYQ==?= =?utf-8?q?_Doe?= <Zea@Partner.example>, second@partner.example",
            "Subject: Your code",
            "\tfor registration",
            "",
            "Request 20260115 of 2026-01-15: your code is 048213. It ends with abc123 and 1234567.",
            "Open https://pms.example/verify?a=1&b=2.",
        ]);
        assert_eq!(mail.subject(), "Your code for registration");
        assert!(mail.header("to").starts_with("Zéa Doe <"));
        assert!(mail.is_to("zea@partner.example") && mail.is_to("second@partner.example"));
        assert!(!mail.is_to("a@partner.example"));
        assert_eq!(mail.code().unwrap(), "048213");
        assert_eq!(mail.link().unwrap(), "https://pms.example/verify?a=1&b=2");
    }

    #[test]
    fn quoted_printable_with_soft_line_breaks() {
        let mail = parse(&[
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "Votre code =C3=A9ph=C3=A9m=C3=A8re : 12=",
            "3456, =",
            "lien http://pms.example/x?token=3Dabc=",
            "def",
        ]);
        assert_eq!(mail.text, "Votre code éphémère : 123456, lien http://pms.example/x?token=abcdef");
        assert_eq!(mail.code().unwrap(), "123456");
        assert_eq!(mail.link().unwrap(), "http://pms.example/x?token=abcdef");
    }

    #[test]
    fn nested_multipart_with_base64() {
        let html = STANDARD
            .encode("<p style='color:#123456'>رمز <b>654321</b> <a href='https://pms.example/i?a=1&amp;b=2'>x</a></p>");
        let mail = parse(&[
            "Content-Type: multipart/mixed;",
            " boundary=\"outer\"",
            "",
            "preamble with 111111",
            "--outer",
            "Content-Type: multipart/alternative; boundary=inner",
            "",
            "--inner",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            &html[..60],
            &html[60..],
            "--inner--",
            "--outer",
            "Content-Type: application/octet-stream",
            "",
            "222222",
            "--outer--",
            "epilogue",
        ]);
        assert_eq!(mail.text, "");
        assert!(mail.html.contains("رمز"));
        assert_eq!(mail.code().unwrap(), "654321");
        assert_eq!(mail.link().unwrap(), "https://pms.example/i?a=1&b=2");
    }

    #[test]
    fn nothing_to_find() {
        let mail = parse(&["Subject: =?broken", "", "no number: 12345 1234567 12a456"]);
        assert_eq!(mail.subject(), "=?broken");
        assert_eq!(mail.code(), None);
        assert_eq!(mail.link(), None);
        assert!(Mail::parse(b"no header at all").is_err());
    }
}
