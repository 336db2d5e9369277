//! PEM text: blocks found in a text, and blocks written.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

/// Base64 that forgives missing padding, for what people paste.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// One block: its label (`CERTIFICATE`) and the text between the two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub label: &'a str,
    body: &'a str,
}

impl Block<'_> {
    /// The content. Header lines (`Name: value`) are skipped, white space does not count.
    pub fn decode(&self) -> Option<Vec<u8>> {
        let mut base64 = String::with_capacity(self.body.len());
        for line in self.body.split(['\n', '\r']) {
            if !line.contains(':') {
                base64.extend(line.chars().filter(|c| !c.is_ascii_whitespace()));
            }
        }
        FORGIVING.decode(base64).ok()
    }
}

/// The blocks of a text, in order; text outside the blocks is skipped.
///
/// A BEGIN without its END ends the search with an error item. Each character is looked at a bounded number of times.
pub(crate) struct Blocks<'a> {
    rest: &'a str,
}

/// A BEGIN line that is broken or lacks its END line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BrokenBlock;

impl<'a> Blocks<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { rest: text }
    }

    fn block_at(after_begin: &'a str) -> Option<(Block<'a>, &'a str)> {
        let (label, after_label) = after_begin.split_once(DASHES)?;
        let (body, after_end) = after_label.split_once(END)?;
        let rest = after_end.strip_prefix(label)?.strip_prefix(DASHES)?;
        Some((Block { label, body }, rest))
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, BrokenBlock>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, after_begin) = self.rest.split_once(BEGIN)?;
        match Self::block_at(after_begin) {
            Some((block, rest)) => {
                self.rest = rest;
                Some(Ok(block))
            }
            None => {
                self.rest = "";
                Some(Err(BrokenBlock))
            }
        }
    }
}

/// A block with 64 columns, `\n` and a newline at the end.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let mut text = String::with_capacity(base64.len() + base64.len() / 64 + 2 * label.len() + 34);
    text.push_str(BEGIN);
    text.push_str(label);
    text.push_str("-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, further) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = further;
    }
    text.push_str(END);
    text.push_str(label);
    text.push_str("-----\n");
    text
}
