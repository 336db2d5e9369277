//! One entry of the hotlist: what it says, its history, and its end.

use axum::extract::Path;
use axum::response::Response;
use pms_app::hotlist;
use pms_domain::hotlist::{IdHash, IdType, Standing, Status};
use pms_domain::{catalogue, limits};
use pms_store::hotlist::{Entry, Origin};

use super::block::day_or_never;
use super::{href, keeper, key, kind, name, tag, until};
use crate::address;
use crate::form::Form;
use crate::frame::Frame;
use crate::html::Html;
use crate::object::{Action, EffectsPage, ObjectPage, Section};
use crate::pages::{Fact, bdi, code, given, into_form, timeline, waits};
use crate::web::{Answer, Fault, Posted, Visitor};

async fn find(visitor: &Visitor, id_type: IdType, hash: &IdHash) -> Result<Option<Entry>, Fault> {
    Ok(hotlist::entry(visitor.app(), visitor.ctx(), id_type, hash).await?)
}

fn facts(visitor: &Visitor, entry: &Entry) -> Vec<Fact> {
    let texts = visitor.texts();
    let from = match entry.origin.as_str() {
        origin if origin == Origin::Import.as_str() => texts.get("hotlist-from-import"),
        origin if origin == Origin::Partner.as_str() => texts.get("hotlist-from-partner"),
        _ => texts.get("hotlist-from-entry"),
    };
    let mut facts = vec![
        Fact::new(texts.get("hotlist-kind"), kind(texts, entry.id_type)),
        Fact::new(texts.get("hotlist-what"), name(entry)),
        Fact::new(texts.get("hotlist-until"), until(texts, entry.standing, visitor)),
        Fact::new(texts.get("danger-reason"), given(texts, entry.reason.as_deref().unwrap_or_default())),
        Fact::new(texts.get("hotlist-by"), bdi(&entry.by)),
        Fact::new(texts.get("hotlist-since"), texts.time(entry.at)),
        Fact::new(texts.get("hotlist-from"), from),
        Fact::new(texts.get("hotlist-hash"), code(&entry.hash.hex())),
    ];
    if let Some(partner) = &entry.partner_id {
        let words = format!("<a href=\"{}\">{}</a>", crate::html::escape(&address::partner(partner)), code(partner));
        facts.push(Fact::new(texts.get("hotlist-partner"), Html::trusted(words)));
    }
    if let Some(replaced) = &entry.replaced {
        facts.push(Fact::new(texts.get("hotlist-beneath"), until(texts, replaced.standing, visitor)));
    }
    facts
}

async fn frame(visitor: &Visitor, title: String) -> Result<Frame, Fault> {
    Ok(visitor.frame("hotlist-title").await?.titled_words(title).crumb(address::HOTLIST, "hotlist-title"))
}

/// `GET /portal/hotlist/entries/{type}/{hash}`: an entry, or what became of one that is gone.
pub async fn show(visitor: Visitor, Path((id_type, hash)): Path<(String, String)>) -> Answer {
    keeper(&visitor)?;
    let (id_type, hash) = key(&id_type, &hash)?;
    let texts = visitor.texts();
    let found = find(&visitor, id_type, &hash).await?;
    let rows = hotlist::history(visitor.app(), visitor.ctx(), id_type, &hash).await?;
    if found.is_none() && rows.is_empty() {
        return Err(Fault::NotFound);
    }
    let title = found.as_ref().map_or_else(|| code(&hash.hex()), name);
    let p = frame(&visitor, found.as_ref().and_then(|entry| entry.label.clone()).unwrap_or_else(|| hash.hex())).await?;
    let mut page = ObjectPage::new(p, title);
    let mut section = Section::new("facts", texts.get("registry-facts"));
    section.empty = texts.get("hotlist-gone");
    page.sentence = texts.get("hotlist-gone");
    if let Some(entry) = &found {
        page.tag = Some(tag(entry.standing, &visitor));
        page.sentence = match entry.standing.at(visitor.ctx().now()) {
            Status::Blocked => texts.get("hotlist-is-blocked"),
            Status::Unblocked => texts.get("hotlist-is-free"),
        };
        section.facts = facts(&visitor, entry);
        if entry.standing.at(visitor.ctx().now()) == Status::Blocked || entry.standing.then == Status::Blocked {
            let here = href(entry.id_type, &entry.hash);
            page.actions.push(Action::new(format!("{here}/unblock"), texts.get("hotlist-unblock")));
        }
    }
    page.sections.push(section);
    let events = timeline::audit(texts, visitor.ctx(), rows, 100);
    Ok(page.history(texts.get("nav-history"), texts.get("registry-history-empty"), events).answer())
}

