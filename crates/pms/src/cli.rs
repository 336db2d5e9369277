//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Partner management for a MOSIP-based national ID system.
#[derive(Parser)]
#[command(name = "pms", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// Configuration file (TOML).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Directory of the embedded database, keys and mail box.
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    pub data_dir: PathBuf,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Start the server.
    Serve {
        /// Address and port to listen on.
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Bring the database's schema up to date.
    Migrate {
        /// Take over a mosip_pms database of the Java services (1.2.0.1 to 1.3.0) in place. Make a backup first.
        #[arg(long)]
        adopt: bool,
    },
    /// Accounts of people.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Service clients.
    #[command(subcommand)]
    Client(ClientCommand),
    /// Keys and the master key.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// The platform's certificate authorities.
    #[command(subcommand)]
    Ca(CaCommand),
    /// Load example or stock data.
    #[command(subcommand)]
    Seed(SeedCommand),
    /// The audit trail.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Look for what is wrong, and say what to do.
    Doctor,
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Add an account; its e-mail address counts as verified.
    Add(AccountAdd),
    /// List all accounts: name, state, roles, e-mail address; one a line, separated by tabs.
    List,
    /// Refuse an account from now on: its sessions end, its tokens and its password stop working.
    Disable { name: String },
    /// Let a disabled account in again.
    Enable { name: String },
    /// Grant roles and take them back. A role taken back ends the account's sessions.
    Role(RoleChange),
    /// Take the second factor from an account whose owner has lost it; its sessions end.
    ResetSecondFactor { name: String },
    /// Set the password of an account; its sessions end.
    Password {
        name: String,
        /// Read the password from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

#[derive(Args)]
pub struct RoleChange {
    /// User name of the account, or id of the client.
    pub name: String,
    /// Role to grant; may be given several times.
    #[arg(long = "grant", value_name = "ROLE", required_unless_present = "revoke")]
    pub grant: Vec<String>,
    /// Role to take back; may be given several times.
    #[arg(long = "revoke", value_name = "ROLE")]
    pub revoke: Vec<String>,
}

#[derive(Args)]
pub struct AccountAdd {
    /// User name.
    pub name: String,
    /// E-mail address.
    #[arg(long)]
    pub email: String,
    /// Role to grant; may be given several times.
    #[arg(long = "role", value_name = "ROLE")]
    pub roles: Vec<String>,
    /// Read the password from standard input. Without it a mail tells the person how to set one.
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Subcommand)]
pub enum ClientCommand {
    /// Add a service client and print its secret once.
    Add {
        name: String,
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        /// Where the client may be returned to (authorization code); may be given several times.
        #[arg(long = "redirect-uri", value_name = "URI")]
        redirect_uris: Vec<String>,
        /// MISP whose uses the client may tell of (POST /v1/partnermanager/transactions).
        #[arg(long, value_name = "ID")]
        misp: Option<String>,
    },
    /// Bind a client to the MISP whose uses it may tell of, in the place of the one before.
    Bind {
        /// Id of the client; with an issuer, the subject of its tokens.
        name: String,
        #[arg(long, value_name = "ID")]
        misp: String,
        /// Issuer of the client's tokens, where it is an external identity provider.
        #[arg(long, value_name = "URL")]
        issuer: Option<String>,
    },
    /// Make a new secret and print it once; the old one ends.
    Secret { name: String },
    /// List all service clients: id, state, roles, redirect addresses; one a line, separated by tabs.
    List,
    /// Refuse a client from now on, with every token it has.
    Disable { name: String },
    /// Let a disabled client in again; tokens of before stay refused.
    Enable { name: String },
    /// Grant roles to a client's service account and take them back.
    Role(RoleChange),
}

#[derive(Subcommand)]
pub enum KeysCommand {
    /// List keys without their values.
    Status,
    /// Wrap all keys under a new master key.
    Rewrap {
        /// File with the new master key.
        #[arg(long, value_name = "FILE")]
        new_master_key_file: PathBuf,
    },
    /// Write a recovery bundle: all keys, wrapped, with the facts needed to restore them.
    Export {
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Replace a key by a new one. Running servers take it over.
    #[command(subcommand)]
    Rotate(RotateCommand),
    /// Seal keys and contact data (mode sealed).
    Seal,
    /// Write keys and contact data in clear, for the Java services (mode clear).
    Unseal,
}

#[derive(Subcommand)]
pub enum RotateCommand {
    /// The key that signs tokens. The one before verifies until the last token that it signed has expired.
    Token,
}

#[derive(Subcommand)]
pub enum CaCommand {
    /// Choose a ROOT that is kept offline, before the first start: writes one certificate request for each issuing CA.
    Init {
        /// Folder for the requests; it is made where it is missing.
        #[arg(long, value_name = "DIR")]
        offline_root: PathBuf,
    },
    /// Take the certificates that an offline ROOT has signed, and its own (PEM, DER or p7b). All are stored, or none.
    Import {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// List the keys: generation, place, subject, serial number, validity, days until the next one, partner certificates.
    Status {
        #[arg(long)]
        json: bool,
    },
    /// Make the next generation; the former one stays trusted until its end. Without a name: of all that is due.
    Rotate {
        /// AUTH, DEVICE, FTM or MISP; may be given several times.
        #[arg(long = "domain", value_name = "DOMAIN", conflicts_with = "root")]
        domains: Vec<String>,
        /// ROOT, and the issuing CAs below it.
        #[arg(long)]
        root: bool,
        /// Folder for the requests, where ROOT is kept offline.
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// The key of an issuing CA is in wrong hands: distrust it at once and sign all partner certificates anew. May be repeated
    /// until it is finished; servers go on meanwhile.
    Rekey {
        /// AUTH, DEVICE, FTM or MISP; may be given several times. Without it: all.
        #[arg(long = "domain", value_name = "DOMAIN")]
        domains: Vec<String>,
        /// The key of ROOT itself: another ROOT and other issuing CAs take over. Of an offline one, the next has to be imported before.
        #[arg(long, conflicts_with = "domains")]
        root: bool,
    },
    /// Write the public certificates (PEM) and chains (p7b) into a folder.
    Export {
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum SeedCommand {
    /// The stock policy groups, partners, policies, links and API keys of a MOSIP deployment.
    Mosip {
        /// Gives the API keys the values that MOSIP publishes, for scripts that name them. Never in production.
        #[arg(long)]
        stock_keys: bool,
    },
}

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check the chain and the seals; names the first record that does not fit.
    Verify {
        /// File with seals; once for each file (default: the configured sink of this process).
        #[arg(long, value_name = "FILE")]
        seals: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
pub enum ConfigCommand {
    /// Print the configuration in force, without secrets.
    Print,
    /// Check the configuration.
    Check,
}
