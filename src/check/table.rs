//! All rules, in the order of their codes.

use super::rule::Rule;
use super::{budget, evaluation, files, flake, fleet, lint, policy, rendered, secrets, syntax};
use crate::flake::similar::nearest;

/// All rules. The order is that of the codes; a test holds it.
pub static RULES: &[&Rule] = &[
    &syntax::nw001_syntax_error::RULE,
    &syntax::nw002_undefined_variable::RULE,
    &syntax::nw003_duplicate_attribute::RULE,
    &syntax::nw004_duplicate_argument::RULE,
    &syntax::nw005_bad_literal::RULE,
    &syntax::nw006_dynamic_attribute::RULE,
    &syntax::nw007_experimental_syntax::RULE,
    &syntax::nw008_too_deep::RULE,
    &syntax::nw009_merge_conflict::RULE,
    &syntax::nw010_unreadable_file::RULE,
    &syntax::nw011_carriage_return::RULE,
    &syntax::nw012_malformed_comment::RULE,
    &syntax::nw013_unknown_code::RULE,
    &syntax::nw014_expired_allow::RULE,
    &syntax::nw015_unused_allow::RULE,
    &lint::nw101_unused_binding::RULE,
    &lint::nw102_unused_inherit::RULE,
    &lint::nw103_unused_argument::RULE,
    &lint::nw104_unused_formal::RULE,
    &lint::nw105_unused_at_name::RULE,
    &lint::nw106_unused_with::RULE,
    &lint::nw107_useless_rec::RULE,
    &lint::nw108_empty_let::RULE,
    &lint::nw109_empty_inherit::RULE,
    &lint::nw110_empty_pattern::RULE,
    &lint::nw111_redundant_pattern::RULE,
    &lint::nw112_refers_to_itself::RULE,
    &lint::nw113_manual_inherit::RULE,
    &lint::nw114_manual_inherit_from::RULE,
    &lint::nw115_nested_let::RULE,
    &lint::nw116_legacy_let::RULE,
    &lint::nw117_url_literal::RULE,
    &lint::nw118_deprecated_builtin::RULE,
    &lint::nw119_redundant_parentheses::RULE,
    &lint::nw120_wrapped_function::RULE,
    &lint::nw121_boolean_comparison::RULE,
    &lint::nw122_simpler_boolean::RULE,
    &lint::nw123_or_instead_of_if::RULE,
    &lint::nw124_no_op_operator::RULE,
    &lint::nw125_redundant_interpolation::RULE,
    &lint::nw126_repeated_path::RULE,
    &lint::nw127_shadowed_builtin::RULE,
    &flake::nw201_flake_not_literal::RULE,
    &flake::nw202_unknown_flake_attribute::RULE,
    &flake::nw203_no_outputs::RULE,
    &flake::nw204_bad_reference::RULE,
    &flake::nw205_follows_and_url::RULE,
    &flake::nw206_no_lock::RULE,
    &flake::nw207_unreadable_lock::RULE,
    &flake::nw208_unknown_lock_version::RULE,
    &flake::nw209_dangling_lock_node::RULE,
    &flake::nw210_lock_follows_nowhere::RULE,
    &flake::nw211_lock_out_of_date::RULE,
    &flake::nw212_lock_disagrees::RULE,
    &flake::nw213_follows_nowhere::RULE,
    &flake::nw214_undeclared_input::RULE,
    &flake::nw215_outputs_arguments::RULE,
    &flake::nw216_unused_input::RULE,
    &flake::nw217_unlocked_input::RULE,
    &flake::nw218_path_outside::RULE,
    &flake::nw219_old_nixpkgs::RULE,
    &flake::nw220_orphaned_lock_node::RULE,
    &flake::nw221_override_nowhere::RULE,
    &flake::nw222_second_nixpkgs::RULE,
    &flake::nw223_locked_twice::RULE,
    &files::nw301_missing_file::RULE,
    &files::nw302_untracked_file::RULE,
    &files::nw303_wrong_case::RULE,
    &files::nw304_outside_root::RULE,
    &files::nw305_no_default_nix::RULE,
    &files::nw306_in_submodule::RULE,
    &files::nw307_bad_link::RULE,
    &files::nw308_case_collision::RULE,
    &fleet::nw401_inventory_mistake::RULE,
    &fleet::nw402_unknown_setting::RULE,
    &fleet::nw403_past_date::RULE,
    &fleet::nw404_host_not_in_flake::RULE,
    &fleet::nw405_host_not_in_inventory::RULE,
    &fleet::nw406_contradicts_flake::RULE,
    &fleet::nw407_shared_address::RULE,
    &fleet::nw408_shared_key::RULE,
    &fleet::nw409_shared_host_id::RULE,
    &fleet::nw410_host_name_differs::RULE,
    &fleet::nw411_target_of_another::RULE,
    &fleet::nw412_contradiction::RULE,
    &fleet::nw413_dependency_cycle::RULE,
    &fleet::nw414_feature_cycle::RULE,
    &fleet::nw415_feature_conflict::RULE,
    &fleet::nw416_unmet_requirement::RULE,
    &fleet::nw417_missing_feature_module::RULE,
    &fleet::nw418_address_outside_segment::RULE,
    &fleet::nw419_unreached_module::RULE,
    &fleet::nw420_unused_exemption::RULE,
    &fleet::nw421_old_option_name::RULE,
    &fleet::nw422_gone_option::RULE,
    &fleet::nw423_wrong_option_type::RULE,
    &fleet::nw424_no_such_option::RULE,
    &secrets::nw501_rules_file_error::RULE,
    &secrets::nw502_rules_not_known::RULE,
    &secrets::nw503_secret_without_file::RULE,
    &secrets::nw504_file_without_rule::RULE,
    &secrets::nw505_missing_recipient::RULE,
    &secrets::nw506_extra_recipient::RULE,
    &secrets::nw507_duplicate_recipient::RULE,
    &secrets::nw508_bad_recipient::RULE,
    &secrets::nw509_no_recipients::RULE,
    &secrets::nw510_not_encrypted::RULE,
    &secrets::nw511_rules_disagree::RULE,
    &secrets::nw512_host_left_out::RULE,
    &secrets::nw513_no_such_secret::RULE,
    &secrets::nw514_key_groups_differ::RULE,
    &secrets::nw515_plain_key::RULE,
    &secrets::nw516_plain_token::RULE,
    &secrets::nw517_plain_password::RULE,
    &secrets::nw518_wrong_rotation::RULE,
    &secrets::nw519_missing_hook::RULE,
    &evaluation::nw601_evaluation_error::RULE,
    &evaluation::nw602_infinite_recursion::RULE,
    &evaluation::nw603_unknown_option::RULE,
    &evaluation::nw604_failed_assertion::RULE,
    &evaluation::nw605_warning::RULE,
    &evaluation::nw606_renamed_option::RULE,
    &evaluation::nw607_removed_option::RULE,
    &evaluation::nw608_needs_build::RULE,
    &evaluation::nw609_source_not_fetched::RULE,
    &evaluation::nw610_evaluation_cut_short::RULE,
    &evaluation::nw611_unknown_shape::RULE,
    &evaluation::nw612_evaluated_host_name::RULE,
    &evaluation::nw613_no_state_version::RULE,
    &evaluation::nw614_state_version_ahead::RULE,
    &policy::nw701_ssh_password_login::RULE,
    &policy::nw702_root_password_login::RULE,
    &policy::nw703_firewall_off::RULE,
    &policy::nw704_port_without_reason::RULE,
    &policy::nw705_shared_port::RULE,
    &policy::nw706_exporter_open::RULE,
    &policy::nw707_secret_not_readable::RULE,
    &policy::nw708_secret_not_there::RULE,
    &policy::nw709_secret_for_everybody::RULE,
    &policy::nw710_secret_owner::RULE,
    &policy::nw711_secrets_share_path::RULE,
    &policy::nw712_wheel_not_admin::RULE,
    &policy::nw713_key_of_nobody::RULE,
    &policy::nw714_wheel_without_password::RULE,
    &policy::nw715_sudo_without_password::RULE,
    &policy::nw716_evaluated_password::RULE,
    &policy::nw717_locked_out::RULE,
    &policy::nw718_root_by_group::RULE,
    &policy::nw719_nix_trusts_user::RULE,
    &policy::nw720_insecure_package::RULE,
    &policy::nw721_esp_readable::RULE,
    &policy::nw722_weakened_kernel::RULE,
    &policy::nw723_target_refuses::RULE,
    &policy::nw724_other_release::RULE,
    &policy::nw725_other_system::RULE,
    &policy::nw726_exporter_not_running::RULE,
    &budget::nw801_slow_evaluation::RULE,
    &budget::nw802_large_closure::RULE,
    &budget::nw803_failing_hosts::RULE,
    &budget::nw804_long_boot_menu::RULE,
    &rendered::nw901_edited_by_hand::RULE,
    &rendered::nw902_out_of_date::RULE,
    &rendered::nw903_rendering_not_known::RULE,
    &rendered::nw904_host_without_rendered::RULE,
];

/// The rule of that code.
pub fn find(code: &str) -> Option<&'static Rule> {
    let at = RULES.binary_search_by(|rule| rule.code.cmp(code)).ok()?;
    RULES.get(at).copied()
}

/// The rule that was probably meant by a text that is no code: another spelling of one, or a name.
pub fn suggest(text: &str) -> Option<&'static Rule> {
    let upper = text.to_uppercase();
    let lower = text.to_lowercase();
    let by_name = RULES.iter().find(|rule| rule.name == lower).copied();
    let similar_name = || {
        let name = nearest(&lower, RULES.iter().map(|rule| rule.name))?;
        RULES.iter().find(|rule| rule.name == name).copied()
    };
    let similar_code = || find(nearest(&upper, RULES.iter().map(|rule| rule.code))?);
    find(&upper).or(by_name).or_else(similar_name).or_else(similar_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_names_differ() {
        assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn codes_names_and_slips_lead_to_a_rule() {
        for text in ["NW001", "nw001", "syntax-error", "sintax-error", "NW0001"] {
            assert_eq!(suggest(text).map(|rule| rule.code), Some("NW001"), "{text}");
        }
        assert!(suggest("what is this").is_none());
        assert!(find("NW1").is_none());
    }
}
