//! Tokens that tell by their beginning who gave them out.

use super::{Hit, is_random, run, span, starts_word};
use crate::model::finding::Severity;
use crate::syntax::hir::Span;

/// A kind of token.
pub(super) struct Kind {
    /// How it begins.
    pub(super) beginning: &'static str,
    /// What it is, with an article.
    what: &'static str,
    /// The letters behind the beginning.
    is_letter: fn(u8) -> bool,
    /// How many of them, at least and at most.
    letters: (usize, usize),
    /// What shows that it is one.
    proof: Proof,
}

/// See [`Kind::proof`].
#[derive(Clone, Copy)]
enum Proof {
    /// The shape alone.
    Shape,
    /// Its last six letters are a checksum.
    Checksum,
    /// A number before it.
    Number,
    /// Parts after so many dashes at least.
    Dashes(usize),
    /// Another text near by: 40 letters that belong to it.
    Partner,
}

const GITHUB: &str = "a token of GitHub";
const SLACK: &str = "a token of Slack";
const TELEGRAM: &str = "a token of a Telegram bot";
const STRIPE: &str = "a key of Stripe";

/// All kinds. GitHub and npm: "Behind GitHub's new authentication token formats", 2021; the others
/// from the documents of each.
pub(super) const KINDS: &[Kind] = &[
    kind("ghp_", GITHUB, is_alphanumeric, (36, 36), Proof::Checksum),
    kind("gho_", GITHUB, is_alphanumeric, (36, 36), Proof::Checksum),
    kind("ghu_", GITHUB, is_alphanumeric, (36, 36), Proof::Checksum),
    kind("ghs_", GITHUB, is_alphanumeric, (36, 36), Proof::Checksum),
    kind("ghr_", GITHUB, is_alphanumeric, (36, 76), Proof::Checksum),
    kind("github_pat_", GITHUB, is_word, (82, 82), Proof::Shape),
    kind("npm_", "a token of npm", is_alphanumeric, (36, 36), Proof::Checksum),
    kind("glpat-", "a token of GitLab", is_url, (20, 64), Proof::Shape),
    kind("glrt-", "a token of a GitLab runner", is_url, (20, 64), Proof::Shape),
    kind("AKIA", "an access key of AWS with its secret", is_upper, (16, 16), Proof::Partner),
    kind("xoxb-", SLACK, is_url, (40, 100), Proof::Dashes(2)),
    kind("xoxp-", SLACK, is_url, (40, 100), Proof::Dashes(2)),
    kind("xapp-", SLACK, is_url, (60, 140), Proof::Dashes(3)),
    kind("hooks.slack.com/services/T", "a hook of Slack", is_path, (40, 50), Proof::Shape),
    kind("tskey-auth-", "a key of Tailscale", is_url, (20, 80), Proof::Dashes(1)),
    kind("tskey-api-", "a key of Tailscale", is_url, (20, 80), Proof::Dashes(1)),
    kind("tskey-client-", "a key of Tailscale", is_url, (20, 80), Proof::Dashes(1)),
    kind(":AAE", TELEGRAM, is_url, (32, 32), Proof::Number),
    kind(":AAF", TELEGRAM, is_url, (32, 32), Proof::Number),
    kind(":AAG", TELEGRAM, is_url, (32, 32), Proof::Number),
    kind(":AAH", TELEGRAM, is_url, (32, 32), Proof::Number),
    kind("sk_live_", STRIPE, is_alphanumeric, (24, 120), Proof::Shape),
    kind("rk_live_", STRIPE, is_alphanumeric, (24, 120), Proof::Shape),
    kind("pypi-AgEIcHlwaS5vcmc", "a token of PyPI", is_url, (60, 300), Proof::Shape),
];

const fn kind(
    beginning: &'static str,
    what: &'static str,
    is_letter: fn(u8) -> bool,
    letters: (usize, usize),
    proof: Proof,
) -> Kind {
    Kind { beginning, what, is_letter, letters, proof }
}

/// Digits of the number of a Telegram bot.
const BOT_DIGITS: std::ops::RangeInclusive<usize> = 8..=12;

/// Bytes around an access key of AWS in which its secret stands.
const NEAR: usize = 300;

/// Letters of that secret.
const AWS_SECRET: usize = 40;

/// Looks at the token that begins at a place.
pub(super) fn token(kind: usize, text: &[u8], at: usize) -> Option<Hit> {
    let kind = KINDS.get(kind)?;
    let body = run(text, at + kind.beginning.len(), kind.is_letter);
    if !(kind.letters.0..=kind.letters.1).contains(&body.len()) || !is_random(body) {
        return None;
    }
    let end = at + kind.beginning.len() + body.len();
    let mut start = at;
    let mut rest = None;
    let severity = match kind.proof {
        Proof::Shape => Severity::Warning,
        Proof::Checksum => has_checksum(body).then_some(Severity::Error)?,
        Proof::Dashes(least) => {
            let dashes = memchr::memchr_iter(b'-', body).count();
            (dashes >= least).then_some(Severity::Warning)?
        }
        Proof::Number => {
            let before = text.get(..at)?;
            let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            start = at - digits;
            BOT_DIGITS.contains(&digits).then_some(Severity::Warning)?
        }
        Proof::Partner => {
            rest = Some(partner(text, at, end)?);
            Severity::Warning
        }
    };
    let begins = starts_word(text, start) || kind.beginning.starts_with("hooks");
    begins.then(|| Hit { span: span(start, end), rest, what: kind.what, severity, is_key: false })
}

/// Whether the last six letters are the CRC-32 of the others, in base 62.
fn has_checksum(body: &[u8]) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((entropy, checksum)) = body.split_last_chunk::<6>() else { return false };
    let value = checksum.iter().try_fold(0_u64, |sum, letter| {
        let digit = DIGITS.iter().position(|digit| digit == letter)?;
        Some(sum * 62 + u64::try_from(digit).ok()?)
    });
    value == Some(u64::from(crc32fast::hash(entropy)))
}

/// The 40 letters of base64 that stand alone near by, where the text speaks of a secret.
fn partner(text: &[u8], start: usize, end: usize) -> Option<Span> {
    let from = start.saturating_sub(NEAR);
    let near = text.get(from..(end + NEAR).min(text.len()))?;
    memchr::memmem::find(&near.to_ascii_lowercase(), b"secret")?;
    let mut at = from;
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    near.split(|&byte| !is_letter(byte)).find_map(|word| {
        let start = at;
        at += word.len() + 1;
        let is_secret = word.len() == AWS_SECRET
            && is_random(word)
            && word.iter().any(u8::is_ascii_uppercase)
            && word.iter().any(u8::is_ascii_lowercase)
            && word.iter().any(u8::is_ascii_digit);
        is_secret.then(|| span(start, start + word.len()))
    })
}

const fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

const fn is_url(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

const fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'/'
}
