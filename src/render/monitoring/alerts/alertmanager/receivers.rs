//! How each channel is reached. Secrets are files, never values.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::super::duration;
use super::channels::{Paths, integration};
use super::kept;
use super::routes::{DEAD_MAN, NOBODY, escalation, other};
use crate::error::{Error, Result};
use crate::model::fleet::{Channel, ChannelKind, Fleet, SecretName};

/// Where systemd puts what `LoadCredential` names.
const CREDENTIALS: &str = "/run/credentials/alertmanager.service";

/// A receiver.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Receiver {
    name: String,
    ways: Vec<Way>,
}

/// Configurations of one integration.
#[derive(Clone, Debug, Serialize)]
struct Way {
    key: String,
    entries: Vec<Vec<Field>>,
}

#[derive(Clone, Debug, Serialize)]
struct Field {
    key: &'static str,
    value: Value,
}

type Fields = Vec<(&'static str, Value)>;

/// All receivers, in order.
pub(super) fn of(
    fleet: &Fleet,
    paths: &Paths<'_>,
    dead_man: Option<&SecretName>,
) -> Result<Vec<Receiver>> {
    let mut receivers = vec![Receiver { name: NOBODY.to_owned(), ways: Vec::new() }];
    if let Some(secret) = dead_man {
        let fields = vec![("url_file", file(secret)), ("send_resolved", json!(false))];
        let ways = vec![Way { key: "webhook_configs".to_owned(), entries: vec![entry(fields)] }];
        receivers.push(Receiver { name: DEAD_MAN.to_owned(), ways });
    }
    let mut add = |name: String, channels: &[&str]| -> Result<()> {
        if !channels.is_empty() {
            receivers.push(receiver(fleet, name, channels)?);
        }
        Ok(())
    };
    for (way, channels) in &paths.others {
        add(other(way), channels)?;
    }
    add("critical".to_owned(), &paths.critical)?;
    for (after, channels) in &paths.escalation {
        add(escalation(&duration(*after)), channels)?;
    }
    add("warning".to_owned(), &paths.warning)?;
    add("info".to_owned(), &paths.info)?;
    Ok(receivers)
}

fn receiver(fleet: &Fleet, name: String, channels: &[&str]) -> Result<Receiver> {
    let mut ways: BTreeMap<String, Vec<Vec<Field>>> = BTreeMap::new();
    for channel in channels {
        let Some(said) = fleet.channels.get(*channel) else { continue };
        let key = format!("{}_configs", integration(said.kind));
        ways.entry(key).or_default().push(entry(fields(channel, said)?));
    }
    let ways = ways.into_iter().map(|(key, entries)| Way { key, entries }).collect();
    Ok(Receiver { name, ways })
}

fn entry(fields: Fields) -> Vec<Field> {
    fields.into_iter().map(|(key, value)| Field { key, value: dollars(value) }).collect()
}

/// The value with each `$` written twice.
fn dollars(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(kept(&text)),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, dollars(value))).collect(),
        other => other,
    }
}

/// Where a secret lies for Alertmanager.
fn file(secret: &SecretName) -> Value {
    json!(format!("{CREDENTIALS}/{}", credential(secret)))
}

/// The name of a secret among the credentials of the service: a file without folders.
pub(in super::super::super) fn credential(secret: &SecretName) -> String {
    let name = secret.as_str();
    name.strip_suffix(".age").unwrap_or(name).replace('/', "-")
}

fn fields(name: &str, channel: &Channel) -> Result<Fields> {
    let secret = || {
        let secret = channel.secret.as_ref().ok_or_else(|| lacks(name, "secret"))?;
        Ok(file(secret))
    };
    let mut fields: Fields = match channel.kind {
        ChannelKind::Email => email(name, channel)?,
        ChannelKind::Slack => vec![
            ("api_url_file", secret()?),
            ("title", json!("{{ .CommonAnnotations.summary }}")),
            (
                "text",
                json!(
                    "{{ range .Alerts }}{{ .Annotations.description }} {{ .Annotations.runbook_url }}\n{{ end }}"
                ),
            ),
        ],
        ChannelKind::Discord => vec![("webhook_url_file", secret()?)],
        ChannelKind::Telegram => vec![
            ("bot_token_file", secret()?),
            ("chat_id", json!(channel.chat.ok_or_else(|| lacks(name, "chat"))?)),
        ],
        ChannelKind::Pagerduty => vec![("routing_key_file", secret()?)],
        ChannelKind::Ntfy => ntfy(name, channel)?,
        ChannelKind::Webhook | ChannelKind::Sms => match (&channel.secret, &channel.url) {
            (None, Some(url)) => vec![("url", json!(url.as_str()))],
            _ => vec![("url_file", secret()?)],
        },
    };
    fields.push(("send_resolved", json!(true)));
    Ok(fields)
}

fn email(name: &str, channel: &Channel) -> Result<Fields> {
    let to = channel.to.as_ref().ok_or_else(|| lacks(name, "to"))?.as_str();
    let server = channel.server.as_deref().ok_or_else(|| lacks(name, "server"))?;
    let from = channel.from.as_ref().map_or(to, |from| from.as_str());
    let mut fields = vec![("to", json!(to)), ("from", json!(from)), ("smarthost", json!(server))];
    if let Some(secret) = &channel.secret {
        let user = channel.user.as_deref().unwrap_or(from);
        fields.extend([("auth_username", json!(user)), ("auth_password_file", file(secret))]);
    }
    Ok(fields)
}

/// ntfy reads what Alertmanager sends by a template of its own (<https://docs.ntfy.sh/publish/>, since 2.14).
fn ntfy(name: &str, channel: &Channel) -> Result<Fields> {
    let url = channel.url.as_ref().ok_or_else(|| lacks(name, "url"))?.as_str();
    let sign = if url.contains('?') { '&' } else { '?' };
    let mut fields = vec![("url", json!(format!("{url}{sign}template=alertmanager")))];
    if let Some(secret) = &channel.secret {
        let token = json!({ "authorization": { "credentials_file": file(secret) } });
        fields.push(("http_config", token));
    }
    Ok(fields)
}

fn lacks(name: &str, key: &str) -> Error {
    let what = match key {
        "secret" => "the name of the secret that opens it",
        "to" => "whom it reaches",
        "server" => "the mail server, such as mail.example.org:587",
        "chat" => "the number of the chat",
        _ => "where its topic is, such as https://ntfy.sh/a-topic",
    };
    Error::input(format!("channels.{name} has no `{key}`")).hint(format!("add `{key}`: {what}"))
}
