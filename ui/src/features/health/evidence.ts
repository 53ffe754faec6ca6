// What a detector found, in words: short sentences with the figures filled in, one line in all. Never shows raw JSON.
import i18next from "i18next";
import type { Signal } from "@/api/types";
import { languageName } from "@/lib/languages";
import { formatBytes, formatCount } from "@/lib/numbers";
import { formatPhone } from "@/lib/phone";
import { regional } from "@/lib/region";

type Facts = Signal["evidence"];
/** What there is to say something about. */
type Found = Pick<Signal, "detector" | "scope" | "evidence">;

/** Hours from which on days are said. */
const HOURS_IN_DAYS_FROM = 48;

/**
 * Per detector its sentences, and which facts each needs: a sentence that lacks one is left out. A name with a fact in
 * braces is chosen by that fact's value.
 */
const SENTENCES: Record<string, [sentence: string, ...facts: string[]][]> = {
  wa_disconnected: [
    ["down", "number", "hours"],
    ["last", "last_message_at_ms"],
  ],
  never_connected: [["waiting", "number", "hours"]],
  provider_mismatch: [["{what}", "model", "provider"]],
  token_expiring: [["ends", "number", "expires_at_ms"]],
  webhook_silent: [
    ["silent", "number", "minutes"],
    ["expected", "expected_messages"],
  ],
  backup_failing: [["{state}"], ["since", "failing_since_ms"], ["last", "last_at_ms"]],
  disk_filling: [
    ["free", "free_bytes"],
    ["database", "database_bytes"],
  ],
  clock_off: [["checked", "checked_at_ms"]],
  jobs_dead: [["dead", "count", "since_ms"]],
  model_failing: [
    ["failed", "failures", "model"],
    ["since", "since_ms"],
  ],
  budget_near: [["{kind}", "percent", "spent_micros", "limit_micros"]],
  template_paused: [["{status}", "name", "language", "since_ms"]],
  quality_dropping: [["checked", "number", "checked_at_ms"]],
  silent_after_activity: [
    ["wrote", "messages"],
    ["silent", "days"],
  ],
  order_overdue: [
    ["usual", "usual_days"],
    ["late", "days_late"],
    ["last", "last_order_at_ms"],
  ],
  no_order: [
    ["ordered", "orders"],
    ["last", "last_order_at_ms"],
  ],
  basket_abandoned: [
    ["left", "baskets", "last_at_ms"],
    ["largest", "largest_micros"],
  ],
  complaint_open: [["complained", "complained_at_ms"], ["{answered}"]],
  question_unanswered: [["waiting", "messages", "waiting_since_ms"], ["{with_person}"]],
  payment_failed: [
    ["failed", "number", "total_micros", "failed_at_ms"],
    ["orders", "orders"],
  ],
  fleet_wa_disconnected: [
    ["down", "site", "hours"],
    ["last", "last_message_at_ms"],
  ],
  fleet_never_connected: [["waiting", "site", "hours"]],
  fleet_provider_mismatch: [["{what}", "site", "model", "provider"]],
  fleet_silent_after_activity: [
    ["silent", "site", "messages"],
    ["last", "last_message_at_ms"],
  ],
  fleet_unreachable: [["who", "site"], ["{fault}"], ["last", "last_at_ms"]],
  traffic_without_orders: [
    ["wrote", "messages", "days"],
    ["last", "last_message_at_ms"],
  ],
};

/** What the shop's own signals find when they are built from choices. Facts of one written in SQL are shown as they are. */
const OWN_SENTENCES: [sentence: string, ...facts: string[]][] = [
  ["product", "product", "last_order_at_ms"],
  ["ordered", "orders", "last_order_at_ms"],
  ["left", "baskets", "last_at_ms"],
  ["largest", "largest_micros"],
  ["lastMessage", "last_message_at_ms"],
  ["firstMessage", "first_message_at_ms"],
];
const OWN_FACTS = new Set([...OWN_SENTENCES.flatMap(([, ...facts]) => facts), "currency", "days"]);

/** What a sentence is chosen by and no fact says outright. */
function withChoices(signal: Found): Facts {
  const { evidence, detector } = signal;
  if (detector === "complaint_open")
    return { ...evidence, answered: typeof evidence.answered_at_ms === "number" ? "answered" : "unanswered" };
  if (detector === "question_unanswered") return { ...evidence, with_person: evidence.with_person ? "person" : "nobody" };
  if (detector === "payment_failed" && typeof evidence.orders === "number" && evidence.orders < 2) return { ...evidence, orders: null };
  return evidence;
}

