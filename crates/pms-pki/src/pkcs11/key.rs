//! Keys that stay in a token.

use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use openssl::bn::BigNum;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::sha::sha256;
use zeroize::Zeroize as _;

use super::desk::{Desk, Open, Signing, Trouble};
use super::{Fault, Token};
use crate::issue::{Signer, SignerError};

const MODULUS_BITS: u64 = 2048;
const PUBLIC_EXPONENT: [u8; 3] = [1, 0, 1];

/// `DigestInfo` of SHA-256 up to the hash (RFC 8017 §9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// What goes to a token in one call; devices take only so much at once.
const PIECE: usize = 8 * 1024;

/// An RSA key of a token. It is found in the token when it is needed.
#[derive(Clone)]
pub struct TokenKey {
    token: Token,
    label: String,
    spki: Vec<u8>,
}

/// What a token says of a private key. `None`: it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFacts {
    /// CKA_SENSITIVE.
    pub sensitive: Option<bool>,
    /// CKA_EXTRACTABLE.
    pub extractable: Option<bool>,
    /// CKA_ALWAYS_SENSITIVE.
    pub always_sensitive: Option<bool>,
    /// CKA_NEVER_EXTRACTABLE.
    pub never_extractable: Option<bool>,
    /// CKA_SIGN.
    pub signs: Option<bool>,
    /// CKA_DECRYPT.
    pub decrypts: Option<bool>,
    /// Whether the token gave a secret part (private exponent, primes) when it was asked for it.
    pub is_readable: bool,
}

impl KeyFacts {
    /// Whether the key cannot leave the token.
    pub fn is_protected(&self) -> bool {
        self.sensitive == Some(true) && self.extractable == Some(false) && !self.is_readable
    }
}

impl TokenKey {
    pub(super) fn new(token: Token, label: String, spki: Vec<u8>) -> Self {
        Self { token, label, spki }
    }

    /// CKA_LABEL.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The token that holds it.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// The signature over `data`: RSASSA-PKCS1-v1_5 with SHA-256. Nobody has verified it.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Fault> {
        let (key, data) = (self.clone_name(), data.to_owned());
        self.token.ask(move |desk| {
            let open = desk.open()?;
            let handle = key.handle(open)?;
            match open.signing {
                Signing::Sha256RsaPkcs => in_pieces(&open.session, handle, &data),
                Signing::RsaPkcs => {
                    let info = [SHA256_DIGEST_INFO.as_slice(), &sha256(&data)].concat();
                    Ok(open.session.sign(&Mechanism::RsaPkcs, handle, &info)?)
                }
            }
        })
    }

    /// What the token says of it.
    ///
    /// # Errors
    /// [`Fault`]; [`Fault::NoKey`] and [`Fault::OtherKey`] when it is not there.
    pub fn facts(&self) -> Result<KeyFacts, Fault> {
        let key = self.clone_name();
        self.token.ask(move |desk| {
            let open = desk.open()?;
            // Looked for, not remembered: it may have been destroyed meanwhile.
            open.keys.clear();
            let handle = key.handle(open)?;
            facts(&open.session, handle)
        })
    }

    /// Destroys both halves. A key that is not there is destroyed already.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn destroy(&self) -> Result<(), Fault> {
        let key = self.clone_name();
        self.token.ask(move |desk| {
            let open = desk.open()?;
            open.keys.clear();
            let session = open.module.open_rw_session(open.slot)?;
            for private in private_keys(&session, &key.label)? {
                if public_half(&session, private)?.as_ref() == Some(&key.spki) {
                    for public in public_objects(&session, private)? {
                        session.destroy_object(public)?;
                    }
                    session.destroy_object(private)?;
                }
            }
            Ok(())
        })
    }

    fn clone_name(&self) -> Name {
        Name { label: self.label.clone(), spki: self.spki.clone() }
    }
}

impl Signer for TokenKey {
    fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    fn sign_sha256_rsa(&self, data: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.sign(data).map_err(|fault| SignerError::from(&fault))
    }
}

