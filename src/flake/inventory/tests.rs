use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::walk::{choices, kinds, resolve};
use super::{read, schema};

/// What is wrong with an inventory, a line each, help in brackets.
fn complaints(value: &Value) -> Vec<String> {
    let problems = read(value).err().unwrap_or_default();
    let line = |help: Option<&String>| help.map(|help| format!(" [{help}]")).unwrap_or_default();
    problems.iter().map(|problem| format!("{problem}{}", line(problem.help.as_ref()))).collect()
}

#[test]
fn everything_is_optional() {
    assert_eq!(read(&json!({})), Ok(crate::model::fleet::Fleet::default()));
    let fleet = read(&json!({ "hosts": { "nas": {} } })).unwrap();
    assert_eq!(fleet.hosts.len(), 1);
}

#[test]
fn null_says_the_same_as_no_key() {
    let fleet = read(&json!({ "release": null, "hosts": { "nas": { "tags": null } } })).unwrap();
    assert_eq!(fleet.release, None);
    assert!(fleet.hosts["nas"].tags.is_empty());
}

#[test]
fn all_mistakes_are_found_at_once() {
    let value = json!({
        "relaese": "26.05",
        "hosts": {
            "nas": {
                "role": "NAS",
                "system": "x86_64_linux",
                "target": { "port": 0, "hostKey": "ssh-rsa AAAA" },
                "disks": [{ "name": "system", "device": "sda" }, {}],
                "ports": [{ "port": 70000, "reason": "x" }],
                "tags": "infra",
            },
        },
    });
    assert_eq!(
        complaints(&value),
        [
            "hosts.nas.disks[0].device: expected a path that starts with `/`",
            "hosts.nas.disks[1]: `device` is missing [device: Its device, by a name that stays: \
         `/dev/disk/by-id/...`]",
            "hosts.nas.ports[0].port: expected a number from 1 to 65535, found 70000",
            "hosts.nas.role: `NAS` is not one of the possible values [did you mean `nas`?]",
            "hosts.nas.system: `x86_64_linux` is not one of the possible values [did you mean \
         `x86_64-linux`?]",
            "hosts.nas.tags: expected a list, found a string [put it in brackets: `[ ... ]`]",
            "hosts.nas.target.hostKey: expected an ssh-ed25519 key, found ssh-rsa [`ssh-keyscan -t \
         ed25519 HOST` prints the one that is wanted]",
            "hosts.nas.target.port: expected a number from 1 to 65535, found 0",
            "relaese: unknown key `relaese` [did you mean `release`?]",
        ]
    );
}

#[test]
fn unknown_keys_say_what_was_meant() {
    let help =
        |value: Value| read(&json!({ "hosts": { "nas": value } })).unwrap_err()[0].help.clone();
    let meant = |key: &str| Some(format!("did you mean `{key}`?"));
    assert_eq!(help(json!({ "feature": [] })), meant("features"), "a slip");
    assert_eq!(help(json!({ "hostKey": "" })), meant("target.hostKey"), "one level deeper");
    assert_eq!(help(json!({ "targetHost": "" })), meant("target.addresses"), "colmena's word");
    assert_eq!(help(json!({ "target": { "sshUser": "" } })), meant("user"), "deploy-rs's word");
    let nothing = Some("`nixward schema` describes every key".to_owned());
    assert_eq!(help(json!({ "zzz": 1 })), nothing);
}

#[test]
fn names_must_refer_to_something() {
    let value = json!({
        "sites": { "home": { "probe": "monitor" } },
        "segments": { "lan": {} },
        "rollout": { "waves": [{ "name": "first" }] },
        "backup": { "repositories": { "offsite": {} } },
        "features": { "desktop": { "requires": ["audio"] } },
        "flows": [{ "from": "lan", "to": "anywhere", "reason": "x" }, { "from": "192.0.2.0/24", "to": "wan", "reason": "x" }],
        "hosts": {
            "a": { "tags": ["infra"], "site": "hom", "wave": "frist", "dependsOn": ["a", "b", "@infra", "@infr"] },
            "c": { "backups": { "x": { "repository": "nas" } }, "features": ["desktop", "destkop"] },
        },
    });
    assert_eq!(
        complaints(&value),
        [
            "features.desktop.requires[0]: no feature is called `audio` [define it in `features`, or \
         use one of: desktop]",
            "flows[1].to: no segment is called `wan` [did you mean `lan`?]",
            "hosts.a.dependsOn[1]: no host is called `b` [define it in `hosts`, or use one of: a, c]",
            "hosts.a.dependsOn[3]: no tag is called `infr` [did you mean `infra`?]",
            "hosts.a.site: no site is called `hom` [did you mean `home`?]",
            "hosts.a.wave: no wave is called `frist` [did you mean `first`?]",
            "hosts.c.backups.x.repository: no repository is called `nas` [define it in \
         `backup.repositories`, or use one of: offsite]",
            "hosts.c.features[1]: no feature is called `destkop` [did you mean `desktop`?]",
            "sites.home.probe: no host is called `monitor` [define it in `hosts`, or use one of: a, c]",
        ]
    );
}

