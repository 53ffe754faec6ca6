//! Hands one letter to the mail server, step by step, so that a fault can be told in words.

use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::server::{MailServer, Security};
use crate::http::outgoing;
use crate::words::words;

/// Time for one step of the conversation.
const STEP: Duration = Duration::from_secs(15);
/// Time for all of it.
const TIMEOUT: Duration = Duration::from_secs(45);
/// Characters of the server's own words that are shown.
const WORDS_SHOWN: usize = 300;

words! {
    /// Why a letter was not taken.
    MailFaultCode {
        NoSuchHost = "mail_no_such_host",
        Unreachable = "mail_unreachable",
        TookTooLong = "mail_took_too_long",
        /// No encrypted connection came about: another port, or a certificate that is not the server's.
        Tls = "mail_tls",
        /// It offers no encryption after the greeting.
        NoStarttls = "mail_no_starttls",
        /// User name and password are not taken.
        LoginRefused = "mail_login_refused",
        /// It asks for a way of signing in that is not offered here.
        NoLogin = "mail_no_login",
        /// It will not take letters from this sender, or to this reader.
        Refused = "mail_refused",
        /// It asks for patience.
        Busy = "mail_busy",
        /// The reader's address is none.
        NoAddress = "mail_no_address",
    }
}

/// Why a letter was not taken, with the server's own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {said}")]
pub struct MailFault {
    pub code: MailFaultCode,
    pub said: String,
}

impl MailFault {
    pub fn of(code: MailFaultCode, said: impl Into<String>) -> Self {
        let said: String = said.into();
        Self { code, said: said.chars().filter(|letter| !letter.is_control()).take(WORDS_SHOWN).collect() }
    }

    /// Whether the same letter may be taken later.
    pub const fn may_pass(&self) -> bool {
        match self.code {
            MailFaultCode::NoSuchHost
            | MailFaultCode::Unreachable
            | MailFaultCode::TookTooLong
            | MailFaultCode::Tls
            | MailFaultCode::NoStarttls
            | MailFaultCode::LoginRefused
            | MailFaultCode::NoLogin
            | MailFaultCode::Busy => true,
            MailFaultCode::Refused | MailFaultCode::NoAddress => false,
        }
    }
}

/// Hands a letter over.
pub async fn send(server: &MailServer, letter: &Message) -> Result<(), MailFault> {
    let all = tokio::time::timeout(TIMEOUT, converse(server, letter)).await;
    all.unwrap_or_else(|_| Err(MailFault::of(MailFaultCode::TookTooLong, "")))
}

async fn converse(server: &MailServer, letter: &Message) -> Result<(), MailFault> {
    let mut connection = connect(server).await?;
    let taken = deliver(&mut connection, server, letter).await;
    // What was taken is taken, however the farewell goes.
    connection.abort().await;
    taken
}

async fn deliver(
    connection: &mut AsyncSmtpConnection,
    server: &MailServer,
    letter: &Message,
) -> Result<(), MailFault> {
    if let (Some(user), Some(password)) = (&server.user, &server.password) {
        let credentials = Credentials::new(user.clone(), password.expose().clone());
        let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
        signed_in.map_err(|error| fault(&error, MailFaultCode::LoginRefused, MailFaultCode::NoLogin))?;
    }
    let sent = connection.send(letter.envelope(), &letter.formatted()).await;
    sent.map(drop).map_err(|error| fault(&error, MailFaultCode::Refused, MailFaultCode::Refused))
}

async fn connect(server: &MailServer) -> Result<AsyncSmtpConnection, MailFault> {
    outgoing::install_crypto();
    let addresses = match server.host.parse() {
        Ok(address) => vec![address],
        Err(_) => outgoing::resolve(&server.host)
            .await
            .map_err(|error| MailFault::of(MailFaultCode::NoSuchHost, error.to_string()))?,
    };
    let dialled: Vec<_> = addresses.into_iter().map(|address| (address, server.port).into()).collect();
    let hello = hello_name(server);
    let parameters = || TlsParameters::new(server.host.clone()).map_err(|error| tls_fault(&error));
    let at_once = match server.security {
        Security::Tls => Some(parameters()?),
        Security::Starttls | Security::None => None,
    };
    let connected =
        AsyncSmtpConnection::connect_tokio1(&dialled[..], Some(STEP), &hello, at_once, None).await;
    let mut connection = connected.map_err(|error| connect_fault(&error))?;
    if server.security == Security::Starttls {
        if !connection.can_starttls() {
            connection.abort().await;
            return Err(MailFault::of(MailFaultCode::NoStarttls, ""));
        }
        connection.starttls(parameters()?, &hello).await.map_err(|error| tls_fault(&error))?;
    }
    Ok(connection)
}

/// What we call ourselves: the sender's domain, since the machine's own name says nothing to anybody.
fn hello_name(server: &MailServer) -> ClientId {
    ClientId::Domain(server.from.email.domain().to_owned())
}

fn tls_fault(error: &Error) -> MailFault {
    MailFault::of(MailFaultCode::Tls, deepest(error))
}

fn connect_fault(error: &Error) -> MailFault {
    if is_tls(error) {
        return tls_fault(error);
    }
    fault(error, MailFaultCode::Refused, MailFaultCode::Unreachable)
}

/// The fault of a step: `refused` where the server says no for good, `otherwise` where it says nothing we know.
fn fault(error: &Error, refused: MailFaultCode, otherwise: MailFaultCode) -> MailFault {
    let code = if error.is_permanent() {
        refused
    } else if error.is_transient() {
        MailFaultCode::Busy
    } else if error.is_timeout() {
        MailFaultCode::TookTooLong
    } else if error.is_client() {
        otherwise
    } else {
        MailFaultCode::Unreachable
    };
    MailFault::of(code, deepest(error))
}

fn is_tls(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let broken = |kind| matches!(kind, std::io::ErrorKind::InvalidData);
        if inner.is::<rustls::Error>()
            || inner.downcast_ref::<std::io::Error>().is_some_and(|error| broken(error.kind()))
        {
            return true;
        }
        cause = inner.source();
    }
    error.is_tls()
}

/// What the innermost cause says, which is the server's own words where it spoke.
fn deepest(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
