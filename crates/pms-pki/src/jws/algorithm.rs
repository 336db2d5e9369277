//! The signature algorithms of JWS that can be allowed (RFC 7518 §3.1, RFC 8037).

use std::str::FromStr;

use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::md::{Md, MdRef};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKeyRef, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::sha::{sha384, sha512};
use openssl::sign::{RsaPssSaltlen, Verifier};

use super::JwsError;

/// Sizes of an RSA key, bits: shorter ones are weak, longer ones only slow.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;

/// An algorithm. There is no `none` and nothing with a shared key: they cannot be allowed by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JwsAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what MOSIP uses.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl JwsAlgorithm {
    /// All that can be allowed.
    pub const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// Its name in a header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The curve and the bytes of one of its numbers, where it is one of curves.
    const fn curve(self) -> Option<(Nid, usize)> {
        match self {
            Self::Es256 => Some((Nid::X9_62_PRIME256V1, 32)),
            Self::Es384 => Some((Nid::SECP384R1, 48)),
            _ => None,
        }
    }

    /// Whether a key is of this algorithm's kind and strong enough.
    fn suits(self, key: &PKeyRef<Public>) -> Result<(), JwsError> {
        let kind = match self {
            Self::EdDsa => key.id() == Id::ED25519,
            Self::Es256 | Self::Es384 => {
                let curve = key.ec_key().ok().and_then(|key| key.group().curve_name());
                curve.is_some() && curve == self.curve().map(|(nid, _)| nid)
            }
            Self::Rs256 | Self::Rs384 | Self::Rs512 => key.id() == Id::RSA,
            Self::Ps256 | Self::Ps384 | Self::Ps512 => matches!(key.id(), Id::RSA | Id::RSA_PSS),
        };
        if !kind {
            return Err(JwsError::KeyKind);
        }
        if matches!(key.id(), Id::RSA | Id::RSA_PSS) && !RSA_BITS.contains(&key.bits()) {
            return Err(JwsError::KeySize);
        }
        Ok(())
    }

    /// Verifies `signature` over `signed`, whose SHA-256 is `sha256`.
    pub(super) fn verify(
        self,
        key: &PKeyRef<Public>,
        signed: &[u8],
        sha256: &[u8; 32],
        signature: &[u8],
    ) -> Result<(), JwsError> {
        self.suits(key)?;
        let outcome = match self {
            Self::EdDsa => {
                Verifier::new_without_digest(key).and_then(|mut verifier| verifier.verify_oneshot(signature, signed))
            }
            Self::Rs256 | Self::Ps256 | Self::Es256 => self.verifies(key, sha256, Md::sha256(), signature),
            Self::Rs384 | Self::Ps384 | Self::Es384 => self.verifies(key, &sha384(signed), Md::sha384(), signature),
            Self::Rs512 | Self::Ps512 => self.verifies(key, &sha512(signed), Md::sha512(), signature),
        };
        match outcome {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(JwsError::Signature),
        }
    }

    fn verifies(self, key: &PKeyRef<Public>, digest: &[u8], md: &MdRef, signature: &[u8]) -> Result<bool, ErrorStack> {
        let mut context = PkeyCtx::new(key)?;
        context.verify_init()?;
        match self {
            Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                context.set_rsa_padding(Padding::PKCS1_PSS)?;
                context.set_signature_md(md)?;
                context.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
            }
            Self::Rs256 | Self::Rs384 | Self::Rs512 => {
                context.set_rsa_padding(Padding::PKCS1)?;
                context.set_signature_md(md)?;
            }
            _ => context.set_signature_md(md)?,
        }
        let Some((_, width)) = self.curve() else { return context.verify(digest, signature) };
        // A JWS has the two numbers side by side, OpenSSL wants them in DER (RFC 7518 §3.4).
        if signature.len() != 2 * width {
            return Ok(false);
        }
        let (r, s) = signature.split_at(width);
        let numbers = EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?;
        context.verify(digest, &numbers.to_der()?)
    }
}

impl FromStr for JwsAlgorithm {
    type Err = JwsError;

    /// Reads the name of a header, letter for letter.
    ///
    /// # Errors
    /// [`JwsError::Algorithm`] for any other text.
    fn from_str(name: &str) -> Result<Self, JwsError> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name).ok_or(JwsError::Algorithm)
    }
}
