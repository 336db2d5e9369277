//! What a route answered, as tests look at it.

use serde_json::Value;

/// An answer.
pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// `response` of a success.
    pub fn response(&self) -> Value {
        let json = self.json();
        assert!(self.status == 200 && !json["response"].is_null(), "{}", self.text);
        json["response"].clone()
    }

    /// Code and message of the first error, of a problem document its detail, before them a status that is not 200;
    /// `success` if there is none.
    pub fn error(&self) -> String {
        let json = self.json();
        let said = match json["errors"].get(0) {
            Some(error) => {
                assert!(json["response"].is_null(), "{}", self.text);
                format!("{} {}", error["errorCode"].as_str().unwrap(), error["message"].as_str().unwrap())
            }
            None if json.get("title").is_some() => json["detail"].as_str().unwrap().to_owned(),
            None => "success".to_owned(),
        };
        if self.status == 200 { said } else { format!("{} {said}", self.status) }
    }

    /// The body of a success as a golden text: members in their order, what differs from run to run named by its kind.
    pub fn golden(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.text);
        let mut json = self.json();
        redact(&mut json);
        serde_json::to_string_pretty(&json).unwrap()
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(redact),
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::String(text) => {
            let digits = |count, test: fn(u8) -> bool| text.len() == count && text.bytes().all(test);
            if text.starts_with("-----BEGIN ") {
                let kind = text.split("-----").nth(1).unwrap_or_default();
                let end = if text.ends_with('\n') { " and a newline" } else { "" };
                *text = format!("<{kind}{end}>");
            } else if text.len() == 36 && text.matches('-').count() == 4 {
                *text = "<uuid>".to_owned();
            } else if digits(40, |byte| byte.is_ascii_hexdigit()) {
                *text = "<thumbprint>".to_owned();
            } else if digits(20, |byte| byte.is_ascii_digit()) {
                *text = "<numeric id>".to_owned();
            }
        }
        _ => {}
    }
}
