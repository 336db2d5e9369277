//! The editor: the form of a policy and the same as JSON, side by side.
//!
//! The form is the truth. *Refresh from the form* writes the JSON anew; *Take over the JSON* fills the form, if the JSON is
//! a policy of its type. Whoever changed the one and saves gets what was changed; whoever changed both is asked.

use askama::Template;
use axum::response::Response;
use pms_domain::limits;
use pms_domain::policy::{PolicyType, violations};
use serde_json::Value;

use crate::form::{Choice, Control, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::pages::Fact;
use crate::policy_form::{self, Content, TypeForm, difference, names};
use crate::web::{Fault, Visitor};

/// A place of the JSON that does not fit, in words, with the field that it belongs to.
struct FaultView {
    number: usize,
    words: Html,
    href: Option<String>,
}

/// The difference to what a clone was made from.
pub struct Difference {
    pub title: Html,
    pub words: Html,
    pub lines: Html,
}

impl Difference {
    /// What `now` says that `source`, the text of the policy of this name, does not, and the other way round.
    pub fn new(texts: &Texts, name: &str, source: &Content, now: &Content) -> Self {
        let title = texts.with("policy-difference").text("name", name).html();
        match difference::marked(&policy_form::pretty(source), &policy_form::pretty(now)) {
            Some((lines, gone, new)) => {
                let words = texts.with("policy-difference-words").num("new", new).num("gone", gone).html();
                Self { title, words, lines }
            }
            None => Self { title, words: texts.get("policy-difference-none"), lines: Html::default() },
        }
    }
}

/// What is being edited: the form, and the JSON that it stands for.
pub struct Sheet {
    policy_type: Option<PolicyType>,
    known: Vec<String>,
    pub form: Form,
    /// What the form says now.
    pub content: Content,
    /// The text of the JSON, as it was typed where it could not be taken.
    json: String,
    faults: Vec<FaultView>,
    json_error: Option<Html>,
    /// Whether it was looked at: an empty new form is not told what is missing.
    is_judged: bool,
}

/// A JSON object; a policy is one.
fn object(text: &str) -> Result<Content, Option<serde_json::Error>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(content)) => Ok(content),
        Ok(_) => Err(None),
        Err(error) => Err(Some(error)),
    }
}

impl Sheet {
    /// The editor of what is stored, or of nothing yet.
    pub fn open(visitor: &Visitor, policy_type: Option<PolicyType>, content: Content, form: Form) -> Self {
        let known = visitor.app().settings().policies.kyc_attributes.clone();
        let is_judged = !content.is_empty();
        // Of nothing, the JSON says what the empty form says: then neither side counts as changed.
        let content =
            if is_judged { content } else { policy_form::apply(policy_type, &content, &Form::default(), &known) };
        let mut sheet = Self {
            policy_type,
            known,
            json: policy_form::pretty(&content),
            content,
            form,
            faults: Vec::new(),
            json_error: None,
            is_judged,
        };
        if is_judged {
            sheet.judge(visitor.texts(), false, true);
        }
        policy_form::fill(policy_type, &sheet.content, &mut sheet.form);
        sheet
    }

    /// Shows a stored text that is no JSON as it is, to be mended.
    pub fn show_text(&mut self, text: &str) {
        self.json = text.to_owned();
    }

    /// What was sent. The second value says whether it is to be saved: then everything about the JSON is right.
    pub fn posted(visitor: &Visitor, policy_type: Option<PolicyType>, form: Form) -> (Self, bool) {
        let texts = visitor.texts();
        let known = visitor.app().settings().policies.kyc_attributes.clone();
        let base = object(form.value("base")).unwrap_or_default();
        let typed = form.value("json").replace("\r\n", "\n");
        let json = if form.has("json") { object(&typed) } else { Ok(base.clone()) };
        let of_form = policy_form::apply(policy_type, &base, &form, &known);
        let is_json_touched = json.as_ref().ok() != Some(&base);
        let is_form_touched = of_form != base;
        let saves = form.is("act", "save");
        let takes = form.is("act", "take") || policy_type.is_none() || saves && is_json_touched && !is_form_touched;
        let mut sheet = Self {
            policy_type,
            known,
            json: policy_form::pretty(&of_form),
            content: of_form,
            form,
            faults: Vec::new(),
            json_error: None,
            is_judged: true,
        };
        if takes {
            sheet.take(texts, json, typed);
        } else if saves && is_json_touched {
            sheet.json = typed;
            sheet.json_wrong(texts.get("policy-json-both"));
        } else {
            sheet.judge(texts, saves, true);
        }
        if saves {
            for name in policy_form::no_numbers(&sheet.content) {
                sheet.form.error(name, texts.get("policy-number-form"));
            }
        }
        policy_form::fill(policy_type, &sheet.content, &mut sheet.form);
        let is_right = sheet.faults.is_empty() && sheet.json_error.is_none();
        (sheet, saves && is_right)
    }

