//! Which function runs which job, and what is enqueued when. Reads like a table.

use tokio_cron_scheduler::JobSchedulerError;

use super::backup::{self, NightlyBackup};
use super::channels::Carriers;
use super::notices::{HandOverOverdue, Notices};
use super::{App, Rooms};
use crate::clock::Clock;
use crate::health::fleet::{PullFleet, PullSite};
use crate::health::jobs::{
    AutoSend, AutoSendNoticed, DraftSignal, DraftWaiting, PlanFollowUps, PlanSignal, RunDetector, ScanHealth,
    SendFollowUp, SignalOver, SignalRaised, WakeSignal,
};
use crate::inbox::jobs::{
    BasketSent, ContactNamed, ContactsMerged, MessageReceived, PersonWanted, PhoneKnown, SaidMore,
    ShowTypingIndicator, TakeUp, WordsChanged,
};
use crate::inbox::{IndexThread, MERGER, MoveThread, WakeSnoozed};
use crate::jobs::{JobError, Registry, Schedules};
use crate::knowledge::{CompareSource, Embed, Ingest, LeaveShop, ReadShop, ReadSite, RefreshSites};
use crate::media::jobs::Preview;
use crate::notify::jobs::{ForgetNotices, GatherNotices, SendMail, SendPush, SendTemplate};
use crate::orders::{
    IndexOrders, LookAtBaskets, OfferTurns, Orders, PullHistory, PullProducts, ReadShopEvent, RefreshProducts,
};
use crate::privacy::{EraseContact, FoldAway, KeepNoLonger};
use crate::replies::Replies;
use crate::replies::jobs::{
    EscalationChanged, ExamWorse, ForgetFact, LookAtSources, LookAtTurns, LookAtWalk, LookAtWeek,
    LookForFacts, PutIntoWords, ReplyTurn, RuleChangesProposed, RuleMet, RunExam, SumUp, Sweep, WalkFailed,
    WalkOn,
};
use crate::storage::Db;
use crate::whatsapp::broadcast::SendBroadcast;
use crate::whatsapp::ledger;
use crate::whatsapp::templates::SyncTemplates;
use crate::whatsapp::{CheckConnection, DailyRound, FetchMedia, LookAtBudget, ReconcilePrices, SettleUnsure};

/// `Job => room, |room, job| what runs it;` and with `|room, job, ticket|` where the job's end is part of its deed.
macro_rules! table {
    ($registry:ident: $($job:ty => $room:expr, |$name:ident, $payload:pat_param $(, $ticket:ident)?| $run:expr;)+) => {$(
        let room = $room.clone();
        table! { @one $registry, $job, room, $name, $payload $(, $ticket)?, $run }
    )+};
    (@one $registry:ident, $job:ty, $room:ident, $name:ident, $payload:pat_param, $ticket:ident, $run:expr) => {
        $registry.on_ending::<$job>(move |$payload, $ticket| {
            let $name = $room.clone();
            Box::pin(async move { $run.await })
        });
    };
    (@one $registry:ident, $job:ty, $room:ident, $name:ident, $payload:pat_param, $run:expr) => {
        $registry.on::<$job>(move |$payload| {
            let $name = $room.clone();
            Box::pin(async move { $run.await })
        });
    };
}

