//! kill -9 at a hundred moments under load: nothing acknowledged is lost, nothing shown twice, nobody answered twice.
//!
//! The real binary runs against the stand-in for Meta, which lives here and so outlives every kill; its record of
//! what it accepted is the judge. The same seed gives the same customers, words, faults and moments.

mod judge;
mod load;

use std::time::Duration;

use shopbell::clock::Clock;
use shopbell::http::outgoing;
use shopbell::practice::meta::{Fault, Keys, Meta, MetaOptions, RetryPlan, StatusPlan};
use shopbell::tasks::Tasks;

use crate::support::real_shop::Shop;
use load::Load;

const KILLS: u32 = 100;
const SEED: u64 = 20_261_121;

/// How long the shop lives before it is killed, counted from its first readiness.
const SHORTEST_LIFE: Duration = Duration::from_millis(40);
const LIFE_SPREAD_MS: u64 = 900;

/// One life in so many lasts until answers are on their way: not optimised, a start needs seconds before the first of them.
const MIDST_EVERY: u32 = 20;
const MIDST_LIMIT: Duration = Duration::from_secs(40);

/// How long the last start may take to work off everything.
const DRAIN_LIMIT: Duration = Duration::from_mins(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_kills_lose_nothing_and_repeat_nothing() {
    let tasks = Tasks::new();
    let meta = stand_in(&tasks).await;
    let mut shop = Shop::found(&meta).await;
    shop.start().await;
    shop.set_up(&meta).await;
    let load = Load::begin(&meta, &shop, &tasks, SEED);

    let mut dice = Dice(SEED);
    for kill in 0..KILLS {
        if dice.below(8) == 0 {
            meta.faults().next_send(Fault::DropAnswer);
        }
        if kill % MIDST_EVERY == MIDST_EVERY - 1 {
            until_it_answers(&meta).await;
        }
        tokio::time::sleep(SHORTEST_LIFE + Duration::from_millis(dice.below(LIFE_SPREAD_MS))).await;
        shop.kill().await;
        load.redeliver_something(&mut dice).await;
        shop.start().await;
        if kill % 25 == 24 {
            println!("{} kills, {} messages accepted by Meta", kill + 1, meta.sent().len());
        }
    }
    let said = load.end().await;
    let verdict = judge::wait_until_quiet(&meta, &shop, &said, DRAIN_LIMIT).await;
    println!("{verdict}");
    verdict.pronounce();
    shop.kill().await;
    tasks.begin_stop();
}

async fn until_it_answers(meta: &Meta) {
    let by_itself = || {
        let of_a_person = |text: &String| text.starts_with(load::A_PERSON_SAYS);
        meta.sent().iter().filter(|sent| !sent.text.as_ref().is_some_and(of_a_person)).count()
    };
    let before = by_itself();
    let answers = async {
        while by_itself() == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(MIDST_LIMIT, answers).await.expect("a shop that lives answers");
}

async fn stand_in(tasks: &Tasks) -> Meta {
    let clock = Clock::system();
    let mut options = MetaOptions::healthy(Keys::random(), clock.now());
    options.retries = RetryPlan {
        first_wait: Duration::from_millis(100),
        longest_wait: Duration::from_millis(800),
        give_up_after: Duration::from_mins(10),
    };
    options.statuses = StatusPlan::in_order().shuffled(SEED).twice().every(Duration::from_millis(15));
    let client = outgoing::client(Duration::from_secs(10)).unwrap();
    Meta::start(options, clock, tasks, client).await.unwrap()
}

/// Splitmix: small, and the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}
