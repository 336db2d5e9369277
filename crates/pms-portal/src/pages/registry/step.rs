//! Taking something out of use and bringing it back: the page that shows the effects, and the step itself.

use axum::response::Response;
use pms_app::{Outcome, approvals};
use pms_domain::{limits, text};

use super::Place;
use crate::form::Form;
use crate::html::Html;
use crate::object::EffectsPage;
use crate::pages::into_form;
use crate::web::{Answer, Fault, Visitor};

/// Whether something goes out of use or comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Off,
    On,
}

/// A step in the words of its object.
pub struct Step<'a> {
    pub place: &'a Place,
    /// Whose it is.
    pub provider: &'a str,
    /// Address and key of the list.
    pub list: (&'static str, &'static str),
    pub id: &'a str,
    pub name: &'a str,
    pub turn: Turn,
    pub title: &'static str,
    pub words: &'static str,
    pub submit: &'static str,
    pub keep: &'static str,
    pub done: &'static str,
    pub effects: Vec<Html>,
    pub obstacles: Vec<Html>,
}

impl Step<'_> {
    fn back(&self) -> String {
        self.place.one(self.list.0, self.id)
    }

    pub async fn ask(self, visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
        let texts = visitor.texts();
        let p = super::frame_below(visitor, self.place, texts.plain(self.title), self.list).await?;
        let p = super::crumb_to(p, self.back(), self.name).with_errors(form);
        let page = EffectsPage {
            p,
            title: texts.get(self.title),
            name: Html::trusted(format!("{} {}", super::bdi(self.name), super::code(self.id))),
            words: texts.get(self.words),
            action: format!("{}/{}", self.back(), if self.turn == Turn::Off { "deactivate" } else { "reactivate" }),
            controls: vec![form.control(texts, "reason", "danger-reason").hint("registry-reason-hint").area(3)],
            submit: texts.get(self.submit),
            is_danger: self.turn == Turn::Off,
            back: self.back(),
            back_label: texts.get(self.keep),
            effects: self.effects,
            obstacles: self.obstacles,
        };
        Ok(page.answer(form))
    }

    /// Takes the step, or shows the page again with what is wrong.
    pub async fn take<T>(
        self,
        visitor: &Visitor,
        mut form: Form,
        take: impl AsyncFnOnce(&str) -> Outcome<T>,
    ) -> Answer {
        let texts = visitor.texts();
        form.require(texts, "reason", "danger-reason-missing");
        form.limit(texts, "reason", limits::REASON);
        if form.is_right() && !text::is_blank(form.value("reason")) {
            let outcome = take(&form.trimmed("reason")).await;
            if into_form(texts, &mut form, outcome, |_| "")?.is_some() {
                // A provider has no way back of its own: only admins bring something back into use, and not their own.
                let may =
                    self.place.is_staff() && !approvals::needs_another(visitor.app(), visitor.ctx(), self.provider);
                let undo = (self.turn == Turn::Off && may).then(|| format!("{}/reactivate", self.back()));
                return Ok(visitor.done_for_now(&self.back(), self.done, &[], undo));
            }
        }
        self.ask(visitor, &form).await
    }
}