/// What a key is known by.
struct Name {
    label: String,
    spki: Vec<u8>,
}

impl Name {
    fn handle(&self, open: &mut Open) -> Result<ObjectHandle, Trouble> {
        let name = (self.label.clone(), self.spki.clone());
        if let Some(handle) = open.keys.get(&name) {
            return Ok(*handle);
        }
        let candidates = private_keys(&open.session, &self.label)?;
        let none = candidates.is_empty();
        for candidate in candidates {
            if public_half(&open.session, candidate)?.as_ref() == Some(&self.spki) {
                open.keys.insert(name, candidate);
                return Ok(candidate);
            }
        }
        Err(if none { Fault::NoKey(self.label.clone()) } else { Fault::OtherKey(self.label.clone()) }.into())
    }
}

/// Makes a key. Answers its public half.
pub(super) fn generate(desk: &mut Desk, label: &str, id: &[u8]) -> Result<Vec<u8>, Trouble> {
    let open = desk.open()?;
    let session = open.module.open_rw_session(open.slot)?;
    let name = || [Attribute::Token(true), Attribute::Label(label.into()), Attribute::Id(id.to_owned())];
    let public = [
        Attribute::ModulusBits(MODULUS_BITS.into()),
        Attribute::PublicExponent(PUBLIC_EXPONENT.to_vec()),
        Attribute::Verify(true),
        Attribute::Encrypt(false),
        Attribute::Wrap(false),
    ];
    let private = [
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
    ];
    let public = [name().as_slice(), &public].concat();
    let private = [name().as_slice(), &private].concat();
    let (public, private) = session.generate_key_pair(&Mechanism::RsaPkcsKeyPairGen, &public, &private)?;
    let made = judge(&session, public, private);
    if made.is_err() {
        // What is not as asked must not be found later.
        session.destroy_object(private)?;
        session.destroy_object(public)?;
    }
    made
}

/// Whether a key that was just made is what was asked for.
fn judge(session: &Session, public: ObjectHandle, private: ObjectHandle) -> Result<Vec<u8>, Trouble> {
    if !facts(session, private)?.is_protected() {
        return Err(Fault::NotProtected.into());
    }
    public_from(session, public)?.ok_or_else(|| Fault::NotProtected.into())
}

/// The public halves of the private keys of a label.
pub(super) fn public_halves(desk: &mut Desk, label: &str) -> Result<Vec<Vec<u8>>, Trouble> {
    let open = desk.open()?;
    let mut found = Vec::new();
    for private in private_keys(&open.session, label)? {
        found.extend(public_half(&open.session, private)?);
    }
    Ok(found)
}

fn private_keys(session: &Session, label: &str) -> Result<Vec<ObjectHandle>, Trouble> {
    let wanted = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(KeyType::RSA),
        Attribute::Token(true),
        Attribute::Label(label.into()),
    ];
    Ok(session.find_objects(&wanted)?)
}

/// The public objects that belong to a private one: those with its CKA_ID and its public half.
fn public_objects(session: &Session, private: ObjectHandle) -> Result<Vec<ObjectHandle>, Trouble> {
    let wanted = public_half(session, private)?;
    let mut found = Vec::new();
    for public in with_its_id(session, private)? {
        if public_from(session, public)? == wanted {
            found.push(public);
        }
    }
    Ok(found)
}

fn with_its_id(session: &Session, private: ObjectHandle) -> Result<Vec<ObjectHandle>, Trouble> {
    let id = session.get_attributes(private, &[AttributeType::Id])?.into_iter().find_map(|attribute| match attribute {
        Attribute::Id(id) if !id.is_empty() => Some(id),
        _ => None,
    });
    let Some(id) = id else { return Ok(Vec::new()) };
    let wanted = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::KeyType(KeyType::RSA), Attribute::Id(id)];
    Ok(session.find_objects(&wanted)?)
}

