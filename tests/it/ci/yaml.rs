//! YAML as JSON, far enough for workflows: no anchors.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// The one document of a text.
pub fn read(text: &str) -> Value {
    let mut parser = Parser::new_from_str(text);
    let mut next = move || parser.next_event().map(|event| event.unwrap().0);
    loop {
        match next().expect("a document") {
            Event::StreamStart | Event::DocumentStart(_) => {}
            event => return value(event, &mut next),
        }
    }
}

fn value<'a>(event: Event<'a>, next: &mut impl FnMut() -> Option<Event<'a>>) -> Value {
    match event {
        Event::Scalar(text, ScalarStyle::Plain, ..) => match &*text {
            "" | "~" | "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        },
        Event::Scalar(text, ..) => Value::from(text.into_owned()),
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            loop {
                match next().unwrap() {
                    Event::SequenceEnd => return Value::Array(items),
                    event => items.push(value(event, next)),
                }
            }
        }
        Event::MappingStart(..) => {
            let mut map = Map::new();
            loop {
                let key = match next().unwrap() {
                    Event::MappingEnd => return Value::Object(map),
                    event => match value(event, next) {
                        Value::String(key) => key,
                        other => panic!("a key is {other}"),
                    },
                };
                let event = next().unwrap();
                let old = map.insert(key.clone(), value(event, next));
                assert!(old.is_none(), "the key {key} stands twice");
            }
        }
        other => panic!("no value: {other:?}"),
    }
}
