// What customers notice of each trouble the doctor knows. The words are in the locales; here is only which of them apply.

import type { Cause } from "@/api/types";

export type Effect = "nothing_in" | "nothing_out" | "nothing_at_all" | "some_lost" | "soon" | "first_messages" | "none";

const effects: Record<Cause, Effect> = {
  no_public_address: "nothing_in",
  public_address_not_https: "nothing_in",
  public_address_unreachable: "nothing_in",
  public_address_foreign: "nothing_in",
  meta_unreachable: "nothing_out",
  clock_off: "some_lost",
  version_expired: "nothing_at_all",
  version_expiring: "soon",
  token_expired: "nothing_out",
  token_withdrawn: "nothing_out",
  token_temporary: "soon",
  token_expiring: "soon",
  token_personal: "soon",
  scope_missing: "nothing_out",
  app_secret_changed: "nothing_in",
  asset_missing: "nothing_at_all",
  number_not_chosen: "nothing_at_all",
  number_id_wrong: "nothing_at_all",
  number_moved: "nothing_at_all",
  account_restricted: "nothing_out",
  account_in_review: "first_messages",
  display_name_pending: "first_messages",
  display_name_declined: "first_messages",
  phone_code_missing: "nothing_at_all",
  not_registered: "nothing_at_all",
  registration_waits: "nothing_at_all",
  pin_unknown: "nothing_at_all",
  verify_token_wrong: "nothing_in",
  no_callback: "nothing_in",
  foreign_callback: "nothing_in",
  fields_missing: "some_lost",
  account_not_subscribed: "nothing_in",
  foreign_override: "nothing_in",
  app_not_live: "nothing_in",
  standby_takeover: "nothing_in",
  payment_missing: "soon",
  quality_red: "first_messages",
  quality_yellow: "none",
  meta_reports_problem: "nothing_out",
  nothing_arrived_yet: "none",
  webhooks_silent: "none",
  meta_refused: "nothing_out",
  data_access_expired: "nothing_out",
  number_disconnected: "nothing_at_all",
  number_sandbox: "nothing_out",
  account_disconnected: "nothing_at_all",
  account_incomplete: "nothing_out",
  messages_field_missing: "nothing_in",
  payment_refused: "nothing_out",
  meta_busy: "none",
};

/** Problems of pasted values carry a cause or a code of their own. */
export function isCause(text: string): text is Cause {
  return Object.hasOwn(effects, text);
}

export function effectOf(cause: Cause): Effect {
  return effects[cause];
}
