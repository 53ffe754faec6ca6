//! Where webhooks go, as it was set.

/// Where webhooks go.
#[derive(Debug, Default)]
pub(in crate::practice::meta) struct Subscriptions {
    pub(in crate::practice::meta) app_callback: Option<String>,
    pub(in crate::practice::meta) app_fields: Vec<String>,
    pub(in crate::practice::meta) waba_subscribed: bool,
    pub(in crate::practice::meta) waba_override: Option<String>,
    pub(in crate::practice::meta) number_override: Option<String>,
}
