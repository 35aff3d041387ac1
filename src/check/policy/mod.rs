//! 7xx: what evaluated hosts should not be, whatever Nix says. A fact that is not known says nothing.

pub mod nw701_ssh_password_login;
pub mod nw702_root_password_login;
pub mod nw703_firewall_off;
pub mod nw704_port_without_reason;
pub mod nw705_shared_port;
pub mod nw706_exporter_open;
pub mod nw707_secret_not_readable;
pub mod nw708_secret_not_there;
pub mod nw709_secret_for_everybody;
pub mod nw710_secret_owner;
pub mod nw711_secrets_share_path;
pub mod nw712_wheel_not_admin;
pub mod nw713_key_of_nobody;
pub mod nw714_wheel_without_password;
pub mod nw715_sudo_without_password;
pub mod nw716_evaluated_password;
pub mod nw717_locked_out;
pub mod nw718_root_by_group;
pub mod nw719_nix_trusts_user;
pub mod nw720_insecure_package;
pub mod nw721_esp_readable;
pub mod nw722_weakened_kernel;
pub mod nw723_target_refuses;
pub mod nw724_other_release;
pub mod nw725_other_system;
pub mod nw726_exporter_not_running;

mod keys;
mod reach;
mod secrets;

use crate::check::known::release;
use crate::flake::written;
use crate::model::facts::{Fact, HostFacts, User};

/// The release since which settings of sshd are called as in its manual.
const SSH_SETTINGS: (u32, u32) = (23, 5);

/// What is known, where the host has such a thing.
fn there<T>(fact: &Fact<Option<T>>) -> Option<&T> {
    fact.value()?.as_ref()
}

/// How a setting of sshd is to be written for the release of a host: by its name in the manual, or by
/// the older one.
fn ssh_setting(facts: &HostFacts, name: &str, old: &str) -> String {
    let release = there(&facts.release).and_then(|text| release(text));
    if release.is_some_and(|release| release < SSH_SETTINGS) {
        format!("services.openssh.{old}")
    } else {
        format!("services.openssh.settings.{name}")
    }
}

/// Whether sshd asks for a password and takes it as enough.
fn takes_passwords(facts: &HostFacts) -> bool {
    there(&facts.ssh).is_some_and(|ssh| {
        let asks = ssh.password_authentication.as_deref();
        ssh.enable && !ssh.several_methods && asks.is_some_and(is_yes)
    })
}

/// Whether sshd reads it as a yes.
fn is_yes(setting: &str) -> bool {
    matches!(setting, "true" | "yes")
}

/// Whether a user has a password, or may be given one on the machine; none where that is not known.
fn may_have_password(facts: &HostFacts, user: &User) -> Option<bool> {
    let mutable = facts.login.value()?.mutable_users?;
    Some(mutable || user.password_hash || user.plain_password)
}

/// A path of names, as Nix writes it: `users.users."ann.b".password`.
fn option(path: &[&str]) -> String {
    written::shown(path.iter().map(|name| name.as_bytes()))
}
