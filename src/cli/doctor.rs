//! `shopbell doctor`: check everything in order, name the first cause with what to do about it, repair what can be
//! repaired. Ends with a code other than 0 when something is wrong.

use super::Settings;
use super::outcome::{Failure, Outcome, tell};
use crate::app::doctor::{self, Finding};
use crate::clock::Clock;
use crate::whatsapp::numbers::CheckStatus;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// For machines.
    #[arg(long)]
    json: bool,
    /// Repair what can be repaired.
    #[arg(long)]
    fix: bool,
}

pub(super) fn run(arguments: &Arguments, settings: &Settings) -> Outcome {
    let config = settings.load()?;
    let file = config.data.dir.join(crate::storage::FILE_NAME);
    if matches!(std::fs::metadata(&file), Err(error) if error.kind() == std::io::ErrorKind::NotFound) {
        return Err(Failure::usage(
            format!("there is no shop in {}", config.data.dir.display()),
            "name its folder with --data-dir, or start it once with `shopbell serve`",
        ));
    }
    let clock = Clock::system();
    let findings = super::runtime()?.block_on(doctor::examine(&config, &clock, arguments.fix));
    if arguments.json {
        let text = serde_json::to_string_pretty(&serde_json::json!({ "checks": findings }))
            .map_err(|error| Failure::ours(error.to_string(), "report this"))?;
        tell(&text);
    } else {
        for finding in &findings {
            tell(&line(finding));
        }
    }
    verdict(&findings)
}

fn line(finding: &Finding) -> String {
    let mark = match finding.status {
        CheckStatus::Ok => "ok  ",
        CheckStatus::Warn => "warn",
        CheckStatus::Fail => "FAIL",
        CheckStatus::Skip => "skip",
    };
    let effect = finding.effect.as_ref().map(|effect| format!("\n      {effect}")).unwrap_or_default();
    let is_well = matches!(finding.status, CheckStatus::Ok | CheckStatus::Skip);
    let hint =
        finding.hint.as_ref().filter(|_| !is_well).map(|hint| format!("\n      {hint}")).unwrap_or_default();
    format!("{mark}  {}: {}{effect}{hint}", finding.title, finding.detail)
}

/// The first failure explains those after it.
fn verdict(findings: &[Finding]) -> Outcome {
    let Some(first) = findings.iter().find(|finding| finding.status == CheckStatus::Fail) else {
        return Ok(());
    };
    let effect = first.effect.as_ref().map(|effect| format!(" {effect}")).unwrap_or_default();
    let words = format!("{}: {}{effect}", first.title, first.detail);
    let hint = match &first.hint {
        Some(hint) => hint,
        None if first.fixable => "`shopbell doctor --fix` repairs it",
        None => "begin with this one; the rest may follow from it",
    };
    Err(if first.outside { Failure::outside(words, hint) } else { Failure::ours(words, hint) })
}
