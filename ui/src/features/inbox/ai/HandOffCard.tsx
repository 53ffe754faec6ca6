// Why the assistant asked for a person, and what that person should know. What it holds beyond that is shown as it is.
import { useTranslation } from "react-i18next";
import { Hand } from "lucide-react";
import type { ConversationDetail } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { recordOf, textAt } from "@/lib/json";
import { useNow } from "@/lib/now";
import { languageName } from "@/lib/languages";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { Time } from "../../common/Time";
import { useNextStep, useReasonWords } from "../words";
import { WhyButton } from "./WhyButton";

const KNOWN = ["rule", "orders", "question", "sent_at", "language", "missing", "found"] as const;
/** Another name for the same. */
const SAME: Record<string, (typeof KNOWN)[number]> = { asked: "question" };
/** Not for reading: told elsewhere on the screen, or behind "why". */
const HIDDEN = new Set(["run_id", "reason", "who", "history", "tried", "next", "message_id", "received_at"]);

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

function Value({ name, value }: { name: string; value: unknown }) {
  const { i18n } = useTranslation();
  if (name === "language" && typeof value === "string") return languageName(value, i18n.language);
  if (name === "sent_at" && typeof value === "string") return <Time at={value} exact />;
  return asText(value);
}

function Facts({ card, reason }: { card: unknown; reason: string }) {
  const { t } = useTranslation("inbox");
  const nextStep = useNextStep()(reason);
  const knownAs = (key: string) => SAME[key] ?? KNOWN.find((each) => each === key);
  const place = (key: string) => KNOWN.findIndex((each) => each === knownAs(key)) + 1 || KNOWN.length + 1;
  const entries = Object.entries(recordOf(card))
    .filter(([key, value]) => !HIDDEN.has(key) && asText(value) !== null)
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
          <dd dir="auto" className="max-sm:mb-1.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
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
  const run = textAt(conversation.card, "run_id");
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
          </h3>
          <p className="text-sm text-ink-faint">{t("card.since", { time: timeAgo(needs.at, i18n.language, now) })}</p>
        </div>
        {run && <WhyButton run={run} />}
      </header>
      <div className="mt-3 empty:hidden">
        <Facts card={conversation.card} reason={needs.reason} />
      </div>
    </section>
  );
}
