//! Who goes next, in the situations that matter and in many that nobody thought of.

use std::time::Duration;

use super::*;

const NOW: Tick = Duration::from_secs(1_000);

fn waiting(message: i64, conversation: i64, urgency: Urgency) -> Waiting {
    Waiting {
        message: MessageId::new(message),
        conversation: ConversationId::new(conversation),
        urgency,
        from: Tick::ZERO,
        refused: false,
        may_have_file: false,
    }
}

fn queue(waiting: impl IntoIterator<Item = Waiting>) -> Queue {
    let mut queue = Queue::default();
    for one in waiting {
        queue.add(one, NOW);
    }
    queue
}

/// Takes what may go now, each answered at once; their message ids.
fn sent(queue: &mut Queue, now: Tick) -> Vec<i64> {
    use crate::ids::Id as _;
    let mut sent = Vec::new();
    while let Next::Send(one) = queue.next(now) {
        queue.done(one.message, one.conversation, now);
        sent.push(one.message.as_i64());
    }
    sent
}

#[test]
fn a_person_goes_first_then_answers_then_the_rest() {
    use Urgency::{Answer, Person, Rest};
    let mut queue =
        queue([waiting(1, 1, Rest), waiting(2, 2, Answer), waiting(3, 3, Person), waiting(4, 4, Answer)]);
    assert_eq!(sent(&mut queue, NOW), [3, 2, 4, 1]);
}

#[test]
fn a_person_s_message_takes_the_very_next_place_of_a_long_queue() {
    let mut queue = queue((0..4_000).map(|n| waiting(n, n, Urgency::Answer)));
    let mut now = NOW;
    for step in 0..200 {
        now += Duration::from_millis(60);
        sent(&mut queue, now);
        let message = 100_000 + step;
        queue.add(waiting(message, message, Urgency::Person), now);
        let Next::Send(next) = queue.next(now) else {
            let Next::Wait(until) = queue.next(now) else { panic!("a person waits") };
            assert!(
                until.checked_sub(now).unwrap() <= Duration::from_millis(40),
                "a person waits {:?}",
                until.checked_sub(now).unwrap()
            );
            now = until;
            let Next::Send(next) = queue.next(now) else { panic!("the place has come") };
            assert_eq!(next.message, MessageId::new(message));
            queue.done(next.message, next.conversation, now);
            continue;
        };
        assert_eq!(next.message, MessageId::new(message));
        queue.done(next.message, next.conversation, now);
    }
}

#[test]
fn customers_take_turns_whatever_one_of_them_has_waiting() {
    let many = (0..10).map(|n| waiting(n, 1, Urgency::Answer));
    let mut queue = queue(many.chain([waiting(20, 2, Urgency::Answer), waiting(30, 3, Urgency::Answer)]));
    assert_eq!(sent(&mut queue, NOW)[..4], [0, 20, 30, 1]);
}

#[test]
fn the_order_within_a_conversation_is_kept_and_a_person_s_message_lifts_what_is_before_it() {
    use Urgency::{Answer, Person, Rest};
    let mut queue =
        queue([waiting(1, 1, Answer), waiting(2, 2, Rest), waiting(3, 2, Answer), waiting(4, 2, Person)]);
    assert_eq!(sent(&mut queue, NOW), [2, 3, 4, 1]);
}

#[test]
fn one_of_a_conversation_is_under_way_at_a_time() {
    let mut queue = queue([waiting(1, 1, Urgency::Answer), waiting(2, 1, Urgency::Answer)]);
    let Next::Send(first) = queue.next(NOW) else { panic!("the first goes") };
    assert_eq!(queue.next(NOW), Next::Nothing);
    queue.done(first.message, first.conversation, NOW);
    assert_eq!(sent(&mut queue, NOW), [2]);
}

#[test]
fn an_undo_holds_back_what_was_written_after_it_and_no_longer() {
    let later = NOW + Duration::from_secs(3);
    let undo = Waiting { from: later, ..waiting(1, 1, Urgency::Person) };
    let mut queue = queue([undo, waiting(2, 1, Urgency::Person), waiting(3, 2, Urgency::Answer)]);
    assert_eq!(sent(&mut queue, NOW), [3], "another customer does not wait");
    assert_eq!(queue.next(NOW), Next::Wait(later));
    assert_eq!(sent(&mut queue, later), [1, 2]);
}

#[test]
fn what_waits_after_a_refusal_holds_back_nothing_more_urgent() {
    let mut queue = queue([waiting(1, 1, Urgency::Rest), waiting(2, 1, Urgency::Rest)]);
    let Next::Send(first) = queue.next(NOW) else { panic!("the first goes") };
    let later = NOW + Duration::from_mins(1);
    queue.again(Waiting { from: later, refused: true, ..first }, NOW);
    assert_eq!(queue.next(NOW), Next::Wait(later));
    queue.add(waiting(3, 1, Urgency::Person), NOW);
    assert_eq!(sent(&mut queue, NOW), [3]);
    assert_eq!(sent(&mut queue, later), [1, 2]);
}