async fn unblock_page(visitor: &Visitor, entry: &Entry, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let back = href(entry.id_type, &entry.hash);
    let title = "hotlist-unblock-title";
    let mut p = frame(visitor, texts.plain(title)).await?.with_errors(form);
    p.crumbs.push(crate::frame::Crumb { href: back.clone(), label: name(entry) });
    let mut effects = vec![texts.get("hotlist-unblock-effect")];
    if entry.origin == Origin::Partner.as_str() {
        effects.push(texts.get("hotlist-unblock-partner"));
    }
    if visitor.app().settings().approvals.two_person.iter().any(|word| word == "unhotlist") {
        effects.push(texts.get("two-admins-notice"));
    }
    let page = EffectsPage {
        p,
        title: texts.get(title),
        name: Html::trusted(format!("{} {}", kind(texts, entry.id_type), name(entry))),
        words: texts.get("hotlist-unblock-words"),
        effects,
        obstacles: Vec::new(),
        action: format!("{back}/unblock"),
        controls: vec![
            form.control(texts, "until", "hotlist-unblock-from").hint("hotlist-unblock-from-hint").day().optional(),
            form.control(texts, "reason", "danger-reason").hint("hotlist-reason-hint").area(3),
        ],
        submit: texts.get("hotlist-unblock-send"),
        is_danger: true,
        back,
        back_label: texts.get("hotlist-unblock-keep"),
    };
    Ok(page.answer(form))
}

/// `GET /portal/hotlist/entries/{type}/{hash}/unblock`
pub async fn ask_unblock(visitor: Visitor, Path((id_type, hash)): Path<(String, String)>) -> Answer {
    keeper(&visitor)?;
    let (id_type, hash) = key(&id_type, &hash)?;
    let entry = find(&visitor, id_type, &hash).await?.ok_or(Fault::NotFound)?;
    unblock_page(&visitor, &entry, &Form::default()).await
}

/// `POST /portal/hotlist/entries/{type}/{hash}/unblock`
pub async fn unblock(
    visitor: Visitor,
    Path((id_type, hash)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    keeper(&visitor)?;
    let (id_type, hash) = key(&id_type, &hash)?;
    let entry = find(&visitor, id_type, &hash).await?.ok_or(Fault::NotFound)?;
    let texts = visitor.texts();
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    let until = day_or_never(&visitor, &mut form);
    if form.is_right() {
        let reason = form.given("reason");
        let ended = hotlist::unblock_entry(visitor.app(), visitor.ctx(), &entry, until, reason.as_deref()).await;
        if waits(&ended) {
            return Ok(visitor.done(&href(id_type, &hash), "two-admins-wait", &[]));
        }
        let field = |refusal: &pms_domain::Refusal| {
            if std::ptr::eq(refusal.entry, &catalogue::HOTLIST_EXPIRY) { "until" } else { "" }
        };
        if into_form(texts, &mut form, ended, field)?.is_some() {
            let for_good = entry.standing == (Standing { then: Status::Unblocked, until }) || until.is_none();
            let key = if for_good { "hotlist-unblocked" } else { "hotlist-unblock-set" };
            return Ok(visitor.done(&href(id_type, &hash), key, &[]));
        }
    }
    unblock_page(&visitor, &entry, &form).await
}
