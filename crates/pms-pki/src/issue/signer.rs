//! Signing keys.

use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer as DigestSigner;
use zeroize::Zeroizing;

/// Bits of a generated RSA key.
const RSA_BITS: u32 = 2048;

/// Why a key cannot be used. What a library or a device said about it belongs to nobody's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignerError {
    /// The key cannot be read, or is not an RSA key of at least 2048 bits.
    #[error("not a usable RSA private key")]
    UnusableKey,
    /// The key exists, but making the signature failed.
    #[error("the signature could not be made")]
    SigningFailed,
    /// The device that holds the key does not answer, or refuses.
    #[error("the device that holds the key does not answer")]
    Unavailable,
    /// No key could be generated.
    #[error("no key could be generated")]
    GenerationFailed,
}

/// Something that signs with one RSA key: in software here, in an HSM elsewhere. It is given the whole data, so the key never has to leave
/// its place.
pub trait Signer: Send + Sync {
    /// The public key as SubjectPublicKeyInfo in DER.
    fn spki_der(&self) -> &[u8];

    /// The signature over `data`: RSASSA-PKCS1-v1_5 with SHA-256.
    ///
    /// # Errors
    /// [`SignerError`].
    fn sign_sha256_rsa(&self, data: &[u8]) -> Result<Vec<u8>, SignerError>;

    /// Whether its signatures are verified before they are given out, so that nobody needs to do it again. A device's are not.
    fn verifies_itself(&self) -> bool {
        false
    }
}

/// A private key as PKCS#8 in DER. It is wiped when dropped and cannot be printed.
#[derive(Clone)]
pub struct PrivateKeyDer(Zeroizing<Vec<u8>>);

impl PrivateKeyDer {
    /// Takes PKCS#8 bytes, from a key store that has just unwrapped them.
    pub fn new(pkcs8: Vec<u8>) -> Self {
        Self(Zeroizing::new(pkcs8))
    }

    /// The bytes, for wrapping. Copies are the caller's to wipe.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

/// A key held in this process. OpenSSL wipes its copy when it is dropped.
pub struct SoftwareSigner {
    key: PKey<Private>,
    spki: Vec<u8>,
}

impl SoftwareSigner {
    /// Reads a key.
    ///
    /// # Errors
    /// [`SignerError::UnusableKey`] unless it is an unencrypted PKCS#8 RSA key of at least 2048 bits.
    pub fn from_pkcs8(key: &PrivateKeyDer) -> Result<Self, SignerError> {
        let key = PKey::private_key_from_pkcs8(key.expose()).map_err(|_| SignerError::UnusableKey)?;
        if key.id() != Id::RSA || key.bits() < RSA_BITS {
            return Err(SignerError::UnusableKey);
        }
        let spki = key.public_key_to_der().map_err(|_| SignerError::UnusableKey)?;
        Ok(Self { key, spki })
    }
}

impl Signer for SoftwareSigner {
    fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    fn sign_sha256_rsa(&self, data: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signer =
            DigestSigner::new(MessageDigest::sha256(), &self.key).map_err(|_| SignerError::SigningFailed)?;
        signer.sign_oneshot_to_vec(data).map_err(|_| SignerError::SigningFailed)
    }

    /// OpenSSL checks what it has computed modulo the primes, and computes it again without them where it is wrong.
    fn verifies_itself(&self) -> bool {
        true
    }
}

/// Generates an RSA key of 2048 bits from OpenSSL's random generator.
///
/// # Errors
/// [`SignerError::GenerationFailed`].
pub fn generate_rsa_key() -> Result<PrivateKeyDer, SignerError> {
    let rsa = Rsa::generate(RSA_BITS).map_err(|_| SignerError::GenerationFailed)?;
    let key = PKey::from_rsa(rsa).map_err(|_| SignerError::GenerationFailed)?;
    key.private_key_to_pkcs8().map(PrivateKeyDer::new).map_err(|_| SignerError::GenerationFailed)
}
