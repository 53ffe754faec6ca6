// Why the assistant asked for a person, and what that person should know. What it holds beyond that is shown as it is.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Hand } from "lucide-react";
import type { ConversationDetail } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { recordOf, textAt } from "@/lib/json";
import { formatMoney } from "@/lib/money";
import { useNow } from "@/lib/now";
import { languageTitle } from "@/lib/languages";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { Time } from "../../common/Time";
import { useKindName } from "../../messages/kinds";
import { OrderLine } from "../../orders/OrderLine";
import { useNextStep, useReasonWords } from "../words";
import { WhyButton } from "./WhyButton";

/** In the order they are read. */
const KNOWN = [
  "rule",
  "orders",
  "lacks",
  "known",
  "question",
  "spoken",
  "sent",
  "sent_at",
  "mood",
  "language",
  "last_order",
  "last_order_value",
  "told",
  "missing",
  "found",
  "answer_by",
] as const;
/** Not for reading: told elsewhere on the card or the screen, or behind "why". What older sample shops wrote as "asked" was in one language. */
const HIDDEN = new Set([
  "run_id",
  "reason",
  "who",
  "wants",
  "asked",
  "history",
  "tried",
  "next",
  "message_id",
  "received_at",
  "proposal_id",
]);
const LACKS = ["order_number", "which_order", "unknown_order", "words", "name"] as const;
const MOODS = { calm: "plain", unhappy: "warn", angry: "bad" } as const;

function asText(value: unknown): string | null {
  if (typeof value === "string") return value || null;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value))
    return (
      value
        .map(asText)
        .filter((each) => each !== null)
        .join("\n") || null
    );
  if (value === null || value === undefined) return null;
  return (
    Object.values(recordOf(value))
      .map(asText)
      .filter((each) => each !== null)
      .join(" · ") || null
  );
}

const onOneLine = (text: string | null) => text?.split(/\s+/).join(" ").trim() ?? null;

/** The words of recordings; those a machine is not sure of say so. */
function Spoken({ value }: { value: unknown }) {
  const { t } = useTranslation("inbox");
  const all = Array.isArray(value) ? value : [];
  return all.map((spoken, at) => (
    <span key={at} className="block">
      <bdi>
        <q>{textAt(spoken, "text")}</q>
      </bdi>
      {recordOf(spoken).sure === false && <span className="text-sm text-ink-faint"> {t("card.unsure")}</span>}
    </span>
  ));
}

function Lacks({ value }: { value: unknown }) {
  const { t } = useTranslation("inbox");
  const named = (Array.isArray(value) ? value : []).map((lack) => LACKS.find((each) => each === lack));
  return named.map(
    (lack) =>
      lack && (
        <span key={lack} className="block font-medium">
          {t(`card.lack.${lack}`)}
        </span>
      ),
  );
}

function Mood({ value }: { value: string }) {
  const { t } = useTranslation("inbox");
  const mood = value === "calm" || value === "unhappy" || value === "angry" ? value : null;
  if (!mood) return value;
  return mood === "calm" ? t("card.moods.calm") : <Badge tone={MOODS[mood]}>{t(`card.moods.${mood}`)}</Badge>;
}

function Value({ name, value }: { name: string; value: unknown }): ReactNode {
  const { i18n } = useTranslation();
  const kindName = useKindName();
  if (name === "lacks") return <Lacks value={value} />;
  if (name === "spoken") return <Spoken value={value} />;
  if (name === "last_order")
    return <OrderLine number={textAt(value, "number") ?? ""} state={textAt(value, "state")} placedAt={textAt(value, "placed_at")} />;
  if (name === "sent" && Array.isArray(value)) return value.map((kind) => kindName(String(kind))).join(", ");
  if (typeof value === "string") {
    if (name === "language") return languageTitle(value, i18n.language);
    if (name === "mood") return <Mood value={value} />;
    if (name === "last_order_value") return <bdi>{formatMoney(value, i18n.language)}</bdi>;
    if (name === "sent_at" || name === "answer_by") return <Time at={value} exact />;
  }
  return <bdi>{asText(value)}</bdi>;
}

function Facts({ card, reason }: { card: unknown; reason: string }) {
  const { t } = useTranslation("inbox");
  const nextStep = useNextStep()(reason);
  const knownAs = (key: string) => KNOWN.find((each) => each === key);
  const place = (key: string) => KNOWN.findIndex((each) => each === knownAs(key)) + 1 || KNOWN.length + 1;
  // What is asked is said once, where all of it stands in one line.
  const saysNoMore = (key: string) => key === "question" && onOneLine(textAt(card, key)) === textAt(card, "wants");
  const entries = Object.entries(recordOf(card))
    .filter(([key, value]) => !HIDDEN.has(key) && asText(value) !== null && !saysNoMore(key))
    .sort(([a], [b]) => place(a) - place(b));
  const nameOf = (key: string) => {
    const known = knownAs(key);
    return known ? t(`card.${known}`) : key.replaceAll("_", " ");
  };
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
      {entries.map(([key, value]) => (
        <div key={key} className="contents">
          <dt className="text-sm text-ink-faint first-letter:uppercase">{nameOf(key)}</dt>
          <dd className="max-sm:mb-1.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
            <Value name={key} value={value} />
          </dd>
        </div>
      ))}
      {nextStep && (
        <div className="contents">
          <dt className="text-sm text-ink-faint">{t("card.next")}</dt>
          <dd className="font-medium">{nextStep}</dd>
        </div>
      )}
    </dl>
  );
}

export function HandOffCard({ conversation }: { conversation: ConversationDetail }) {
  const { t, i18n } = useTranslation("inbox");
  const now = useNow();
  const reasonWords = useReasonWords();
  const needs = conversation.needs_person;
  if (!needs) return null;
  const { card } = conversation;
  const run = textAt(card, "run_id");
  const wants = textAt(card, "wants");
  return (
    <section aria-label={t("card.title")} className="rounded-2xl bg-surface p-4 ring-1 ring-brass-line">
      <header className="flex items-start gap-3">
        <span className="grid size-9 shrink-0 place-items-center rounded-full bg-brass-tint text-brass">
          <Icon of={Hand} />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-2 font-serif text-lg leading-snug font-medium">
            {reasonWords(needs.reason)}
            {needs.urgent && <Badge tone="bad">{t("card.urgent")}</Badge>}
            {needs.escalated_at && <Badge tone="warn">{t("row.overdue")}</Badge>}
          </h3>
          <p className="text-sm text-ink-faint">{t("card.since", { time: timeAgo(needs.since, i18n.language, now) })}</p>
        </div>
        {run && <WhyButton run={run} />}
      </header>
      {wants && (
        <p className="mt-3 border-s-2 border-brass-line ps-3 font-medium [overflow-wrap:anywhere]">
          <span className="sr-only">{t("card.wants")}: </span>
          <bdi>{wants}</bdi>
        </p>
      )}
      <div className="mt-3 empty:hidden">
        <Facts card={card} reason={needs.reason} />
      </div>
    </section>
  );
}