    /// The JSON becomes what the form says, if it is a policy of the type; else it stays as typed.
    fn take(&mut self, texts: &Texts, json: Result<Content, Option<serde_json::Error>>, typed: String) {
        let former = std::mem::take(&mut self.content);
        match json {
            Ok(content) => {
                self.content = content;
                self.json = typed;
                self.judge(texts, true, false);
                if self.faults.is_empty() && self.json_error.is_none() {
                    self.json = policy_form::pretty(&self.content);
                } else {
                    self.content = former;
                    let faults = texts.with("policy-faults").num("n", self.faults.len()).html();
                    self.json_error.get_or_insert(faults);
                }
            }
            Err(error) => {
                self.content = former;
                self.json = typed;
                self.json_wrong(match error {
                    Some(error) => texts
                        .with("policy-json-unreadable")
                        .num("line", error.line())
                        .num("column", error.column())
                        .html(),
                    None => texts.get("policy-json-no-object"),
                });
            }
        }
    }

    fn json_wrong(&mut self, words: Html) {
        self.form.error("json", words.clone());
        self.json_error = Some(words);
    }

    /// Says everything that is wrong with the content; `aloud` puts it into the summary, too. Faults of what the form says
    /// (`of_form`) lead to its fields, those of a JSON that was typed stand beside it.
    fn judge(&mut self, texts: &Texts, aloud: bool, of_form: bool) {
        let Some(policy_type) = self.policy_type else { return };
        for (number, violation) in violations(policy_type, &Value::Object(self.content.clone())).iter().enumerate() {
            let words = policy_form::words(texts, violation);
            let field = policy_form::field(Some(policy_type), &self.content, &violation.path, &self.known);
            let field = field.filter(|_| of_form);
            if aloud {
                let place = field.clone().unwrap_or_else(|| format!("json-{number}"));
                // The form speaks of its fields; the path stands beside the JSON.
                let said = field.as_deref().and_then(|field| policy_form::missing(texts, field, violation));
                self.form.error(&place, said.unwrap_or_else(|| words.clone()));
            }
            self.faults.push(FaultView { number, words, href: field.map(|field| format!("#f-{field}")) });
        }
        let length = Value::Object(self.content.clone()).to_string().chars().count();
        if length > limits::POLICY_BODY {
            let words = texts.with("policy-json-long").num("most", limits::POLICY_BODY).num("length", length);
            self.json_wrong(words.html());
        }
    }
}

/// What stands around the form.
pub struct Around<'a> {
    pub p: Frame,
    pub title: Html,
    pub action: String,
    pub back: String,
    pub hidden: Vec<(&'static str, String)>,
    pub facts: Vec<Fact>,
    pub basics: Vec<Control<'a>>,
    pub difference: Option<Difference>,
}

#[derive(Template)]
#[template(path = "policies/editor.html")]
struct EditorPage<'a> {
    p: Frame,
    title: Html,
    tag: &'a Tag,
    action: String,
    back: String,
    base: String,
    hidden: Vec<(&'static str, String)>,
    facts: Vec<Fact>,
    basics: Vec<Control<'a>>,
    form: &'a Form,
    rows: TypeForm,
    has_form: bool,
    tokens: &'a [Choice],
    shares: &'a [Choice],
    encryptions: &'a [Choice],
    json: &'a str,
    json_error: Option<&'a Html>,
    faults: &'a [FaultView],
    fits: bool,
    difference: Option<Difference>,
}

/// The page; `sheet.form` holds the basics, too.
///
/// # Errors
/// None of its own.
pub fn page(visitor: &Visitor, sheet: &Sheet, around: Around<'_>) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let tokens = choices(texts, names::TOKENS);
    let shares = choices(
        texts,
        [
            ("Data Share", "policy-share-stored", "policy-share-stored-hint"),
            ("direct", "policy-share-direct", "policy-share-direct-hint"),
        ],
    );
    let encryptions = choices(
        texts,
        [
            ("Partner Based", "policy-encryption-partner", "policy-encryption-partner-hint"),
            ("none", "policy-encryption-none", "policy-encryption-none-hint"),
        ],
    );
    let page = EditorPage {
        p: around.p.with_errors(&sheet.form),
        title: around.title,
        tag: &Tag::Draft,
        action: around.action,
        back: around.back,
        base: Value::Object(sheet.content.clone()).to_string(),
        hidden: around.hidden,
        facts: around.facts,
        basics: around.basics,
        form: &sheet.form,
        rows: policy_form::rows(sheet.policy_type, texts, &sheet.content, &sheet.form, &sheet.known),
        has_form: sheet.policy_type.is_some(),
        tokens: &tokens,
        shares: &shares,
        encryptions: &encryptions,
        json: &sheet.json,
        json_error: sheet.json_error.as_ref(),
        faults: &sheet.faults,
        fits: sheet.is_judged && sheet.json_error.is_none() && sheet.policy_type.is_some(),
        difference: around.difference,
    };
    Ok(if sheet.form.is_right() { ok(&page) } else { unprocessable(&page) })
}

fn choices<const N: usize>(texts: &Texts, all: [(&str, &str, &str); N]) -> Vec<Choice> {
    all.map(|(value, label, hint)| Choice::new(value, texts.get(label)).hint(texts.get(hint))).to_vec()
}
