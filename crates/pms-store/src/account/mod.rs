//! Accounts, sessions, one-time codes, invitations, clients: everything `pms-identity` stores.