/// Every kind of job and who does it.
pub(super) fn registry(db: &Db, clock: &Clock, rooms: &Rooms) -> Registry {
    let mut registry = Registry::default();
    let ground = (db.clone(), clock.clone());
    let customers = (rooms.orders.clone(), rooms.replies.clone());
    let carriers = Carriers { db: db.clone(), whatsapp: rooms.whatsapp.clone() };
    table! { registry:
        WakeSnoozed     => rooms.inbox,    |inbox, job| inbox.wake_snoozed(job);
        IndexThread     => rooms.inbox,    |inbox, job| inbox.index_thread(job);
        MoveThread      => rooms.inbox,    |inbox, job| inbox.move_thread(job);
        PhoneKnown      => rooms.orders,   |orders, job| orders.phone_known(job.contact_id);
        ContactNamed    => rooms.orders,   |orders, job| orders.contact_named(job.contact_id);
        BasketSent      => rooms.orders,   |orders, job| orders.basket_sent(job.message_id);
        LookAtBaskets   => rooms.orders,   |orders, _| orders.look_at_baskets();
        IndexOrders     => rooms.orders,   |orders, _| orders.index_orders();
        ContactsMerged  => customers,      |customers, job| merged(customers, job);
        Ingest          => rooms.knowledge, |knowledge, job| knowledge.ingest(job);
        Embed           => rooms.knowledge, |knowledge, job| knowledge.embed(job);
        ReadSite        => rooms.knowledge, |knowledge, job| knowledge.read_site(job);
        RefreshSites    => rooms.knowledge, |knowledge, _| knowledge.refresh_sites();
        Preview         => rooms.media,    |media, job| media.preview(job);
        SettleUnsure    => rooms.whatsapp, |whatsapp, job| whatsapp.settle_unsure(job);
        ShowTypingIndicator => carriers,  |carriers, job| carriers.show_typing_indicator(job);
        FetchMedia      => rooms.whatsapp, |whatsapp, job| whatsapp.fetch_media(job);
        CheckConnection => rooms.whatsapp, |whatsapp, job| whatsapp.check_connection(job);
        SyncTemplates   => rooms.whatsapp, |whatsapp, job| whatsapp.sync_templates(job);
        SendBroadcast   => rooms.whatsapp, |whatsapp, job| whatsapp.send_broadcast(job);
        LookAtBudget    => rooms.whatsapp, |whatsapp, _| whatsapp.look_at_budget();
        ReconcilePrices => rooms.whatsapp, |whatsapp, _| whatsapp.reconcile_prices();
        DailyRound      => rooms.whatsapp, |whatsapp, _| whatsapp.daily_round();
        EraseContact    => rooms.privacy,  |privacy, job| privacy.erase(job);
        FoldAway        => rooms.privacy,  |privacy, job| privacy.fold_away(job);
        KeepNoLonger    => rooms.privacy,  |privacy, job| privacy.keep_no_longer(job);
        NightlyBackup   => ground,         |ground, _| backup::nightly(&ground.0, ground.1.now());
    }
    watching(&mut registry, rooms);
    replies(&mut registry, rooms);
    web_shops(&mut registry, rooms);
    standing(&mut registry, rooms);
    registry
}

/// The same of the scanner, and of what people are told.
fn watching(registry: &mut Registry, rooms: &Rooms) {
    let wanted = (rooms.notices.clone(), rooms.replies.clone());
    table! { registry:
        ScanHealth      => rooms.health,   |health, job| health.scan(job);
        RunDetector     => rooms.health,   |health, job| health.run_detector(job);
        WakeSignal      => rooms.health,   |health, job| health.wake_signal(job);
        DraftSignal     => rooms.health,   |health, job| health.draft_signal(job);
        PlanFollowUps   => rooms.health,   |health, job| health.plan_follow_ups(job);
        SendFollowUp    => rooms.health,   |health, job| health.send_follow_up(job);
        SignalRaised    => rooms.notices,  |notices, job| notices.signal_raised(job);
        SignalOver      => rooms.notices,  |notices, job| notices.signal_over(job);
        DraftWaiting    => rooms.notices,  |notices, job| notices.draft_waiting(job);
        PersonWanted    => wanted,         |wanted, job| person_wanted(wanted, job);
        HandOverOverdue => rooms.notices,  |notices, job| notices.hand_over_overdue(job);
        EscalationChanged => rooms.notices, |notices, _| notices.escalation_changed();
        RuleMet         => rooms.notices,  |notices, job| notices.rule_met(job);
        ExamWorse       => rooms.notices,  |notices, job| notices.exam_worse(job);
        WalkFailed      => rooms.notices,  |notices, job| notices.walk_failed(job);
        RuleChangesProposed => rooms.notices, |notices, job| notices.rule_changes_proposed(job);
        SendTemplate    => rooms.notices,  |notices, job| notices.send_template(job);
        GatherNotices   => rooms.notify,   |notify, job| notify.gather(job);
        SendPush        => rooms.notify,   |notify, job| notify.send_push(job);
        SendMail        => rooms.notify,   |notify, job| notify.send_mail(job);
        ForgetNotices   => rooms.notify,   |notify, job| notify.forget(job);
        AutoSend        => rooms.health,   |health, job| health.auto_send(job);
        PlanSignal      => rooms.health,   |health, job| health.plan_signal(job);
        AutoSendNoticed => rooms.notices,  |notices, job| notices.auto_send_noticed(job);
        PullFleet       => rooms.health.fleet, |fleet, job| fleet.pull_all(job);
        PullSite        => rooms.health.fleet, |fleet, job| fleet.pull_site(job);
    }
}

