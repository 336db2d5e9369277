//! Uploads as people bring them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::pkcs12::Pkcs12;
use openssl::symm::Cipher;
use openssl::x509::X509ReqBuilder;
use pms_pki::p7b::{encode, encode_text};
use pms_pki::parse::portal::{UploadError, UploadForm, read};
use pms_pki::parse::{MAX_CERTIFICATES, MAX_UPLOAD_BYTES};
use pms_pki::{Certificate, KerError};

use super::p7b::indefinite;
use super::support::*;

fn chain() -> [Certificate; 2] {
    [ca().intermediate.certificate(), ca().root.certificate()]
}

fn pem_chain() -> String {
    chain().iter().map(Certificate::to_pem).collect()
}

#[test]
fn every_form_is_read() {
    let chain = chain();
    let der = chain[0].der().to_vec();
    let p7b = encode(&chain);
    let wrapped: String = STANDARD
        .encode(&p7b)
        .as_bytes()
        .chunks(76)
        .map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap()))
        .collect();
    let mut latin1 = b"Autorit\xe9\n".to_vec();
    latin1.extend_from_slice(pem_chain().as_bytes());
    for (what, bytes, form, count) in [
        ("PEM", pem_chain().into_bytes(), UploadForm::Pem, 2),
        ("PEM with CRLF", pem_chain().replace('\n', "\r\n").into_bytes(), UploadForm::Pem, 2),
        ("PEM pasted into one line", pem_chain().replace('\n', " ").into_bytes(), UploadForm::Pem, 2),
        ("PEM with a byte order mark", format!("\u{feff}{}", pem_chain()).into_bytes(), UploadForm::Pem, 2),
        ("PEM with a Latin-1 comment", latin1, UploadForm::Pem, 2),
        (
            "PEM beside a request's public key",
            format!("{}{}", chain[0].to_pem(), public_pem()).into_bytes(),
            UploadForm::Pem,
            1,
        ),
        ("DER", der.clone(), UploadForm::Der, 1),
        ("p7b", p7b.clone(), UploadForm::Pkcs7, 2),
        ("BER p7b", indefinite(&chain), UploadForm::Pkcs7, 2),
        ("PEM p7b", encode_text(&chain).into_bytes(), UploadForm::Pem, 2),
        ("base64 of DER", STANDARD.encode(&der).into_bytes(), UploadForm::Der, 1),
        ("base64 of p7b in lines", wrapped.into_bytes(), UploadForm::Pkcs7, 2),
        ("base64url of p7b", URL_SAFE_NO_PAD.encode(&p7b).into_bytes(), UploadForm::Pkcs7, 2),
        ("base64 of PEM", STANDARD.encode(pem_chain()).into_bytes(), UploadForm::Pem, 2),
    ] {
        let upload = read(&bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((upload.form, upload.certificates.len()), (form, count), "{what}");
        assert_eq!(upload.certificates[0], chain[0], "{what}");
    }
}

#[test]
fn each_certificate_stands_before_its_issuer_whatever_the_order_of_the_file() {
    let [intermediate, root] = chain();
    let leaf = Make::new("C=IN/O=ACME/CN=acme", rsa(2)).by(&ca().intermediate).make().certificate();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let all = [&leaf, &intermediate, &root];
        let bytes: String = order.map(|at| all[at].to_pem()).concat();
        let upload = read(bytes.as_bytes()).unwrap();
        assert_eq!(upload.certificates, [leaf.clone(), intermediate.clone(), root.clone()], "{order:?}");
    }
}

fn public_pem() -> String {
    String::from_utf8(rsa(2).public_key_to_pem().unwrap()).unwrap()
}

