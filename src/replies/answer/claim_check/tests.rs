//! Properties that hold for any text, and the kinds of slips one by one. The table over whole cases is `benches/claims.rs`.

use proptest::prelude::*;

use super::*;

fn passage<'a>(title: &'a str, text: &'a str) -> Passage<'a> {
    Passage { id: "1", title, question: None, text, cited: true }
}

fn holds(draft: &str, text: &str) -> bool {
    check_before_verifying(draft, &[passage("Shop", text)], &Context::default()).holds()
}

#[test]
fn a_price_belongs_to_its_thing() {
    let list = "Women's cut £38. Men's cut £22. Full colour from £65.";
    assert!(holds("A men's cut costs £22.", list));
    assert!(!holds("A men's cut costs £38.", list));
    assert!(!holds("A men's cut costs €22.", list));
    assert!(holds("Full colour is from £65.", list), "the bound is said");
    assert!(!holds("Full colour is £65.", list), "the bound is dropped");
}

#[test]
fn a_price_list_between_strokes_or_dashes_is_a_table() {
    let list = "Prices: small / large\nMini valet: £25 / £38\nFull valet: £70 / £105";
    assert!(holds("A mini valet for a large car is £38.", list));
    assert!(!holds("A mini valet for a large car is £25.", list), "the other column");
    assert!(!holds("A full valet for a large car is £38.", list), "the other row");
    let dogs = "Size – Bath – Full groom\nSmall (up to 8 kg) – €28 – €48\nLarge – €49 – €85";
    assert!(holds("A full groom for a small dog is €48.", dogs));
    assert!(!holds("A bath for a small dog is €48.", dogs));
}

#[test]
fn hours_are_those_of_the_branch_their_line_begins_with() {
    let branches =
        "Kirkgate: Mon–Sat 8am–6pm, Sun 10am–4pm\nHeadrow: Mon–Fri 7.30am–7pm, Sat 9am–5pm, Sun closed";
    assert!(holds(
        "Kirkgate is open on Sundays from 10 am to 4 pm, but Headrow is closed that day.",
        branches
    ));
    assert!(!holds("Headrow is open on Sundays from 10 am to 4 pm.", branches));
    assert!(!holds("On Saturdays Headrow is open from 8 am to 6 pm.", branches));
}

#[test]
fn a_number_that_counts_things_is_no_time() {
    let list = "Salsa level 1: Monday 20:00-21:00\nSalsa level 2: Monday 21:00-22:00";
    assert!(holds("Salsa level 2 is on Monday from 21:00 to 22:00.", list));
    assert!(!holds("Salsa level 2 is on Monday from 20:00 to 21:00.", list));
}

#[test]
fn what_goes_on_without_is_denied_once_and_a_condition_is_no_invention() {
    assert!(holds("Our sorbets contain no milk or eggs.", "Sorbets without milk or eggs."));
    let induction = "Yes, a short induction is free.";
    assert!(holds("The short induction is free.", induction));
    assert!(!holds("The induction is free only when you hire for a week.", induction));
}

#[test]
fn a_time_belongs_to_its_day() {
    let hours = "Tuesday to Friday 9:00-18:00. Saturday 9:00-13:00. Closed on Sunday and Monday.";
    assert!(holds("On Saturday we close at 1 pm.", hours));
    assert!(!holds("On Saturday we close at 6 pm.", hours));
    assert!(!holds("We are open on Monday.", hours));
    assert!(holds("We are closed on Sunday.", hours));
    assert!(!holds("We are open today.", hours));
}

#[test]
fn yes_and_no_are_read_on_both_sides() {
    let rules = "We do not take American Express. Dogs are not allowed, except assistance dogs. The sausage contains pork and milk.";
    assert!(holds("We don't take American Express.", rules));
    assert!(!holds("We take American Express.", rules));
    assert!(!holds("Dogs are allowed.", rules));
    assert!(!holds("The sausage contains no milk.", rules));
    assert!(!holds("The sausage is gluten free.", rules), "a closed subject nobody speaks of");
}

#[test]
fn a_question_is_no_evidence_and_a_bare_no_turns_it() {
    let faq = [Passage {
        id: "1",
        title: "Halal",
        question: Some("Is your meat halal?"),
        text: "No.",
        cited: true,
    }];
    let context = Context::default();
    assert!(!check_before_verifying("Our meat is halal.", &faq, &context).holds());
    assert!(check_before_verifying("Our meat is not halal.", &faq, &context).holds());
}

#[test]
fn any_word_dot_letters_is_a_link_and_phones_match_whole() {
    let contact = "Call 06 7612345 or see bruni.example.";
    assert!(!holds("Call +39 06 7612345.", contact), "no country is known");
    let context = Context { phone_prefix: Some("39"), ..Context::default() };
    let check = |draft: &str| check_before_verifying(draft, &[passage("Contact", contact)], &context).holds();
    assert!(check("Call +39 06 7612345."));
    assert!(!check("Call +44 06 7612345.") && !check("Call 899 67612345."));
    assert!(!check("Pay at bruni-pay.live/x") && !check("Ordini su bruni punto com"));
}

