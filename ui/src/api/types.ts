// The nouns of the API as the screens use them. Times are RFC 3339 in UTC, ids are strings.
export type * from "./knowledgeTypes";

export type * from "./llm";

export type Role = "owner" | "manager" | "agent" | "trainee";
export type Language = "en" | "it";
export type ThemeChoice = "system" | "light" | "dark";

export type Permission =
  | "read_inbox"
  | "reply"
  | "write_notes"
  | "manage_conversations"
  | "see_phone_numbers"
  | "see_amounts"
  | "read_knowledge"
  | "write_knowledge"
  | "manage_connection"
  | "manage_model"
  | "manage_replies"
  | "manage_shop"
  | "manage_team"
  | "manage_tokens"
  | "read_ledger"
  | "replay_ledger"
  | "read_jobs"
  | "manage_jobs"
  | "read_audit"
  | "make_backup"
  | "use_practice"
  | "release_hold";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface PageQuery {
  cursor?: string;
  limit?: number;
}

export interface Me {
  person: { id: string; name: string; email: string; role: Role; language: string; theme: ThemeChoice; second_factor: boolean };
  permissions: Permission[];
  shop: { name: string; language: string; time_zone: string };
  recovery_phrase: "missing" | "unconfirmed" | "confirmed";
  on_hold: boolean;
  version: string;
}

export interface Setup {
  needed: boolean;
  setup_code_hint?: string | null;
}

export interface NewSetup {
  setup_code: string;
  email: string;
  password: string;
  business_name: string;
  language: string;
}

export interface Credentials {
  email: string;
  password: string;
  second_factor?: string;
}

export interface MePatch {
  name?: string;
  language?: string;
  theme?: ThemeChoice;
  current_password?: string;
  new_password?: string;
}

export interface Session {
  id: string;
  device: string;
  ip: string | null;
  created_at: string;
  last_seen_at: string;
  current: boolean;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  second_factor: boolean;
  last_seen_at: string | null;
  invited: boolean;
}

export interface OwnerLink {
  url: string;
  expires_at: string;
}

export interface PasswordLink {
  email: string;
  name: string;
  kind: "invitation" | "reset";
}

export interface Token {
  id: string;
  name: string;
  role: Role;
  created_at: string;
  expires_at?: string | null;
  last_used_at?: string | null;
}

export interface OpeningHours {
  /** 1 = Monday … 7 = Sunday. */
  days: number[];
  opens: string;
  closes: string;
}

export interface Shop {
  name: string;
  language: string;
  time_zone: string;
  address: string;
  phone: string;
  website: string;
  email: string;
  hours: OpeningHours[];
  rules: string;
  greeting?: string | null;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor_kind: string;
  actor_id?: string | null;
  action: string;
  subject: string;
  details: unknown;
}

export type JobState = "waiting" | "running" | "dead";

export interface Job {
  id: string;
  kind: string;
  state: JobState;
  attempts: number;
  run_at: string;
  last_error?: string | null;
}

export type ChecklistItem = "shop" | "knowledge" | "practice" | "whatsapp" | "recovery_phrase" | "second_factor" | "backup" | "model";

export interface Home {
  checklist: { id: ChecklistItem; done: boolean }[];
  banner?: { code: string; message: string } | null;
}

export type AiMode = "answer" | "suggest" | "off";

export interface RepliesSettings {
  mode: AiMode;
  burst_wait_ms: number;
  decline_text: Record<string, string>;
  hand_off_text: Record<string, string>;
  monthly_budget_micros?: number | null;
}

export type CheckStatus = "ok" | "warn" | "fail" | "skip";

export interface Check {
  id: string;
  status: CheckStatus;
  title: string;
  detail: string;
  fixable: boolean;
}

export interface WhatsAppNumber {
  id: string;
  display_phone_number: string;
  verified_name: string;
  waba_id: string;
}

export interface Connection {
  status: "connected" | "choose_number" | "incomplete" | "none";
  numbers?: WhatsAppNumber[] | null;
  phone_number_id?: string | null;
  waba_id?: string | null;
  app_id?: string | null;
  display_phone_number?: string | null;
  verified_name?: string | null;
  callback_url?: string | null;
  verify_token?: string | null;
  checks: Check[];
}