function span(value: number, unit: "minute" | "hour" | "day", language: string): string {
  if (unit === "minute" && value >= 120) return span(Math.round(value / 60), "hour", language);
  if (unit === "hour" && value >= HOURS_IN_DAYS_FROM) return span(Math.round(value / 24), "day", language);
  return new Intl.NumberFormat(regional(language), { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(value);
}

/** Of up to two months the days are said: "last month" is no figure. In hours below a day, in minutes below an hour. */
function moment(at: number, language: string): string {
  const minutes = Math.round((at - Date.now()) / 60_000);
  const relative = new Intl.RelativeTimeFormat(regional(language), { numeric: "auto" });
  const size = Math.abs(minutes);
  if (size < 60) return relative.format(minutes, "minute");
  if (size < 24 * 60) return relative.format(Math.round(minutes / 60), "hour");
  const days = Math.round(minutes / (24 * 60));
  return Math.abs(days) <= 60 ? relative.format(days, "day") : relative.format(Math.round(days / 30), "month");
}

function money(micros: number, currency: unknown, language: string): string {
  const code = typeof currency === "string" && /^[A-Za-z]{3}$/.test(currency) ? currency : "USD";
  return new Intl.NumberFormat(regional(language), { style: "currency", currency: code }).format(micros / 1_000_000);
}

/** Whether "+39 …" is meant: of customers' orders the number is the shop's own. */
const isPhone = (signal: Found, fact: string) => fact === "number" && signal.scope !== "customers";

function inWords(signal: Found, fact: string, value: string | number, language: string): string {
  if (typeof value === "string") {
    if (fact === "language") return languageName(value, language);
    return isPhone(signal, fact) ? formatPhone(value) : value;
  }
  if (fact.endsWith("_ms")) return moment(value, language);
  if (fact.endsWith("_micros")) return money(value, signal.evidence.currency, language);
  if (fact.endsWith("_bytes")) return formatBytes(value, language);
  if (fact === "minutes") return span(value, "minute", language);
  if (fact === "hours") return span(value, "hour", language);
  if (/(^|_)days(_|$)/.test(fact)) return span(value, "day", language);
  return formatCount(value, language);
}

/** The facts a sentence names, as the reader says them; nothing when one is missing. `count` is the first that is a number. */
function filled(signal: Found, facts: Facts, names: string[], language: string): Record<string, string | number> | null {
  const said: Record<string, string | number> = {};
  for (const name of names) {
    const value = facts[name];
    if (typeof value !== "string" && typeof value !== "number") return null;
    if (typeof value === "number" && !name.endsWith("_ms")) said.count ??= value;
    // The plural is chosen by it, so it stays a number.
    if (name !== "count") said[name] = inWords(signal, name, value, language);
  }
  return said;
}

const exists = (key: string) => i18next.exists(`health:${key}`) || i18next.exists(`health:${key}_other`);
const say = (key: string, named: object) => (i18next.t as (key: string, named: object) => string)(`health:${key}`, named);

function sentencesOf(signal: Found, language: string): string[] {
  const facts = withChoices(signal);
  return (SENTENCES[signal.detector] ?? []).flatMap(([sentence, ...names]) => {
    const name = sentence.replace(/^\{(\w+)\}$/, (_, fact: string) => String(facts[fact]));
    const key = `evidence.${signal.detector}.${name}`;
    const named = exists(key) ? filled(signal, facts, names, language) : null;
    return named ? [say(key, named)] : [];
  });
}

/** Facts of one of the shop's own signals, as one line. */
export function factsInWords(evidence: Facts, language: string): string {
  return evidenceWords({ detector: "own", scope: "customers", evidence }, language);
}

/** Of built ones the sentences whose facts are there: of a product its own, else of the orders. */
function ownSentences(about: Found, language: string): string[] | null {
  const facts = about.evidence;
  if (!Object.keys(facts).every((fact) => OWN_FACTS.has(fact))) return null;
  const said = OWN_SENTENCES.filter(([sentence]) => sentence !== "ordered" || facts.product === undefined).flatMap(
    ([sentence, ...names]) => {
      const named = filled(about, facts, names, language);
      return named ? [say(`evidence.own.${sentence}`, named)] : [];
    },
  );
  return said.length > 0 ? said : null;
}

/** What was found, as one line. Of a detector these screens do not know, its plain facts. */
export function evidenceWords(signal: Found, language: string): string {
  if (signal.detector in SENTENCES) return sentencesOf(signal, language).join(" ");
  const own = signal.detector.startsWith("own") ? ownSentences(signal, language) : null;
  if (own) return own.join(" ");
  const plain = Object.entries(signal.evidence).flatMap(([fact, value]) =>
    typeof value === "string" || typeof value === "number"
      ? [`${fact.replace(/_(at_|since_)?(ms|micros)$/, "").replaceAll("_", " ")}: ${inWords(signal, fact, value, language)}`]
      : [],
  );
  return plain.join(" · ");
}

/** What a detector finds, in a few words. One of the shop's own bears its own name. */
export function detectorName(name: string, title?: string | null): string {
  if (title) return title;
  return exists(`detectors.${name}.title`) ? say(`detectors.${name}.title`, {}) : name.replaceAll("_", " ");
}

/** When exactly a detector speaks, with its own figures. */
export function detectorAbout(name: string, numbers: Record<string, number>, english: string): string {
  return exists(`detectors.${name}.about`) ? say(`detectors.${name}.about`, numbers) : english;
}

export const KNOWN_DETECTORS = Object.keys(SENTENCES);
