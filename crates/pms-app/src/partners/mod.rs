//! Partners: register, read, change, decide on their standing.

mod checklist;
mod contacts;
mod lists;
pub(crate) mod mails;
mod manage;
mod members;
mod read;
mod register;
mod rename;

pub use checklist::{Checklist, Step, StepKind, StepState, checklist};
pub use contacts::{
    ContactInput, Saved, add_contact, contacts, edit_contact, list_contacts, remove_contact, send_contact_code,
    verify_contact,
};
pub use lists::{
    AdminPartnerFilter, AdminPartnerRow, PageWish, admin_list, filter_values, search, search_types, type_filter,
};
pub(crate) use lists::{FILTER_VALUES, column};
pub(crate) use manage::{CASCADE, reactivate_in, settle};
pub use manage::{PartnerUpdate, choose_policy_group, correct_email, reactivate, reopen, set_status, update};
pub use members::{Member, members, remove_member, set_member_role};
pub use read::{
    EmailCheck, OwnFilter, PartnerView, admin_get, email_verify, get, list_run, own, own_with, owner_name, read,
    registrations, timeline,
};
pub use register::{Invite, Registered, Registration, admin_create, register};
pub(crate) use register::{check_visible, insert_in, or_who_was_faster, prepare};
pub(crate) use rename::rename_in;
pub use rename::{RenameAsked, request_rename};