/// The public half of a private key. Tokens that do not keep the public exponent with it have it in the public object.
fn public_half(session: &Session, private: ObjectHandle) -> Result<Option<Vec<u8>>, Trouble> {
    if let Some(found) = public_from(session, private)? {
        return Ok(Some(found));
    }
    match with_its_id(session, private)?.as_slice() {
        [public] => public_from(session, *public),
        _ => Ok(None),
    }
}

/// SubjectPublicKeyInfo in DER from an object's modulus and exponent; `None` when it lacks them, or is shorter than 2048 bits.
fn public_from(session: &Session, object: ObjectHandle) -> Result<Option<Vec<u8>>, Trouble> {
    let (mut modulus, mut exponent) = (None, None);
    for attribute in session.get_attributes(object, &[AttributeType::Modulus, AttributeType::PublicExponent])? {
        match attribute {
            Attribute::Modulus(bytes) if !bytes.is_empty() => modulus = Some(bytes),
            Attribute::PublicExponent(bytes) if !bytes.is_empty() => exponent = Some(bytes),
            _ => {}
        }
    }
    Ok(modulus.zip(exponent).and_then(|(modulus, exponent)| spki(&modulus, &exponent)))
}

fn spki(modulus: &[u8], exponent: &[u8]) -> Option<Vec<u8>> {
    let key =
        Rsa::from_public_components(BigNum::from_slice(modulus).ok()?, BigNum::from_slice(exponent).ok()?).ok()?;
    let key = PKey::from_rsa(key).ok()?;
    (u64::from(key.bits()) >= MODULUS_BITS).then(|| key.public_key_to_der().ok()).flatten()
}

fn facts(session: &Session, private: ObjectHandle) -> Result<KeyFacts, Trouble> {
    let mut facts = KeyFacts {
        sensitive: None,
        extractable: None,
        always_sensitive: None,
        never_extractable: None,
        signs: None,
        decrypts: None,
        is_readable: false,
    };
    let asked = [
        AttributeType::Sensitive,
        AttributeType::Extractable,
        AttributeType::AlwaysSensitive,
        AttributeType::NeverExtractable,
        AttributeType::Sign,
        AttributeType::Decrypt,
    ];
    for attribute in session.get_attributes(private, &asked)? {
        match attribute {
            Attribute::Sensitive(is) => facts.sensitive = Some(is),
            Attribute::Extractable(is) => facts.extractable = Some(is),
            Attribute::AlwaysSensitive(is) => facts.always_sensitive = Some(is),
            Attribute::NeverExtractable(is) => facts.never_extractable = Some(is),
            Attribute::Sign(is) => facts.signs = Some(is),
            Attribute::Decrypt(is) => facts.decrypts = Some(is),
            _ => {}
        }
    }
    facts.is_readable = is_readable(session, private)?;
    Ok(facts)
}

/// Asks for the secret parts one by one. What comes is wiped.
fn is_readable(session: &Session, private: ObjectHandle) -> Result<bool, Trouble> {
    let mut readable = false;
    for part in [AttributeType::PrivateExponent, AttributeType::Prime1, AttributeType::Prime2] {
        for attribute in session.get_attributes(private, &[part])? {
            if let Attribute::PrivateExponent(mut bytes) | Attribute::Prime1(mut bytes) | Attribute::Prime2(mut bytes) =
                attribute
            {
                readable |= !bytes.is_empty();
                bytes.zeroize();
            }
        }
    }
    Ok(readable)
}

/// Signs with the token's own hash: what is short in one call, a long revocation list piece by piece.
fn in_pieces(session: &Session, key: ObjectHandle, data: &[u8]) -> Result<Vec<u8>, Trouble> {
    if data.len() <= PIECE {
        return Ok(session.sign(&Mechanism::Sha256RsaPkcs, key, data)?);
    }
    session.sign_init(&Mechanism::Sha256RsaPkcs, key)?;
    for piece in data.chunks(PIECE) {
        session.sign_update(piece)?;
    }
    Ok(session.sign_final()?)
}
