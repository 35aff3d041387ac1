//! Certificates that one's own authority signs: the key, the certificate and the authority's, in one
//! text of PEM, as servers take it.

use std::time::{Duration, UNIX_EPOCH};

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, Issuer, KeyPair, KeyUsagePurpose,
    SerialNumber,
};
use zeroize::Zeroizing;

use super::{From, Minted, settings};
use crate::error::{Error, Result};
use crate::fsx;
use crate::secrets::rotation::policy::Policy;

/// Clocks are not all the same.
const BACKDATED: Duration = Duration::from_secs(3600);

struct How {
    names: Vec<String>,
    authority: String,
    days: u64,
}

fn how(policy: &Policy) -> std::result::Result<How, String> {
    let settings = settings(policy, &["caKey", "caCert", "names", "days"])?;
    settings.needed("caKey")?;
    let names = settings.texts("names")?;
    if names.is_empty() {
        return Err("`rotate.generator` needs `names`: what the certificate is for".to_owned());
    }
    let days = settings.number("days", 1..=3650, 90)?;
    Ok(How { names, authority: settings.needed("caCert")?, days })
}

pub(super) fn check(policy: &Policy) -> std::result::Result<(), String> {
    how(policy).map(drop)
}

pub(super) fn make(policy: &Policy, from: &From<'_>) -> Result<Minted> {
    let How { names, authority, days } = how(policy).map_err(Error::input)?;
    let failed = |what: &str, why: rcgen::Error| {
        Error::input(format!("no certificate can be made for {}: {what}", from.file)).because(why)
    };
    let chain = fsx::read_text(&from.root.join(&authority))?;
    let signing = from.sources.first().and_then(|(_, key)| std::str::from_utf8(key).ok());
    let signing = signing.ok_or_else(|| {
        Error::input(format!("the key of the authority of {} is no text", from.file))
    })?;
    let signing = KeyPair::from_pem(signing)
        .map_err(|why| failed("the key of the authority is none of PKCS #8", why))?;
    let issuer = Issuer::from_ca_cert_pem(&chain, signing)
        .map_err(|why| failed(&format!("{authority} is no certificate"), why))?;
    let key = KeyPair::generate().map_err(|why| failed("no key", why))?;
    let mut wanted =
        CertificateParams::new(names.clone()).map_err(|why| failed("its names are none", why))?;
    if let Some(first) = names.first() {
        wanted.distinguished_name = rcgen::DistinguishedName::new();
        wanted.distinguished_name.push(DnType::CommonName, first.as_str());
    }
    let now = UNIX_EPOCH + Duration::from_secs(from.now);
    wanted.not_before = (now - BACKDATED).into();
    wanted.not_after = (now + Duration::from_secs(days * 86_400)).into();
    wanted.serial_number = Some(SerialNumber::from(serial().to_vec()));
    wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    wanted.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    wanted.use_authority_key_identifier_extension = true;
    let leaf =
        wanted.signed_by(&key, &issuer).map_err(|why| failed("it could not be signed", why))?;
    let private = Zeroizing::new(key.serialize_pem());
    let mut value = Zeroizing::new(Vec::with_capacity(private.len() + 8192 + chain.len()));
    let public = leaf.pem();
    for part in [private.as_str(), public.as_str(), chain.as_str()] {
        value.extend_from_slice(part.trim_end().as_bytes());
        value.push(b'\n');
    }
    Ok(Minted { value, public: Some(public) })
}

/// Positive, and never the same twice.
fn serial() -> [u8; 16] {
    let mut serial: [u8; 16] = rand::random();
    serial[0] = (serial[0] & 0x7f) | 0x40;
    serial
}