#[test]
fn a_secret_value_is_refused_and_not_repeated() {
    let value = "AGE-SECRET-KEY-1QQPQRSTUV";
    let fleet = json!({ "channels": { "phone": { "kind": "ntfy", "secret": value } } });
    let problems = read(&fleet).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(!format!("{problems:?}").contains(value));
}

#[test]
fn places_quote_what_nix_would_quote() {
    let value = json!({ "hosts": { "nas.home": { "x y": 1 } } });
    assert_eq!(read(&value).unwrap_err()[0].place.to_string(), r#"hosts."nas.home"."x y""#);
}

#[test]
fn the_top_level_must_be_a_set() {
    assert_eq!(complaints(&json!([])), ["expected a set, found a list"]);
}

/// Values that the schema describes, with a stray one here and there.
fn values(schema: &'static Value) -> BoxedStrategy<Value> {
    let schema = resolve(super::schema(), schema);
    if let Some(words) = choices(schema) {
        return proptest::sample::select(words).prop_map(Value::from).boxed();
    }
    let of_kind = |kind: &str| match kind {
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "integer" => prop_oneof![1..1000i64, any::<i64>()].prop_map(Value::from).boxed(),
        "number" => prop_oneof![0.0..1.0f64, any::<f64>()].prop_map(Value::from).boxed(),
        "array" => {
            proptest::collection::vec(values(&schema["items"]), 0..3).prop_map(Value::from).boxed()
        }
        "object" => sets(schema),
        _ => texts().prop_map(Value::from).boxed(),
    };
    let right: Vec<_> = kinds(schema).into_iter().map(of_kind).collect();
    let stray = prop_oneof![
        Just(Value::Null),
        Just(Value::from("x")),
        Just(json!({ "x": 1 })),
        Just(json!([1])),
    ];
    prop_oneof![30 => proptest::strategy::Union::new(right), 1 => stray].boxed()
}

/// Sets with some of the keys of a schema.
fn sets(schema: &'static Value) -> BoxedStrategy<Value> {
    if let Some(named) = schema.get("properties").and_then(Value::as_object) {
        let required = |key: &String| {
            schema["required"].as_array().is_some_and(|keys| keys.contains(&json!(key)))
        };
        let pairs: Vec<_> = named
            .iter()
            .map(|(key, schema)| {
                let often = if required(key) { 0.98 } else { 0.15 };
                (Just(key.clone()), proptest::option::weighted(often, values(schema)))
            })
            .collect();
        let set = |pairs: Vec<(String, Option<Value>)>| -> Map<_, _> {
            pairs.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
        };
        return pairs.prop_map(set).prop_map(Value::Object).boxed();
    }
    let values = values(&schema["additionalProperties"]);
    let name = proptest::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned);
    proptest::collection::btree_map(name, values, 0..3)
        .prop_map(|set| Value::Object(set.into_iter().collect()))
        .boxed()
}

/// Words that fit one format or another.
fn texts() -> BoxedStrategy<String> {
    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q";
    let fitting = [
        "a",
        "b",
        "c",
        "/a",
        "192.0.2.0/24",
        "192.0.2.1",
        "00:00:5e:00:53:01",
        "5m",
        "10%",
        "2027-01-01",
        "22:00",
        "26.05",
        "NW401",
        "a@example.org",
        "https://example.org",
        KEY,
    ];
    prop_oneof![9 => proptest::sample::select(fitting.map(str::to_owned).to_vec()), 1 => ".*"]
        .boxed()
}

proptest! {
    /// The walk and serde never disagree: what one lets through, the other reads.
    #[test]
    fn a_value_is_read_or_its_mistakes_are_named(value in values(schema())) {
        for problem in read(&value).err().unwrap_or_default() {
            prop_assert!(!problem.message.is_empty());
            prop_assert!(!problem.help.is_some_and(|help| help.contains("bug")), "{}", problem.message);
        }
    }
}
