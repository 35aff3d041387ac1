//! Questions on the terminal, even where stdin and stdout go elsewhere.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write, stderr};

use zeroize::Zeroizing;

use super::harmless;
use crate::model::ask::Ask;

/// The terminal of this process.
pub struct Terminal;

impl Ask for Terminal {
    fn secret(&self, prompt: &str) -> Option<Zeroizing<String>> {
        rpassword::prompt_password(harmless(prompt)).ok().map(Zeroizing::new)
    }

    fn text(&self, prompt: &str) -> Option<String> {
        let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty").ok()?;
        write!(terminal, "{} ", harmless(prompt)).ok()?;
        let mut line = String::new();
        BufReader::new(terminal).read_line(&mut line).ok()?;
        Some(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn confirm(&self, question: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        let no = no.unwrap_or("no");
        let answer = self.text(&format!("{question} [{yes}/{no}]"))?;
        let answer = answer.trim().to_lowercase();
        // Whoever only presses Enter has not agreed.
        Some(!answer.is_empty() && yes.to_lowercase().starts_with(&answer))
    }

    fn tell(&self, message: &str) {
        let _nobody_listens = writeln!(stderr(), "{}", harmless(message));
    }
}

/// Standard output as it is, for bytes that are no text of ours.
pub fn raw_stdout() -> impl Write {
    std::io::stdout().lock()
}