#[test]
fn private_keys_are_found_before_anything_else() {
    let key = rsa(2);
    let pkcs8 = key.private_key_to_pkcs8().unwrap();
    let pkcs1 = key.rsa().unwrap().private_key_to_der().unwrap();
    let sec1 = p256().ec_key().unwrap().private_key_to_der().unwrap();
    let pem = String::from_utf8(key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let cipher = Cipher::aes_256_cbc();
    let sealed = key.private_key_to_pkcs8_passphrase(cipher, b"secret").unwrap();
    let sealed_pem = key.private_key_to_pem_pkcs8_passphrase(cipher, b"secret").unwrap();
    let legacy_pem = key.rsa().unwrap().private_key_to_pem().unwrap();
    let openssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n";
    for (what, bytes) in [
        ("PKCS#8", pkcs8.clone()),
        ("PKCS#1", pkcs1),
        ("SEC1", sec1),
        ("encrypted PKCS#8", sealed),
        ("base64 of PKCS#8", STANDARD.encode(&pkcs8).into_bytes()),
        ("base64url of PKCS#8", URL_SAFE_NO_PAD.encode(&pkcs8).into_bytes()),
        ("PEM", pem.clone().into_bytes()),
        ("encrypted PEM", sealed_pem),
        ("RSA PEM", legacy_pem),
        ("OpenSSH", openssh.as_bytes().to_vec()),
        ("behind a certificate", format!("{}{pem}", pem_chain()).into_bytes()),
        ("before a certificate", format!("{pem}{}", pem_chain()).into_bytes()),
        ("damaged PEM", b"-----BEGIN PRIVATE KEY-----\n!!!".to_vec()),
        ("base64 of PEM", STANDARD.encode(&pem).into_bytes()),
        ("JWK", br#"{"kty":"RSA","n":"x","e":"AQAB","d":"x"}"#.to_vec()),
    ] {
        assert_eq!(read(&bytes).unwrap_err(), UploadError::PrivateKey, "{what}");
    }
    let identity = Make::new("CN=x", rsa(2)).make();
    let mut builder = Pkcs12::builder();
    builder.pkey(&identity.key).cert(&identity.x509);
    let store = builder.build2("secret").unwrap().to_der().unwrap();
    assert_eq!(read(&store).unwrap_err(), UploadError::KeyStore);
    assert_eq!(read(&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]).unwrap_err(), UploadError::KeyStore);
}

#[test]
fn other_files_are_named() {
    let mut builder = X509ReqBuilder::new().unwrap();
    builder.set_pubkey(&rsa(2)).unwrap();
    builder.sign(&rsa(2), openssl::hash::MessageDigest::sha256()).unwrap();
    let request = builder.build();
    let der = ca().root.certificate().der().to_vec();
    let crl = b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n".to_vec();
    for (what, bytes, expected) in [
        ("empty", vec![], UploadError::Empty),
        ("white space", b" \r\n".to_vec(), UploadError::Empty),
        ("request", request.to_der().unwrap(), UploadError::SigningRequest),
        ("request in PEM", request.to_pem().unwrap(), UploadError::SigningRequest),
        ("public key", rsa(2).public_key_to_der().unwrap(), UploadError::PublicKey),
        ("public key in PEM", public_pem().into_bytes(), UploadError::PublicKey),
        ("revocation list", crl, UploadError::RevocationList),
        ("p7b without certificates", encode([]), UploadError::NoCertificate),
        ("PEM p7b without certificates", encode_text([]).into_bytes(), UploadError::NoCertificate),
        ("cut off", der[..der.len() - 5].to_vec(), UploadError::Damaged),
        ("one byte more", [der.as_slice(), b"\0"].concat(), UploadError::Damaged),
        ("PEM cut off", pem_chain().as_bytes()[..300].to_vec(), UploadError::Damaged),
        ("text", b"Dear admin, please find attached".to_vec(), UploadError::Unknown),
        ("binary", vec![0x89, b'P', b'N', b'G', 0, 1, 2, 3], UploadError::Unknown),
        ("too large", vec![b'A'; MAX_UPLOAD_BYTES + 1], UploadError::TooLarge),
    ] {
        assert_eq!(read(&bytes).unwrap_err(), expected, "{what}");
    }
}

#[test]
fn too_many_certificates_are_refused_in_every_form() {
    let one = Make::new("CN=x", p256()).make().certificate();
    let over = vec![one; MAX_CERTIFICATES + 1];
    let pem: String = over.iter().map(Certificate::to_pem).collect();
    assert_eq!(read(pem.as_bytes()).unwrap_err(), UploadError::TooMany);
    assert_eq!(read(&encode(&over)).unwrap_err(), UploadError::TooMany);
    assert_eq!(read(encode_text(&over).as_bytes()).unwrap_err(), UploadError::TooMany);
}

#[test]
fn refusals_have_distinct_names_and_a_wire_error() {
    let all = [
        UploadError::Empty,
        UploadError::TooLarge,
        UploadError::PrivateKey,
        UploadError::KeyStore,
        UploadError::SigningRequest,
        UploadError::PublicKey,
        UploadError::RevocationList,
        UploadError::TooMany,
        UploadError::NoCertificate,
        UploadError::Damaged,
        UploadError::Unknown,
    ];
    let keys: std::collections::HashSet<&str> = all.iter().map(|error| error.key()).collect();
    assert_eq!(keys.len(), all.len());
    assert!(all.iter().all(|error| error.ker() == KerError::InvalidCertificate));
}
