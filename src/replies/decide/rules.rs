//! What to do: pure rules over what is known. The model has no say here.

use super::fixed_texts::FixedText;
use crate::inbox::HandOffReason;
use crate::languages;
use crate::replies::question::Question;
use crate::replies::question::about_order;
use crate::replies::question::language::Language;
use crate::replies::question::needs::{self, Need};
use crate::replies::question::offer::{self, Reply};
use crate::replies::question::phrases::Said;
use crate::replies::types::{Answer, Decision, Intent, Told};

/// How the writing ended.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::replies) enum Outcome {
    /// Every claim stands in a source.
    Supported(Answer),
    /// The same, of some of the questions; nothing the shop knows answers the others.
    Partly(Answer),
    /// Nothing the shop knows answers this.
    NoAnswer,
    /// Written twice, and still claims what no source says.
    Unsupported,
    /// The same, and sources disagree about what it claims.
    Disputed,
}

/// Why the built-in model writes although another was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum FellBack {
    Unavailable,
    BudgetSpent,
}

/// Whether something else than what the message asks decides: who cannot be answered, who answers an offer, who says stop.
pub(in crate::replies) fn comes_first(asked: &Question, said: &[Said]) -> bool {
    let cannot = asked.failed_too_often || asked.answered_too_often;
    let answers_offer = reply_to_offer(asked).is_some();
    (cannot && !asked.asked_by_person)
        || asked.unreadable.is_some()
        || asked.order
        || answers_offer
        || said.contains(&Said::Stop)
}

/// What is said to "Shall I ask a colleague?". Who calls an order off or needs a person answers nothing, whatever stands
/// before it: "no, my son cannot breathe".
fn reply_to_offer(asked: &Question) -> Option<Reply> {
    let is_reply =
        asked.offered_person && !about_order::calls_off(&asked.text) && needs::need(&asked.text).is_none();
    is_reply.then(|| offer::reply_to_offer(&asked.text)).flatten()
}

/// What can be decided before anybody searches or writes.
pub(in crate::replies) fn at_first_sight(asked: &Question, said: &[Said]) -> Option<Decision> {
    if asked.failed_too_often && !asked.asked_by_person {
        return Some(Decision::hand_off(HandOffReason::AssistantFailed));
    }
    if let Some(reason) = asked.unreadable {
        return Some(Decision::HandOff { reason, told: Told::ThatItCannotBeOpened });
    }
    if asked.order {
        return Some(Decision::hand_off(HandOffReason::OrderRequest));
    }
    if asked.answered_too_often && !asked.asked_by_person {
        return Some(Decision::hand_off(HandOffReason::AnswerLimit));
    }
    match reply_to_offer(asked) {
        Some(Reply::Yes) => return Some(Decision::hand_off(HandOffReason::AskedForPerson)),
        Some(Reply::No) => return Some(Decision::Silent),
        None => {}
    }
    if said.contains(&Said::Stop) {
        return by_phrase(Said::Stop);
    }
    if let Some(need) = needs::need(&asked.text) {
        return Some(by_need(need));
    }
    if let Some(decision) = said.iter().find_map(|said| by_phrase(*said)) {
        return Some(decision);
    }
    if said.contains(&Said::Greets) {
        // Who greets a second time, or once more while the first greeting was on its way, has been greeted.
        let again = asked.greeted && !asked.asked_by_person;
        return Some(if again { Decision::Silent } else { greeting(asked) });
    }
    if said.contains(&Said::AsksWhoWrites) {
        return Some(Decision::DeclineSaying(FixedText::Assistant.in_language(asked.language).to_owned()));
    }
    (said.contains(&Said::Thanks) || is_wordless(&asked.text)).then_some(Decision::Silent)
}

/// How a trace says why the owner has a person called.
const OWNERS_RULE: &str = "owners_rule";
const LEFT_TO_PEOPLE: &str = "left_to_people";