#[test]
fn a_slow_meta_leaves_calls_for_people() {
    let mut queue = queue((0..500).map(|n| waiting(n, n, Urgency::Rest)));
    queue.stream.set_level(crate::whatsapp::types::Throughput::High);
    let mut under_way = 0;
    while let Next::Send(_) = queue.next(NOW) {
        under_way += 1;
    }
    assert_eq!(under_way, CALLS_OF_THE_REST);
    queue.add(waiting(1_000, 1_000, Urgency::Answer), NOW);
    queue.add(waiting(1_001, 1_001, Urgency::Person), NOW);
    assert!(matches!(queue.next(NOW), Next::Send(next) if next.urgency == Urgency::Person));
    assert!(matches!(queue.next(NOW), Next::Send(next) if next.urgency == Urgency::Answer));
    assert_eq!(queue.next(NOW), Next::Nothing);
}

#[test]
fn the_pair_limit_of_one_customer_makes_nobody_else_wait() {
    let many = (0..50).map(|n| waiting(n, 1, Urgency::Answer));
    let mut queue = queue(many.chain([waiting(100, 2, Urgency::Answer)]));
    let sent_now = sent(&mut queue, NOW);
    assert_eq!((sent_now.len(), sent_now.contains(&100)), (46, true));
    assert_eq!(
        queue.expected(ConversationId::new(1), MessageId::new(45)),
        Some(NOW + Duration::from_secs(6))
    );
    assert_eq!(sent(&mut queue, NOW + Duration::from_secs(6)), [45]);
}

#[test]
fn what_was_told_twice_is_known_once_and_a_queue_can_be_thrown_away() {
    let mut queue = queue([waiting(1, 1, Urgency::Answer), waiting(1, 1, Urgency::Answer)]);
    let Next::Send(first) = queue.next(NOW) else { panic!("it goes") };
    queue.add(waiting(1, 1, Urgency::Answer), NOW);
    queue.add(waiting(2, 2, Urgency::Answer), NOW);
    queue.forget_waiting();
    assert_eq!(queue.next(NOW), Next::Nothing);
    queue.done(first.message, first.conversation, NOW);
    queue.add(waiting(2, 2, Urgency::Answer), NOW);
    assert_eq!(sent(&mut queue, NOW), [2]);
}

/// A small generator, so that a failure can be run again by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one random history, deed by deed")]
fn in_any_history_nothing_is_lost_doubled_or_out_of_order() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let (mut queue, mut now, mut next_id) = (Queue::default(), NOW, 0);
        let mut under_way: Vec<Waiting> = Vec::new();
        let (mut added, mut left): (Vec<Waiting>, Vec<Waiting>) = (Vec::new(), Vec::new());
        for _ in 0..200 {
            match random.below(5) {
                0 | 1 => {
                    let urgency = Urgency::ALL[usize::try_from(random.below(3)).unwrap()];
                    let conversation = i64::try_from(random.below(6)).unwrap();
                    let undo = if random.below(4) == 0 { 3 } else { 0 };
                    let from = now + Duration::from_secs(undo);
                    let one = Waiting { from, ..waiting(next_id, conversation, urgency) };
                    next_id += 1;
                    queue.add(one, now);
                    added.push(one);
                }
                2 => {
                    if let Next::Send(one) = queue.next(now) {
                        assert!(one.from <= now, "seed {seed}: too early");
                        let twice = under_way.iter().any(|other| other.conversation == one.conversation);
                        assert!(!twice, "seed {seed}: two of one conversation");
                        under_way.push(one);
                    }
                }
                3 => {
                    if !under_way.is_empty() {
                        let one = under_way.swap_remove(
                            usize::try_from(random.below(u64::try_from(under_way.len()).unwrap())).unwrap(),
                        );
                        if random.below(4) == 0 {
                            let from = now + Duration::from_secs(random.below(20));
                            queue.again(Waiting { from, refused: true, ..one }, now);
                        } else {
                            queue.done(one.message, one.conversation, now);
                            left.push(one);
                        }
                    }
                }
                _ => now += Duration::from_millis(random.below(4_000)),
            }
        }
        for one in under_way.drain(..) {
            queue.done(one.message, one.conversation, now);
            left.push(one);
        }
        for _ in 0..10_000 {
            match queue.next(now) {
                Next::Send(one) => {
                    queue.done(one.message, one.conversation, now);
                    left.push(one);
                }
                Next::Wait(until) => {
                    assert!(until > now, "seed {seed}: waits for what has come");
                    now = until;
                }
                Next::Nothing => break,
            }
        }
        assert_eq!(left.len(), added.len(), "seed {seed}: lost or doubled");
        for urgency in Urgency::ALL {
            for conversation in 0..6 {
                let of = |list: &[Waiting]| -> Vec<MessageId> {
                    let mine = list.iter().filter(|one| {
                        one.conversation == ConversationId::new(conversation) && one.urgency == urgency
                    });
                    mine.map(|one| one.message).collect()
                };
                assert_eq!(of(&left), of(&added), "seed {seed}: the order of {conversation} {urgency:?}");
            }
        }
    }
}
