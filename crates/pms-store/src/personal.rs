//! Personal data of partners and contacts: as the columns of this database's mode hold it, and as it lies sealed.
//!
//! A row stands sealed exactly when its `email_id_hash` is set: its columns then hold keyed hashes, and the values lie
//! in `x_sealed`.

use pms_domain::text::fold_email;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::keys::Keyring;
use crate::{Mode, Store};

/// Contact data. Personal: never in logs, audit or search.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ContactData {
    pub address: String,
    pub contact_number: String,
    pub email: String,
}

/// The same as the columns of a clear database hold it: what is NULL there stays NULL when it was sealed and opened.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Values {
    pub(crate) address: Option<String>,
    pub(crate) contact_number: Option<String>,
    pub(crate) email: Option<String>,
}

impl From<&ContactData> for Values {
    fn from(data: &ContactData) -> Self {
        Self {
            address: Some(data.address.clone()),
            contact_number: Some(data.contact_number.clone()),
            email: Some(data.email.clone()),
        }
    }
}

impl From<Values> for ContactData {
    fn from(values: Values) -> Self {
        Self {
            address: values.address.unwrap_or_default(),
            contact_number: values.contact_number.unwrap_or_default(),
            email: values.email.unwrap_or_default(),
        }
    }
}

/// The four columns as they stand in a row.
#[derive(Clone, Default, FromRow)]
pub(crate) struct Columns {
    pub(crate) address: Option<String>,
    pub(crate) contact_no: Option<String>,
    pub(crate) email_id: Option<String>,
    pub(crate) email_id_hash: Option<String>,
}

impl Columns {
    /// What a clear row says.
    pub(crate) fn into_values(self) -> Values {
        Values { address: self.address, contact_number: self.contact_no, email: self.email_id }
    }

    pub(crate) fn clear(values: &Values) -> Self {
        Self {
            address: values.address.clone(),
            contact_no: values.contact_number.clone(),
            email_id: values.email.clone(),
            email_id_hash: None,
        }
    }

    /// The columns of a partner, or of its history.
    pub(crate) fn of_partner(store: &Store, values: &Values) -> Self {
        match store.mode() {
            Mode::Clear => Self::clear(values),
            Mode::Sealed => Self::hashed(store.keys(), values, "partner", None),
        }
    }

    /// The columns of a contact.
    pub(crate) fn of_contact(store: &Store, id: &str, values: &Values) -> Self {
        match store.mode() {
            Mode::Clear => Self::clear(values),
            Mode::Sealed => Self::hashed(store.keys(), values, "contact", Some(id)),
        }
    }

    /// A telephone number is bound to its contact: two contacts of one office may share one.
    fn hashed(keys: &Keyring, values: &Values, of: &str, contact: Option<&str>) -> Self {
        let email = fold_email(values.email.as_deref().unwrap_or_default());
        let kind = |name: &str| format!("{of}.{name}");
        Self {
            address: values.address.as_deref().map(|address| keys.column(&kind("address"), address)),
            contact_no: values.contact_number.as_deref().map(|number| match contact {
                Some(id) => keys.column(&kind("phone"), &format!("{id} {number}")),
                None => keys.column(&kind("phone"), number),
            }),
            email_id: values.email.as_ref().map(|_| keys.column(&kind("email"), &email)),
            email_id_hash: Some(keys.token(&kind("email"), &email)),
        }
    }
}
