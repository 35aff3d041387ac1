//! Pages made from the source say what the source says.

use crate::harness::{World, compare, repository};

#[test]
fn generated_pages_are_up_to_date() {
    for page in ["cli", "contracts"] {
        let output = World::new().nixward(&["docs", page]);
        let text = String::from_utf8(output.stdout).unwrap();
        let path = repository().join("docs").join(page).with_extension("md");
        compare(&path, &text).unwrap_or_else(|difference| panic!("{difference}"));
    }
}