/// A rule of the owner's calls a person, or a language they left to people, unless something more urgent decides or nothing
/// needs saying. With the word the trace has for it.
pub(in crate::replies) fn by_owner(asked: &Question, said: &[Said]) -> Option<(Decision, &'static str)> {
    let needs_nothing = said.contains(&Said::Thanks) || is_wordless(&asked.text);
    if comes_first(asked, said) || needs_nothing || asked.asked_by_person {
        return None;
    }
    let need = needs::need(&asked.text);
    // Where help is comes before everything.
    if matches!(need, Some(Need::Safety | Need::Medical)) {
        return None;
    }
    if let Some(rule) = asked.judge.calls() {
        return Some((Decision::hand_off(rule.reason()), OWNERS_RULE));
    }
    let leaves = asked.left_to_people && need.is_none() && said.is_empty();
    leaves.then(|| (Decision::hand_off(HandOffReason::OtherLanguage), LEFT_TO_PEOPLE))
}

/// Pictures and marks alone: nobody can say what they ask.
fn is_wordless(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_alphanumeric() || matches!(letter, '?' | '؟' | '？'))
}

/// Who must see to it, and what the customer hears meanwhile.
pub(in crate::replies) fn by_need(need: Need) -> Decision {
    let reason = match need {
        Need::Safety | Need::Medical => {
            return Decision::HandOff { reason: HandOffReason::Emergency, told: Told::ToCallForHelp };
        }
        Need::Legal => HandOffReason::LegalMatter,
        Need::Payment => HandOffReason::FailedPayment,
        Need::Trouble | Need::Anger => HandOffReason::Complaint,
        Need::Person => HandOffReason::AskedForPerson,
        Need::Delivery => HandOffReason::DeliveryPromise,
        Need::BigOrder => HandOffReason::BigBasket,
    };
    Decision::hand_off(reason)
}

fn by_phrase(said: Said) -> Option<Decision> {
    let reason = match said {
        Said::Stop => {
            return Some(Decision::HandOff { reason: HandOffReason::AskedForPerson, told: Told::Nothing });
        }
        Said::WantsPerson => HandOffReason::AskedForPerson,
        Said::Complains => HandOffReason::Complaint,
        Said::PaymentFailed => HandOffReason::FailedPayment,
        Said::WhereIsMyOrder => HandOffReason::DeliveryPromise,
        Said::BigBasket => HandOffReason::BigBasket,
        Said::LegalOrMedical => HandOffReason::OutOfScope,
        Said::Greets | Said::Thanks | Said::AsksWhoWrites => return None,
    };
    Some(Decision::hand_off(reason))
}

/// The shop's own greeting for whoever speaks its language, else ours; free of claims either way, because the owner wrote it
/// or we did.
pub(in crate::replies) fn greeting(asked: &Question) -> Decision {
    let own = asked.shop.greeting.as_deref().map(str::trim).filter(|greeting| !greeting.is_empty());
    let own = own.filter(|_| speaks_the_shops(asked));
    let text = own.unwrap_or_else(|| FixedText::Greeting.in_language(asked.language)).to_owned();
    Decision::Send(Answer { text, sources: Vec::new() })
}

/// Whether a customer speaks the shop's language, also one without texts of ours; of whoever says nothing that tells it is
/// taken for granted.
fn speaks_the_shops(asked: &Question) -> bool {
    let shop = asked.shop.language.as_str();
    match (asked.heard.tag, Language::of_tag(shop)) {
        (None, _) => true,
        (Some(_), Some(texts)) => texts == asked.language,
        (Some(heard), None) => languages::base(heard).eq_ignore_ascii_case(languages::base(shop)),
    }
}

/// What an intent decides alone; nothing when the answer must be looked for.
pub(in crate::replies) fn by_intent(
    asked: &Question,
    intent: Intent,
    need: Option<Need>,
    upset: bool,
) -> Option<Decision> {
    if let Some(need) = need {
        return Some(by_need(need));
    }
    if upset {
        return Some(Decision::hand_off(HandOffReason::Complaint));
    }
    match intent {
        Intent::Knowledge | Intent::Clarification => None,
        Intent::Chitchat => Some(greeting(asked)),
        Intent::Order => Some(Decision::hand_off(HandOffReason::OrderRequest)),
        Intent::HandOff => Some(Decision::hand_off(HandOffReason::AskedForPerson)),
        Intent::OutOfScope => Some(not_here(asked.declined_before)),
    }
}

