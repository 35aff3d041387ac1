//! NW804: more generations in a boot menu than their budget.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::budget;

pub static RULE: Rule = Rule {
    code: "NW804",
    name: "long-boot-menu",
    severity: Severity::Warning,
    summary: "A boot menu keeps more generations than their budget",
    explain: Explain {
        what: "A host whose boot loader offers more generations than `budgets.generations` of its entry in the\n\
inventory, or else of the fleet, or as many as there are.",
        why: "Kernel and initrd of each generation in the menu lie on the boot partition. It is small, and the\n\
upgrade that finds it full leaves a host that cannot be upgraded.",
        example: "{ budgets.generations = 10; } and `boot.loader.systemd-boot.enable = true;` alone",
        instead: "boot.loader.systemd-boot.configurationLimit = 10;",
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some((budget, _)) = budget(said, host.name, "generations", |it| it.generations) else {
            continue;
        };
        let Some(boot) = host.evaluated.facts.boot.value() else { continue };
        for menu in &boot.menus {
            let offered = match menu.limit {
                Some(limit) if limit <= budget => continue,
                Some(limit) => limit.to_string(),
                None => "all".to_owned(),
            };
            let enable = format!("boot.loader.{}.enable", menu.loader);
            let place = known.at_option(host.name, &[&menu.option, &enable]);
            let message = format!(
                "{} of {} offers {offered} generations, and the budget is {budget}",
                menu.loader, host.name
            );
            known
                .report(sink, host.name, &place, message)
                .help(format!("{} = {budget};", menu.option));
        }
    }
}
