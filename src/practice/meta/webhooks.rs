//! Posting webhooks: to whom, signed how, and tried again when the shop does not answer 200.
//!
//! Each body is posted on its own and all at once, as Meta does; order is nobody's promise.

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::records::{Outcome, Webhook};
use super::{Happening, Meta, payloads};

/// How long the shop may take to answer one webhook.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);

/// The header that carries the signature.
const SIGNATURE_HEADER: &str = "x-hub-signature-256";

impl Meta {
    /// `sha256=…` over exactly these bytes, with the app secret.
    pub fn sign(&self, body: &[u8]) -> String {
        let secret = self.world().account.keys.app_secret.clone();
        signature(secret.expose().as_bytes(), body)
    }

    /// Posts an event of any field, such as `account_update`; true when the shop acknowledged it.
    pub async fn posts(&self, field: &str, value: Value) -> bool {
        let mut body = payloads::envelope(&self.world().account, vec![(field.to_owned(), value)]);
        body["entry"][0]["time"] = self.now().as_seconds().into();
        self.post(field, &body, Vec::new()).await.is_acknowledged()
    }

    /// Posts the test of the developer site's dashboard: it names a number nobody has.
    pub async fn posts_dashboard_test(&self) -> bool {
        let value = json!({
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "16505551111", "phone_number_id": "123456123"},
            "contacts": [{"profile": {"name": "test user name"}, "wa_id": "16315551181"}],
            "messages": [{"from": "16315551181", "id": "ABGGFlA5Fpa", "timestamp": "1504902988", "type": "text",
                "text": {"body": "this is a text message"}}],
        });
        let body = json!({"object": "whatsapp_business_account",
            "entry": [{"id": "0", "changes": [{"field": "messages", "value": value}]}]});
        let body = payloads::escaped(&body);
        let callback = self.world().callback_for("messages");
        match callback {
            Some(url) => self.request(&url, &body).await.is_acknowledged(),
            None => false,
        }
    }

    /// Posts bytes seen before once more, `times` at once, as Meta may; the outcomes in no order.
    pub async fn posts_again(&self, webhook: &Webhook, times: usize) -> Vec<Outcome> {
        let posts = (0..times).map(|_| self.attempt(&webhook.field, &webhook.body));
        futures_util::future::join_all(posts).await
    }

    /// Posts one body now. When that fails it is tried again later, until acknowledged or given up.
    pub(super) async fn post(&self, field: &str, body: &Value, wamids: Vec<String>) -> Outcome {
        let work = self.begin_work();
        let body = payloads::escaped(body);
        let outcome = self.attempt(field, &body).await;
        match outcome {
            Outcome::NotSubscribed => {}
            Outcome::Answered(200) => self.acknowledged(wamids).await,
            Outcome::Answered(_) | Outcome::Unreachable => self.retry_later(field.to_owned(), body, wamids),
        }
        drop(work);
        outcome
    }

    async fn acknowledged(&self, wamids: Vec<String>) {
        for wamid in wamids {
            self.tell(Happening::Acknowledged { wamid }).await;
        }
    }

    fn retry_later(&self, field: String, body: String, wamids: Vec<String>) {
        let meta = self.clone();
        let stopping = self.0.tasks.stopping();
        self.0.tasks.spawn("practice.webhook_retry", async move {
            tokio::select! {
                () = meta.retry(&field, &body, wamids) => {}
                () = stopping.cancelled() => {}
            }
        });
    }

    async fn retry(&self, field: &str, body: &str, wamids: Vec<String>) {
        let give_up_at = self.now().plus(self.0.retries.give_up_after);
        for retry in 0.. {
            self.0.clock.sleep(self.0.retries.wait(retry)).await;
            if self.now() > give_up_at {
                tracing::warn!(field, "the shop never acknowledged a practice webhook");
                return;
            }
            let _work = self.begin_work();
            if self.attempt(field, body).await.is_acknowledged() {
                return self.acknowledged(wamids).await;
            }
        }
    }

    /// One try, recorded.
    async fn attempt(&self, field: &str, body: &str) -> Outcome {
        let at = self.now();
        let (callback, passes) = {
            let world = self.world();
            (world.callback_for(field).filter(|_| world.account.app_live), world.account.webhooks_pass)
        };
        let outcome = match callback {
            None => Outcome::NotSubscribed,
            Some(_) if !passes => Outcome::Unreachable,
            Some(url) => self.request(&url, body).await,
        };
        self.world().record_webhook(Webhook { at, field: field.to_owned(), body: body.to_owned(), outcome });
        outcome
    }

    async fn request(&self, url: &str, body: &str) -> Outcome {
        let signature = self.sign(body.as_bytes());
        let request = self
            .0
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("user-agent", "facebookexternalua")
            .header(SIGNATURE_HEADER, signature)
            .timeout(ANSWER_LIMIT)
            .body(body.to_owned());
        match request.send().await {
            Ok(answer) => Outcome::Answered(answer.status().as_u16()),
            Err(_) => Outcome::Unreachable,
        }
    }
}

fn signature(secret: &[u8], body: &[u8]) -> String {
    // HMAC takes keys of any length, so this cannot fail; an empty signature would simply be refused.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_signature_is_hmac_sha256_in_lower_case_hexadecimal() {
        // RFC 4231, test case 2.
        let signature = super::signature(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(signature, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
