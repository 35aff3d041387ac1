//! 1xx: dead code and style, from the text of each file alone.
//!
//! What is dead is a warning, or an info where removing it is a matter for others too; what could
//! be said more simply is an info. A rule gives a fix only where the value of the program stays the
//! same whatever its variables are, and where no comment would go with it.

pub mod nw101_unused_binding;
pub mod nw102_unused_inherit;
pub mod nw103_unused_argument;
pub mod nw104_unused_formal;
pub mod nw105_unused_at_name;
pub mod nw106_unused_with;
pub mod nw107_useless_rec;
pub mod nw108_empty_let;
pub mod nw109_empty_inherit;
pub mod nw110_empty_pattern;
pub mod nw111_redundant_pattern;
pub mod nw112_refers_to_itself;
pub mod nw113_manual_inherit;
pub mod nw114_manual_inherit_from;
pub mod nw115_nested_let;
pub mod nw116_legacy_let;
pub mod nw117_url_literal;
pub mod nw118_deprecated_builtin;
pub mod nw119_redundant_parentheses;
pub mod nw120_wrapped_function;
pub mod nw121_boolean_comparison;
pub mod nw122_simpler_boolean;
pub mod nw123_or_instead_of_if;
pub mod nw124_no_op_operator;
pub mod nw125_redundant_interpolation;
pub mod nw126_repeated_path;
pub mod nw127_shadowed_builtin;

mod facts;
mod place;
mod text;
mod unused;
mod values;

pub use facts::Facts;
