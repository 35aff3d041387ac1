//! "Did you mean": what a misspelt word was meant to be.

/// The question.
pub fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

/// The word that is meant, if one is near enough: a slip in three letters or less, or only case.
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&folded, &other.to_lowercase());
    // Of two words that are as near, the one that begins alike is meant.
    let likeness = |other: &str| strsim::jaro_winkler(&folded, &other.to_lowercase());
    let (other, distance) = words
        .into_iter()
        .map(|other| (other, distance(other)))
        .min_by(|(a, da), (b, db)| da.cmp(db).then(likeness(b).total_cmp(&likeness(a))))?;
    let tolerated = match folded.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    (distance <= tolerated).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_only() {
        let names = ["pkgs", "lib", "config"];
        assert_eq!(nearest("pkg", names), Some("pkgs"));
        assert_eq!(nearest("cofnig", names), Some("config"));
        assert_eq!(nearest("Config", names), Some("config"));
        assert_eq!(nearest("unrelated", names), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