/// What the replies do.
fn replies(registry: &mut Registry, rooms: &Rooms) {
    table! { registry:
        MessageReceived => rooms.replies,  |replies, job, ticket| replies.message_received(job, ticket);
        TakeUp          => rooms.replies,  |replies, job, ticket| replies.take_up(job, ticket);
        SaidMore        => rooms.replies,  |replies, job| replies.said_more(job);
        WordsChanged    => rooms.replies,  |replies, job| replies.words_changed(job);
        Sweep           => rooms.replies,  |replies, _| replies.sweep();
        LookAtTurns     => rooms.replies,  |replies, job| replies.look(job);
        LookForFacts    => rooms.replies,  |replies, job, ticket| replies.look_for_facts(job, ticket);
        ForgetFact      => rooms.replies,  |replies, job| replies.forget_fact(job);
        LookAtWeek      => rooms.replies,  |replies, job| replies.look_at_week(job);
        ReplyTurn       => rooms.replies,  |replies, job, ticket| replies.reply_turn(job, ticket);
        SumUp           => rooms.replies,  |replies, job, ticket| replies.sum_up(job, ticket);
        PutIntoWords    => rooms.replies,  |replies, job, ticket| replies.put_into_words(job, ticket);
        LookAtSources   => rooms.replies,  |replies, _| replies.look_at_sources();
        RunExam         => rooms.replies,  |replies, job| replies.run_exam(job);
        WalkOn          => rooms.replies,  |replies, job| replies.walk_on(job);
        LookAtWalk      => rooms.replies,  |replies, _| replies.look_at_walk();
        CompareSource   => rooms.replies,  |replies, job| replies.compare_source(job);
    }
}

/// What was kept of either customer is the one's they are now. Done twice it comes to the same.
async fn merged((orders, replies): (Orders, Replies), job: ContactsMerged) -> Result<(), JobError> {
    replies.contacts_merged(job.survivor, job.absorbed).await?;
    orders.contacts_merged(job.survivor, job.absorbed).await
}

/// People are told first; what they read of a long conversation may follow.
async fn person_wanted((notices, replies): (Notices, Replies), job: PersonWanted) -> Result<(), JobError> {
    let id = job.conversation_id;
    notices.person_wanted(job).await?;
    replies.sum_up_for_person(id).await
}

/// What web shops tell, and what is asked of them.
fn web_shops(registry: &mut Registry, rooms: &Rooms) {
    table! { registry:
        PullHistory     => rooms.orders,   |orders, job| orders.pull_history(job);
        ReadShopEvent   => rooms.orders,   |orders, job| orders.read_shop_event(job);
        PullProducts    => rooms.orders,   |orders, job| orders.pull_products(job);
        RefreshProducts => rooms.orders,   |orders, job| orders.refresh_products(job);
        OfferTurns      => rooms.orders,   |orders, job| orders.offer_turns(job);
        ReadShop        => rooms.orders,   |orders, job| orders.read_products(job.shop_id);
        LeaveShop       => rooms.orders,   |orders, job| orders.products_unwanted(job.shop_id);
    }
}

/// Work whose own rows are its queue.
fn standing(registry: &mut Registry, rooms: &Rooms) {
    let whatsapp = rooms.whatsapp.clone();
    registry.standing(ledger::READER, move || {
        let whatsapp = whatsapp.clone();
        Box::pin(async move { whatsapp.read_ledger().await })
    });
    let inbox = rooms.inbox.clone();
    registry.standing(MERGER, move || {
        let inbox = inbox.clone();
        Box::pin(async move { inbox.merge_message_index().await })
    });
}

/// The timetable, in UTC. It only ever enqueues.
pub(super) async fn schedules(app: &App) -> Result<(), JobSchedulerError> {
    let schedules = Schedules::new(app.db.clone()).await?;
    schedules.daily("0 0 3 * * *", NightlyBackup {}).await?;
    schedules.daily("0 30 4 * * *", DailyRound {}).await?;
    schedules.daily("0 15 5 * * *", ReconcilePrices {}).await?;
    schedules.daily("0 45 4 * * *", ForgetNotices {}).await?;
    schedules.daily("0 30 2 * * *", KeepNoLonger {}).await?;
    schedules.daily("0 10 6 * * *", LookAtWeek {}).await?;
    schedules.daily("0 40 8 * * *", LookAtWalk {}).await?;
    schedules.every("0 1 * * * *", LookAtBudget {}).await?;
    schedules.every("0 4 * * * *", LookAtBaskets {}).await?;
    schedules.every("0 7 * * * *", ScanHealth {}).await?;
    schedules.every("0 23 * * * *", RefreshSites {}).await?;
    schedules.every("0 41 * * * *", RefreshProducts {}).await?;
    schedules.every("20 */10 * * * *", LookAtTurns {}).await?;
    schedules.every("45 */5 * * * *", PlanFollowUps {}).await?;
    schedules.every("15 */5 * * * *", LookAtSources {}).await?;
    schedules.every("30 */3 * * * *", Sweep {}).await?;
    schedules.start(&app.tasks).await
}