export interface NewConnection {
  access_token: string;
  app_secret: string;
  phone_number_id?: string;
  waba_id?: string;
}

export type LedgerState = "stored" | "parsed" | "duplicate" | "ignored" | "failed";

export interface LedgerEvent {
  id: string;
  received_at: string;
  state: LedgerState;
  reason?: string | null;
  field?: string | null;
  summary: string;
  bytes: number;
  updates: number;
  connection_id?: string | null;
}

export interface Backup {
  name: string;
  bytes: number;
  made_at: string;
  verified_at?: string | null;
}

export type Queue = "needs_person" | "ai" | "waiting" | "unassigned" | "mine" | "snoozed" | "done" | "all";

export interface Counts {
  needs_person: number;
  ai: number;
  waiting: number;
  unassigned: number;
  mine: number;
  snoozed: number;
  done: number;
  unread: number;
}

export interface Label {
  id: string;
  name: string;
  color: string;
}

export type Direction = "in" | "out";
export type Author = "customer" | "ai" | "person" | "system";
export type MessageState = "received" | "queued" | "sending" | "unsure" | "sent" | "delivered" | "read" | "failed";

export interface Source {
  source_id: string;
  chunk_id: string;
  title: string;
  passage: string;
  url?: string | null;
}

export interface Conversation {
  id: string;
  contact: { id: string; name?: string | null; username?: string | null; phone?: string | null; bsuid?: string | null; language?: string | null };
  status: "open" | "snoozed" | "done";
  ai: AiMode;
  ai_off?: { by?: { id: string; name: string } | null; at: string; reason: string } | null;
  assignee?: { id: string; name: string } | null;
  labels: Label[];
  unread: number;
  needs_person?: { reason: string; at: string } | null;
  last_message?: { id: string; direction: Direction; author: Author; kind: string; text?: string | null; at: string; state?: MessageState | null } | null;
  window_expires_at?: string | null;
  snooze_until?: string | null;
  practice: boolean;
  typing?: { person_id: string; name: string } | null;
}

export interface ConversationDetail extends Conversation {
  card?: unknown;
  suggestion?: { id: string; text: string; sources: Source[]; run_id?: string | null } | null;
  reply?: { run_id: string; step: "waiting" | "searching" | "writing" | "checking"; found?: number | null; text?: string | null } | null;
}

export interface Message {
  id: string;
  direction: Direction;
  author: Author;
  person?: { id: string; name: string } | null;
  kind: string;
  text?: string | null;
  content?: unknown;
  media?: { mime_type?: string | null; filename?: string | null; voice?: boolean } | null;
  state?: MessageState | null;
  error?: { code: string; message: string; what_to_do?: string | null } | null;
  wamid?: string | null;
  client_id?: string | null;
  quoted?: { id?: string | null; text?: string | null; author?: Author | null } | null;
  reactions?: { emoji: string; author: Author; at: string }[];
  sources: Source[];
  run_id?: string | null;
  /** Millionths of a US dollar. */
  cost?: number | null;
  at: string;
  edited?: boolean | null;
  /** The customer took it back. */
  revoked?: boolean | null;
}

export interface NewMessage {
  client_id: string;
  kind: "text";
  text: string;
  quoted?: string;
  delay_ms?: number;
  suggestion_id?: string;
  /** The last message the writer had seen, so that a newer answer is asked about first. */
  seen?: string;
  anyway?: boolean;
}

export interface Run {
  id: string;
  state: string;
  decision?: string | null;
  reason?: string | null;
  intent?: string | null;
  steps: { name: string; started_at: string; duration_ms?: number | null; outcome?: string | null }[];
  /** Without a source when it is a fact of the shop's profile. */
  passages: { source_id?: string | null; chunk_id?: string | null; title: string; passage: string; support?: number | null; cited?: boolean | null }[];
  checks: { kind: string; text: string; supported: boolean }[];
  usage?: { input_tokens: number; output_tokens: number; cached_input_tokens?: number } | null;
  cost?: number | null;
  model?: string | null;
}
