//! Who asks, and the one table of who may do what.
//!
//! Handlers call [`Actor::require`]; nothing else in the program decides about rights.

use std::fmt;
use std::str::FromStr;

use crate::ids::{PersonId, TokenId};

/// What someone is to the shop.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answers customers under supervision; sees no phone numbers and no amounts.
    Trainee,
    /// Answers customers.
    Agent,
    /// Runs the day: knowledge, replies, the team below.
    Manager,
    /// Everything, keys and people included.
    Owner,
}

/// One thing somebody may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    ReadInbox,
    Reply,
    WriteNotes,
    /// Assign, label, snooze, close, switch the AI.
    ManageConversations,
    SeePhoneNumbers,
    SeeAmounts,
    /// What customers ordered; amounts take [`Permission::SeeAmounts`].
    ReadOrders,
    /// Write an order down, change its state, say whose it is.
    WriteOrders,
    /// Whole files of orders.
    ImportOrders,
    /// What conversations bring in money.
    SeeRevenue,
    ReadKnowledge,
    WriteKnowledge,
    UsePractice,
    ManageReplies,
    /// Write, submit and delete message templates.
    ManageTemplates,
    /// See what messages cost and set the budget.
    ManagePrices,
    SendBroadcasts,
    /// See what the health scanner found, and send, change or dismiss it.
    HandleSignals,
    /// Make the shop's own signals from choices, switch them, delete them.
    ManageSignals,
    /// Write a signal in SQL.
    WriteSignalSql,
    /// Let signals be sent by themselves, and set their bounds.
    AutomateSignals,
    /// See the other installs this one looks after.
    SeeFleet,
    /// Add and change them, and let an operator look after this one.
    ManageFleet,
    ManageShop,
    /// Hand over and erase what is kept of a customer, and say how long customers are kept.
    ManagePersonalData,
    ReadLedger,
    ReplayLedger,
    ReadJobs,
    ManageJobs,
    ReadAudit,
    ManageConnection,
    ManageModel,
    /// Invite and change people; about whom, [`Actor::require_over`] says.
    ManageTeam,
    ManageTokens,
    /// Copies of the whole shop, and the phrase that opens them.
    MakeBackup,
    ReleaseHold,
}

impl Permission {
    pub const ALL: [Self; 36] = [
        Self::ReadInbox,
        Self::Reply,
        Self::WriteNotes,
        Self::ManageConversations,
        Self::SeePhoneNumbers,
        Self::SeeAmounts,
        Self::ReadOrders,
        Self::WriteOrders,
        Self::ImportOrders,
        Self::SeeRevenue,
        Self::ReadKnowledge,
        Self::WriteKnowledge,
        Self::UsePractice,
        Self::ManageReplies,
        Self::ManageTemplates,
        Self::ManagePrices,
        Self::SendBroadcasts,
        Self::HandleSignals,
        Self::ManageSignals,
        Self::WriteSignalSql,
        Self::AutomateSignals,
        Self::SeeFleet,
        Self::ManageFleet,
        Self::ManageShop,
        Self::ManagePersonalData,
        Self::ReadLedger,
        Self::ReplayLedger,
        Self::ReadJobs,
        Self::ManageJobs,
        Self::ReadAudit,
        Self::ManageConnection,
        Self::ManageModel,
        Self::ManageTeam,
        Self::ManageTokens,
        Self::MakeBackup,
        Self::ReleaseHold,
    ];

    /// The lowest role that has it: the whole table of rights.
    pub const fn lowest_role(self) -> Role {
        match self {
            Self::ReadInbox
            | Self::Reply
            | Self::WriteNotes
            | Self::ReadOrders
            | Self::ReadKnowledge
            | Self::UsePractice => Role::Trainee,
            Self::ManageConversations
            | Self::SeePhoneNumbers
            | Self::SeeAmounts
            | Self::WriteOrders
            | Self::HandleSignals => Role::Agent,
            Self::WriteKnowledge
            | Self::ImportOrders
            | Self::SeeRevenue
            | Self::ManageReplies
            | Self::ManageTemplates
            | Self::ManagePrices
            | Self::SendBroadcasts
            | Self::ManageSignals
            | Self::SeeFleet
            | Self::ManageShop
            | Self::ManagePersonalData
            | Self::ReadLedger
            | Self::ReplayLedger
            | Self::ReadJobs
            | Self::ManageJobs
            | Self::ReadAudit
            | Self::ManageTeam => Role::Manager,
            Self::ManageConnection
            | Self::ManageFleet
            | Self::ManageModel
            | Self::ManageTokens
            | Self::MakeBackup
            | Self::WriteSignalSql
            | Self::AutomateSignals
            | Self::ReleaseHold => Role::Owner,
        }
    }
}

/// Who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identity {
    Person(PersonId),
    Token(TokenId),
    /// Shopbell itself: jobs, schedules, the command line.
    System,
}

/// Somebody who asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub identity: Identity,
    pub role: Role,
}

/// The answer to somebody who may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {role} may not do this; it takes at least a {needed}")]
pub struct Denied {
    pub role: Role,
    pub needed: Role,
}

impl Actor {
    pub const fn system() -> Self {
        Self { identity: Identity::System, role: Role::Owner }
    }

    pub const fn person_with_role(person: PersonId, role: Role) -> Self {
        Self { identity: Identity::Person(person), role }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.role >= permission.lowest_role()
    }

    pub fn require(&self, permission: Permission) -> Result<(), Denied> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Denied { role: self.role, needed: permission.lowest_role() })
        }
    }

    /// Whether this one may decide about somebody of that role: an owner about everybody, others about those below.
    pub fn require_over(&self, role: Role) -> Result<(), Denied> {
        if self.role == Role::Owner || role < self.role {
            Ok(())
        } else {
            Err(Denied { role: self.role, needed: Role::Owner })
        }
    }

    pub fn permissions(&self) -> Vec<Permission> {
        Permission::ALL.into_iter().filter(|permission| self.may(*permission)).collect()
    }

    pub const fn person(&self) -> Option<PersonId> {
        match self.identity {
            Identity::Person(id) => Some(id),
            Identity::Token(_) | Identity::System => None,
        }
    }
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Agent => "agent",
            Self::Trainee => "trainee",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Why a text is not a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a role: use owner, manager, agent or trainee")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        [Self::Owner, Self::Manager, Self::Agent, Self::Trainee]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(NotARole)
    }
}

impl rusqlite::types::ToSql for Role {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl rusqlite::types::FromSql for Role {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_str()?.parse().map_err(rusqlite::types::FromSqlError::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_may_everything_and_a_trainee_sees_no_phone() {
        assert_eq!(Actor::system().permissions().len(), Permission::ALL.len());
        let trainee = Actor::person_with_role(PersonId::new(1), Role::Trainee);
        assert!(trainee.may(Permission::Reply));
        assert!(!trainee.may(Permission::SeePhoneNumbers));
        assert!(trainee.require(Permission::ManageTeam).is_err());
    }

    #[test]
    fn a_manager_decides_about_those_below_and_an_owner_about_everybody() {
        let over = |role: Role| {
            let actor = Actor::person_with_role(PersonId::new(1), role);
            [Role::Owner, Role::Manager, Role::Agent, Role::Trainee]
                .map(|other| actor.require_over(other).is_ok())
        };
        assert_eq!(over(Role::Manager), [false, false, true, true]);
        assert_eq!(over(Role::Owner), [true; 4]);
    }
}
