//! What a browser remembers: cookies, and the form token of the last page.

use std::collections::BTreeMap;

#[derive(Clone, Default)]
pub struct Jar {
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
}

impl Jar {
    /// The `Cookie` header.
    pub fn header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Takes in one `Set-Cookie` header.
    pub fn set(&mut self, header: &str) {
        let Some((name, value)) = header.split(';').next().unwrap_or_default().split_once('=') else { return };
        if header.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Takes in a page: its form token.
    pub fn read(&mut self, body: &str) {
        if let Some(token) = input(body, "csrf") {
            self.csrf = token;
        }
    }

    /// A form with its token.
    pub fn form(&self, fields: &[(&str, &str)]) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.csrf)
            .extend_pairs(fields)
            .finish()
    }
}

/// The value of an input of a page.
pub fn input(body: &str, name: &str) -> Option<String> {
    let marker = format!("name=\"{name}\" ");
    let tag = body.split('<').find(|tag| tag.contains(&marker) && tag.contains("value=\""))?;
    let value = tag.split("value=\"").nth(1)?.split('"').next()?;
    Some(value.replace("&#43;", "+").replace("&#61;", "=").replace("&#10;", "\n").replace("&amp;", "&"))
}
