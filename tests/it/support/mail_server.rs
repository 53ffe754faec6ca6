//! A mail server on loopback: takes letters as SMTP says (RFC 5321), refuses where a test scripted it, and reads what it took.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One letter as it came over the wire.
#[derive(Debug, Clone)]
pub struct Letter {
    pub envelope_from: String,
    pub envelope_to: String,
    /// User and password, when somebody signed in.
    pub user: Option<(String, String)>,
    pub headers: HashMap<String, String>,
    pub body: String,
}

#[derive(Default)]
struct Shared {
    letters: Mutex<Vec<Letter>>,
    /// By the command they answer: `AUTH`, `RCPT`, `.`.
    script: Mutex<HashMap<&'static str, VecDeque<&'static str>>>,
    /// The connection is cut after the letter was taken, before its answer.
    cuts: Mutex<u32>,
}

#[derive(Clone)]
pub struct MailServer {
    pub port: u16,
    shared: Arc<Shared>,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let server = Self { port, shared: Arc::clone(&shared) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move { converse(stream, &shared).await });
            }
        });
        server
    }

    /// The next `command` is answered with this line.
    pub fn answers(&self, command: &'static str, line: &'static str) {
        self.shared.script.lock().unwrap().entry(command).or_default().push_back(line);
    }

    /// The next letter is taken, but nobody hears that it was.
    pub fn cuts_after_taking(&self) {
        *self.shared.cuts.lock().unwrap() += 1;
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.shared.letters.lock().unwrap().clone()
    }
}

fn scripted(shared: &Shared, command: &str, usual: &'static str) -> &'static str {
    let mut script = shared.script.lock().unwrap();
    script.get_mut(command).and_then(VecDeque::pop_front).unwrap_or(usual)
}

async fn converse(stream: TcpStream, shared: &Shared) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut from, mut to, mut user) = (String::new(), String::new(), None);
    writer.write_all(b"220 mail.example ESMTP\r\n").await.ok()?;
    while let Ok(Some(line)) = lines.next_line().await {
        let command = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let answer = match command.as_str() {
            "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
            "AUTH" => {
                let plain = STANDARD.decode(line.rsplit(' ').next().unwrap()).unwrap();
                let plain = String::from_utf8(plain).unwrap();
                let mut parts = plain.split('\0').skip(1).map(str::to_owned);
                user = Some((parts.next().unwrap(), parts.next().unwrap()));
                scripted(shared, "AUTH", "235 ok")
            }
            "MAIL" => {
                from = between(&line);
                scripted(shared, "MAIL", "250 ok")
            }
            "RCPT" => {
                to = between(&line);
                scripted(shared, "RCPT", "250 ok")
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                let answer = scripted(shared, ".", "250 taken");
                if answer.starts_with("250") {
                    let letter = read(&text, from.clone(), to.clone(), user.clone());
                    shared.letters.lock().unwrap().push(letter);
                }
                let mut cuts = shared.cuts.lock().unwrap();
                if *cuts > 0 {
                    *cuts -= 1;
                    return None;
                }
                answer
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        if command == "QUIT" {
            break;
        }
    }
    Some(())
}

fn between(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

fn read(text: &str, envelope_from: String, envelope_to: String, user: Option<(String, String)>) -> Letter {
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut headers = HashMap::new();
    for line in head.replace("\n ", " ").replace("\n\t", " ").lines() {
        let (name, value) = line.split_once(':').unwrap();
        let before = headers.insert(name.to_ascii_lowercase(), decoded_words(value.trim()));
        assert!(before.is_none(), "{name} stands there twice");
    }
    let body = match headers.get("content-transfer-encoding").map(String::as_str) {
        Some("base64") => decoded(STANDARD.decode(body.replace('\n', "")).unwrap()),
        Some("quoted-printable") => quoted_printable(body),
        _ => body.to_owned(),
    };
    Letter { envelope_from, envelope_to, user, headers, body: body.replace("\r\n", "\n") }
}

fn decoded(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// RFC 2045, section 6.7.
fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let code = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    decoded(bytes)
}

/// RFC 2047: `=?utf-8?b?…?=`, several with nothing but a blank between belong together.
fn decoded_words(value: &str) -> String {
    let mut shown = String::new();
    let mut rest = value.replace("?= =?", "?==?");
    while let Some(at) = rest.find("=?utf-8?b?") {
        shown.push_str(&rest[..at]);
        let word = rest[at + "=?utf-8?b?".len()..].to_owned();
        let (word, after) = word.split_once("?=").unwrap();
        shown.push_str(&decoded(STANDARD.decode(word).unwrap()));
        after.clone_into(&mut rest);
    }
    shown + &rest
}
