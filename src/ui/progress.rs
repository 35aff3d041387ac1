//! What people see while a verb works: one line for each thing done, on stderr.

use super::Ui;
use crate::model::event::{Event, Events};

impl Events for Ui {
    fn send(&self, event: &Event) {
        match event {
            Event::Evaluated { host, ms, errors: 0 } => {
                self.note(&format!("{host}: evaluated, {ms} ms"));
            }
            Event::Instantiated { host, failed: false } => {
                self.note(&format!("{host}: instantiated"));
            }
            Event::Instantiated { host, failed: true } => {
                self.note(&format!("{host}: its system cannot be evaluated"));
            }
            Event::Evaluated { host, ms, errors } => {
                self.note(&format!("{host}: evaluated, {errors} facts not known, {ms} ms"));
            }
        }
    }
}