/// The end: the first failure is declined, the second goes to a person, and so does everything a person must decide: an
/// order, too.
pub(in crate::replies) fn at_last(
    outcome: Outcome,
    fell_back: Option<FellBack>,
    text: &str,
    declined_before: bool,
) -> Decision {
    match (outcome, fell_back) {
        (Outcome::Supported(answer), _) => Decision::Send(answer),
        (Outcome::Partly(answer), _) => Decision::SendPartly(answer),
        (Outcome::Unsupported, _) => Decision::hand_off(HandOffReason::UnsupportedClaim),
        (Outcome::Disputed, _) => Decision::hand_off(HandOffReason::SourcesDisagree),
        (Outcome::NoAnswer, Some(FellBack::Unavailable)) => {
            Decision::hand_off(HandOffReason::ModelUnavailable)
        }
        (Outcome::NoAnswer, Some(FellBack::BudgetSpent)) => Decision::hand_off(HandOffReason::BudgetSpent),
        (Outcome::NoAnswer, None) if needs::may_order(text) => {
            Decision::hand_off(HandOffReason::OrderRequest)
        }
        (Outcome::NoAnswer, None) => not_here(declined_before),
    }
}

/// What is done when the customer also wants a person: whatever has no answer is theirs.
pub(in crate::replies) fn with_person(decision: Decision) -> Decision {
    match decision {
        Decision::Decline | Decision::DeclineSaying(_) | Decision::DeclineAfter(_) | Decision::Silent => {
            Decision::hand_off(HandOffReason::AskedForPerson)
        }
        // The person who comes has the rest.
        Decision::SendPartly(answer) => Decision::Send(answer),
        Decision::Send(_)
        | Decision::Repeat { .. }
        | Decision::Settle { .. }
        | Decision::Remember { .. }
        | Decision::HandOff { .. } => decision,
    }
}

/// Two questions of one message: what the first one came to is told whatever the second one comes to.
pub(in crate::replies) fn both(first: &Answer, second: Decision) -> Decision {
    let with = |text: &str| format!("{}\n\n{text}", first.text);
    let joined = |answer: Answer| Answer {
        text: with(&answer.text),
        sources: first.sources.iter().cloned().chain(answer.sources).collect(),
    };
    match second {
        Decision::Send(answer) => Decision::Send(joined(answer)),
        Decision::SendPartly(answer) => Decision::SendPartly(joined(answer)),
        Decision::Decline => Decision::DeclineAfter(first.text.clone()),
        Decision::DeclineAfter(text) => Decision::DeclineAfter(with(&text)),
        Decision::DeclineSaying(text) => Decision::DeclineSaying(with(&text)),
        Decision::HandOff { reason, told: Told::Words(text) } => {
            Decision::HandOff { reason, told: Told::Words(with(&text)) }
        }
        Decision::HandOff { reason, told: Told::ThatSomebodyComes } => {
            Decision::HandOff { reason, told: Told::After(first.text.clone()) }
        }
        // Where help is comes before any order, and whoever wants nothing said is told nothing.
        Decision::HandOff { .. }
        | Decision::Repeat { .. }
        | Decision::Settle { .. }
        | Decision::Remember { .. } => second,
        Decision::Silent => Decision::Send(first.clone()),
    }
}

fn not_here(declined_before: bool) -> Decision {
    if declined_before { Decision::hand_off(HandOffReason::FailedTwice) } else { Decision::Decline }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_once_declines_and_failing_twice_calls_a_person() {
        let reason = |decision: Decision| decision.reason();
        assert_eq!(at_last(Outcome::NoAnswer, None, "bikes?", false), Decision::Decline);
        assert_eq!(reason(at_last(Outcome::NoAnswer, None, "", true)), Some(HandOffReason::FailedTwice));
        assert_eq!(
            reason(at_last(Outcome::Unsupported, None, "", false)),
            Some(HandOffReason::UnsupportedClaim)
        );
        assert_eq!(
            reason(at_last(Outcome::NoAnswer, Some(FellBack::Unavailable), "", false)),
            Some(HandOffReason::ModelUnavailable)
        );
        let answer = Answer { text: "9 to 18".to_owned(), sources: Vec::new() };
        let sent = at_last(Outcome::Supported(answer.clone()), Some(FellBack::BudgetSpent), "", true);
        assert_eq!(sent, Decision::Send(answer));
        let order = at_last(Outcome::NoAnswer, None, "Vorrei 2 kg di salsiccia", false);
        assert_eq!(reason(order), Some(HandOffReason::OrderRequest));
    }
}
