//! The closed lists of words the inbox keeps: one spelling for SQL, JSON and the API.
//!
//! Each is an enum matched without a catch-all. No rule lives here.

use crate::words::words;

words! {
    /// What kind of name the outside knows a contact by, strongest first.
    AliasKind { UserId = "user_id", ParentUserId = "parent_user_id", Phone = "phone", Username = "username" }

    /// What a line of a thread is.
    MessageKind {
        Text = "text", Image = "image", Video = "video", Audio = "audio", Document = "document", Sticker = "sticker",
        Location = "location", Contacts = "contacts", Interactive = "interactive", Button = "button",
        Reaction = "reaction", Order = "order", System = "system", Edit = "edit", Revoke = "revoke",
        Unsupported = "unsupported", Unknown = "unknown", Note = "note", Event = "event", Template = "template",
    }

    /// Where the file of a message is.
    FileState {
        /// Still with the channel.
        Waiting = "waiting",
        Ready = "ready",
        Failed = "failed",
    }

    /// How far the putting into words of a file has come.
    MediaTextState {
        /// An answer waits for it.
        Waiting = "waiting",
        Ready = "ready",
        Failed = "failed",
    }

    /// Why a file has no words that may be answered.
    MediaTextFault {
        /// It never came.
        NoFile = "no_file",
        /// Longer than what is put into words, or than what is answered.
        TooLong = "too_long",
        /// Nothing is said in it.
        Nothing = "nothing",
        /// The machine does not trust what it found itself.
        Unclear = "unclear",
        /// The service refuses: its key, its model, or this kind of file.
        Refused = "refused",
        Unreachable = "unreachable",
        TooSlow = "too_slow",
        /// The money for models is spent.
        BudgetSpent = "budget_spent",
        /// It shows trouble, a document or a person, or nobody knows what is wanted with it.
        ForPerson = "for_person",
    }

    Direction { In = "in", Out = "out" }

    /// Who wrote a line, as everybody may know it.
    AuthorKind { Customer = "customer", Ai = "ai", Person = "person", System = "system" }

    Status { Open = "open", Snoozed = "snoozed", Done = "done" }

    /// What the AI does in one conversation.
    AiMode {
        /// It answers by itself.
        Answer = "answer",
        /// It drafts, a person sends.
        Suggest = "suggest",
        Off = "off",
    }

    /// Why the AI is off.
    AiOffReason {
        /// A person answered or pressed the button.
        TookOver = "took_over",
        /// The shop answered from the phone app.
        AnsweredFromPhone = "answered_from_phone",
        /// The AI itself gave the conversation to a person.
        HandedOff = "handed_off",
        /// A person turned it off for good.
        SwitchedOff = "switched_off",
    }

    /// Why the AI gave a conversation to a person.
    HandOffReason {
        AskedForPerson = "asked_for_person",
        Complaint = "complaint",
        BigBasket = "big_basket",
        RepeatBuyer = "repeat_buyer",
        FailedPayment = "failed_payment",
        DeliveryPromise = "delivery_promise",
        OrderRequest = "order_request",
        /// An order is to be taken back or changed.
        OrderChange = "order_change",
        /// The shop's knowledge does not answer this.
        NoAnswer = "no_answer",
        /// It already failed to answer once.
        FailedTwice = "failed_twice",
        /// Its answer claimed what no source says.
        UnsupportedClaim = "unsupported_claim",
        /// Two of the shop's sources say different things about what was asked.
        SourcesDisagree = "sources_disagree",
        OutOfScope = "out_of_scope",
        /// A picture, a voice note or a kind of message it cannot read.
        Unreadable = "unreadable",
        /// A voice note of which no words could be made.
        VoiceNote = "voice_note",
        /// A picture that shows trouble, a document or a person.
        Picture = "picture",
        ModelUnavailable = "model_unavailable",
        /// The money for the AI's model.
        BudgetSpent = "budget_spent",
        /// The money for messages.
        MessageBudgetSpent = "message_budget_spent",
        /// It arrived when the channel's window had closed.
        LateMessage = "late_message",
        /// A message of ours may or may not have arrived.
        DeliveryUnsure = "delivery_unsure",
        /// A message of ours was not sent, and will not be unless somebody does something.
        DeliveryFailed = "delivery_failed",
        /// Another program answers this customer.
        AnsweredElsewhere = "answered_elsewhere",
        /// It sounds as if the customer wanted no more messages.
        OptOutUnclear = "opt_out_unclear",
        /// Somebody may be ill, hurt or in danger.
        Emergency = "emergency",
        /// A lawyer, an authority, the law.
        LegalMatter = "legal_matter",
        /// It has answered this customer as often as it may in an hour.
        AnswerLimit = "answer_limit",
        /// It is in a language the owner left to people.
        OtherLanguage = "other_language",
        /// Its answer did not reach the customer.
        AnswerFailed = "answer_failed",
        /// An answer waits for somebody to send it.
        SuggestionReady = "suggestion_ready",
        /// The AI is switched off for the whole shop.
        AssistantOff = "assistant_off",
        /// Somebody stopped its answer.
        AnswerStopped = "answer_stopped",
        /// It tried again and again, and something failed inside.
        AssistantFailed = "assistant_failed",
        /// A rule of the owner's asks for one.
        OwnersRule = "owners_rule",
    }

    /// Where a conversation stands for the team.
    Queue {
        NeedsPerson = "needs_person", Ai = "ai", Waiting = "waiting", Unassigned = "unassigned", Mine = "mine",
        Snoozed = "snoozed", Done = "done",
        /// Conversations with the practice phone: in no other queue but `all`.
        Practice = "practice",
        All = "all",
    }

    /// What an event line tells.
    EventKind {
        Assigned = "assigned", Unassigned = "unassigned", TookOver = "took_over", AiPaused = "ai_paused",
        AiResumed = "ai_resumed", AiSuggests = "ai_suggests", SuggestionDismissed = "suggestion_dismissed",
        HandedOver = "handed_over", Labelled = "labelled",
        Unlabelled = "unlabelled", Snoozed = "snoozed", Woken = "woken", Reopened = "reopened", Done = "done",
        IdentityChanged = "identity_changed", ContactsMerged = "contacts_merged", Renamed = "renamed",
        AnswerWithdrawn = "answer_withdrawn", TemplateUsed = "template_used", WindowOpened = "window_opened",
        WindowClosed = "window_closed", RuleMet = "rule_met", Escalated = "escalated", Handover = "handover", OptedOut = "opted_out", OptedIn = "opted_in", ConsentGiven = "consent_given",
        ConsentWithdrawn = "consent_withdrawn", Blocked = "blocked", Unblocked = "unblocked",
    }

    /// Where a customer agreed to be written to.
    ConsentSource {
        InPerson = "in_person", Website = "website", Form = "form", Whatsapp = "whatsapp", Phone = "phone",
        Other = "other",
    }

    /// Why a customer must not be written to first.
    SuppressionReason {
        /// They wrote a stop word.
        StopWord = "stop_word",
        /// They said so in the channel's own settings.
        UserPreference = "user_preference",
        /// The channel refused a message because they had said so.
        OptedOut = "opted_out",
        ByHand = "by_hand",
    }

    /// How far a suppression goes; answers to a customer who writes are never suppressed.
    SuppressionScope { Marketing = "marketing", Everything = "everything" }

    /// What the month's money still allows.
    SpendingStage {
        /// The AI answers.
        Open = "open",
        /// The AI drafts, a person sends.
        SuggestOnly = "suggest_only",
        PeopleOnly = "people_only",
    }
}

impl MessageKind {
    /// Whether it is part of what customer and shop said to each other.
    pub const fn is_spoken(self) -> bool {
        match self {
            Self::Text
            | Self::Image
            | Self::Video
            | Self::Audio
            | Self::Document
            | Self::Sticker
            | Self::Location
            | Self::Contacts
            | Self::Interactive
            | Self::Button
            | Self::Order
            | Self::Unsupported
            | Self::Unknown
            | Self::Template => true,
            Self::Note | Self::Event | Self::System | Self::Reaction | Self::Edit | Self::Revoke => false,
        }
    }

    /// Whether it shows on another message instead of being a line of its own.
    pub const fn attaches(self) -> bool {
        matches!(self, Self::Reaction | Self::Edit | Self::Revoke)
    }

    /// Whether it brings a file.
    pub const fn is_media(self) -> bool {
        matches!(self, Self::Image | Self::Video | Self::Audio | Self::Document | Self::Sticker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_itself() {
        for kind in MessageKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!("shouting".parse::<MessageKind>().is_err());
    }
}