#[test]
fn a_second_pass_must_quote_what_stands_there() {
    let passages = [passage("Hours", "Open Tuesday to Saturday 9:00-18:00.")];
    let context = Context::default();
    let draft = "We are open on Friday from 9 to 18.";
    let verified = |quote: &str, verdict: &str| {
        Verified::read(&serde_json::json!({"sentences": [
            {"sentence": draft, "verdict": verdict, "document": "1", "quote": quote}, {"sentence": 7}]}))
    };
    let held = |quote: &str, verdict: &str| {
        check_verified(draft, &passages, &context, &verified(quote, verdict)).holds()
    };
    assert!(held("Open Tuesday to Saturday 9:00-18:00", "supported"));
    assert!(!held("Open Tuesday to Saturday 9:00-18:00", "absent"));
    assert!(!held("Open every day 9:00-18:00", "supported"), "it does not stand there");
    assert!(!held("Open Tuesday", "supported"), "it does not hold the sentence by itself");
    assert!(!check_verified(draft, &passages, &context, &Verified::default()).holds());
}

#[test]
fn marks_of_citation_are_taken_out() {
    for (text, plain) in [
        ("It costs 5 euros【1】.", "It costs 5 euros."),
        ("It costs 5 euros【4:0†list】.", "It costs 5 euros."),
        ("Open on Friday [1]. Closed on Sunday [2, 3].", "Open on Friday. Closed on Sunday."),
        ("Open on Friday (source 2).", "Open on Friday."),
        ("Open on Friday.¹", "Open on Friday."),
        ("A room of 20 m².", "A room of 20 m²."),
        ("See [our list](https://a.example).", "See [our list](https://a.example)."),
        ("Children (under 12) pay 5.", "Children (under 12) pay 5."),
    ] {
        assert_eq!(without_citation_marks(text), plain);
    }
}

/// A full line that goes on in the next is one sentence in an answer as in the passage it quotes.
#[test]
fn a_wrapped_passage_is_quoted_with_its_wrapping() {
    let text = "Parking in the yard is free of charge for guests, even\nam Sonntag";
    assert!(check(text, &[passage("", text)], &Context::default()).holds());
    assert!(
        check(
            "aaa a a am 0.00 not am a aa a am am free\nam ",
            &[passage("", "aaa a a am 0.00 not am a aa a am am free\nam ")],
            &Context::default()
        )
        .holds()
    );
}

proptest! {
    /// What stands in a passage sentence by sentence is held: the built-in model's quotations always pass. Words for
    /// secrets, such as "cvc" or "iban", are asked of nobody even where a page has them; these letters make none.
    #[test]
    fn sentences_of_a_passage_are_never_held_back(text in "(([abd-hj-np-z]{1,8}|[0-9]{1,4}|[0-9]{1,2}[:.][0-9]{2}|€|%|am|pm|monday|to|free|no|not|,|-|/|\\.|;)( |\n)){0,40}") {
        let passages = [passage("", &text)];
        let checked = check(&text, &passages, &Context::default());
        prop_assert!(checked.holds(), "{:?}", checked);
    }

    /// A price that stands nowhere is never sent, in any format.
    #[test]
    fn a_figure_that_stands_nowhere_is_never_sent(cents in 100_u32..500_000, other in 100_u32..500_000) {
        prop_assume!(cents != other);
        let text = format!("The box costs €{}.{:02}.", cents / 100, cents % 100);
        let right = format!("The box costs {}.{:02} euros", cents / 100, cents % 100);
        let wrong = format!("The box costs {}.{:02} euros", other / 100, other % 100);
        prop_assert!(holds(&right, &text), "{right} from {text}");
        prop_assert!(!holds(&wrong, &text), "{wrong} from {text}");
    }

    #[test]
    fn times_agree_in_twelve_and_twenty_four_hours(hour in 1_u32..24, minute in 0_u32..60) {
        let half = if hour < 12 { "am" } else { "pm" };
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let text = format!("On Friday we close at {hour:02}:{minute:02}.");
        let right = format!("On Friday we close at {twelve}:{minute:02} {half}.");
        prop_assert!(holds(&right, &text), "{right} from {text}");
        let wrong = format!("On Friday we close at {twelve}:{:02} {half}.", (minute + 1) % 60);
        prop_assert!(!holds(&wrong, &text), "{wrong} from {text}");
    }

    #[test]
    fn any_text_is_read_to_its_end(draft in "\\PC{0,200}", text in "\\PC{0,200}", title in "\\PC{0,40}") {
        let passages = [Passage { id: "1", title: &title, question: None, text: &text, cited: true }];
        let context = Context { question: &draft, phone_prefix: Some("39"), ..Context::default() };
        let _ = check(&draft, &passages, &context);
        let verified = Verified::read(&serde_json::json!({"sentences": [{"sentence": draft, "verdict": "supported", "document": "1", "quote": text}]}));
        let _ = check_verified(&draft, &passages, &context, &verified);
        let _ = without_citation_marks(&draft);
    }
}
