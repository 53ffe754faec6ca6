// One signal: what was found in plain words, whom it is about, the message that would go, and what became of it.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PencilLine } from "lucide-react";
import { useMay } from "@/api/me";
import type { Signal } from "@/api/types";
import { relativeTime, timeAgo } from "@/lib/dates";
import { languageName, languageTitle } from "@/lib/languages";
import { useNow } from "@/lib/now";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Time } from "../common/Time";
import { Against, Beside } from "./Before";
import { BringBack } from "./BringBack";
import { Deeds, missingId } from "./Deeds";
import { detectorName, evidenceWords } from "./evidence";
import { useEditedBy } from "./editedBy";
import { GoesByItself, WasItRight } from "./GoesByItself";
import { Translation } from "./Translation";

const isOpen = ({ status }: Signal) => status === "pending" || status === "snoozed";

/** The customer, leading to their conversation; found by name where none is told. */
export function Customer({ signal }: { signal: Signal }) {
  const { t } = useTranslation("health");
  const mayRead = useMay("read_inbox");
  const { contact, conversation_id } = signal;
  if (!contact) return null;
  const name = <bdi>{contact.name || t("card.nobody")}</bdi>;
  const look = "font-medium underline decoration-line-strong decoration-1 underline-offset-4 hover:decoration-brass-mark";
  if (mayRead && conversation_id)
    return (
      <Link
        to="/inbox/$queue/$conversationId"
        params={{ queue: "all", conversationId: conversation_id }}
        search={{}}
        className={look}
        title={t("card.conversation")}
      >
        {name}
      </Link>
    );
  if (mayRead && contact.name)
    return (
      <Link to="/inbox/$queue" params={{ queue: "all" }} search={{ q: contact.name }} className={look} title={t("card.conversation")}>
        {name}
      </Link>
    );
  return <span className="font-medium">{name}</span>;
}

/** What is sent or was, as the customer reads it. */
export function Message({ signal }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  const { draft, sent_text } = signal;
  if (!signal.contact) return null;
  const text = sent_text ?? draft?.text;
  if (!text) return isOpen(signal) ? <p className="mt-4 text-ink-faint">{t("card.noDraft")}</p> : null;
  const about = [draft?.language && languageTitle(draft.language, i18n.language), draft && t(`card.by.${draft.by}`)].filter(Boolean);
  return (
    <figure className="mt-4">
      <blockquote
        aria-label={sent_text ? t("card.sentText") : t("card.draft")}
        dir="auto"
        lang={draft?.language ?? undefined}
        className="rounded-xl rounded-ss-sm bg-sunken px-4 py-3 text-pretty whitespace-pre-wrap [overflow-wrap:anywhere] dark:bg-raised"
      >
        {text}
      </blockquote>
      <figcaption className="mt-1.5 flex flex-wrap gap-x-3 px-1 text-sm text-ink-faint">
        <span>{about.join(" · ")}</span>
        {isOpen(signal) && <Limits signal={signal} />}
      </figcaption>
    </figure>
  );
}

function Limits({ signal: { limits } }: { signal: Signal }) {
  const { t } = useTranslation("health");
  if (!limits) return null;
  const { sent, most, days_in_all: count } = limits;
  return (
    <span className={sent >= most ? "text-warn" : undefined}>
      {t("card.limit", { sent, most, count })}
      {sent >= most && ` · ${t("card.limitFull")}`}
    </span>
  );
}

function Editing({ signal }: { signal: Signal }) {
  const { t } = useTranslation("health");
  const name = useEditedBy(signal);
  if (!name) return null;
  return (
    <Badge tone="note" className="!h-auto min-h-6 !shrink py-0.5 !whitespace-normal">
      <Icon of={PencilLine} size={14} />
      <span className="[overflow-wrap:anywhere]">{t("card.editing", { name })}</span>
    </Badge>
  );
}

/** Outside the 24 hours only a template goes: said when it will, and what is missing when it cannot. */
export function Outside({ signal }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const { missing_template: missing, window_expires_at: end, draft } = signal;
  if (!isOpen(signal) || !signal.contact) return null;
  if (missing)
    return (
      <div id={missingId(signal.id)} className="mt-4">
        <Notice
          tone="warn"
          title={t("card.missing.title")}
          action={
            <Button asChild size="small">
              <Link to="/whatsapp/templates">{t("card.missing.action")}</Link>
            </Button>
          }
        >
          {t(`card.missing.${missing.category}`, { language: languageName(missing.language, i18n.language) })}
        </Notice>
      </div>
    );
  const isOver = !end || new Date(end) <= now;
  return isOver && draft?.template_id ? <p className="mt-2 px-1 text-sm text-ink-faint">{t("card.template")}</p> : null;
}

/** Who decided and when; of what waits, nothing. */
export function Decided({ signal, className }: { signal: Signal; className?: string }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const { status, decided_by, dismiss_reason, note, over_because } = signal;
  if (status === "pending") return null;
  // The next check brings it back, where it is still so.
  const isDue = signal.snoozed_until != null && new Date(signal.snoozed_until) <= now;
  const named = {
    name: decided_by?.name ?? "",
    ago: timeAgo(signal.status_at, i18n.language, now),
    until: signal.snoozed_until && !isDue ? relativeTime(signal.snoozed_until, i18n.language, now) : t("decided.nextCheck"),
  };
  return (
    <p className={className ?? "text-sm text-ink-soft not-first:mt-3 [overflow-wrap:anywhere]"}>
      {over_because
        ? t(`decided.${over_because}`, named)
        : signal.sent_by_itself
          ? t("decided.sentByItself", named)
          : t(decided_by ? `decided.${status}` : `decided.${status}Nobody`, named)}
      {dismiss_reason && ` · ${t(`dismiss.reasons.${dismiss_reason}`)}`}
      {note && (
        <>
          {" · "}
          <q dir="auto">{note}</q>
        </>
      )}
    </p>
  );
}

/** Days after which what was dismissed is found anew instead, as the server counts them. */
const DISMISSED_DAYS = 14;

const mayComeBack = ({ status_at }: Signal, now: Date) => now.getTime() - new Date(status_at).getTime() < DISMISSED_DAYS * 86_400_000;

export const cardId = (id: string) => `signal-${id}`;

/** Where the keyboard goes on when a card leaves: the next card, else the one before, else the whole list. */
function goOn(id: string) {
  const card = document.getElementById(cardId(id));
  const next = card?.nextElementSibling ?? card?.previousElementSibling ?? card?.parentElement;
  if (next instanceof HTMLElement) next.focus();
}

export function SignalCard({ signal }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const title = detectorName(signal.detector, signal.detector_title);
  const evidence = evidenceWords(signal, i18n.language);
  return (
    <li
      id={cardId(signal.id)}
      tabIndex={-1}
      aria-labelledby={`${cardId(signal.id)}-title`}
      className="rounded-2xl bg-surface p-4 ring-1 ring-line focus:outline-none focus-visible:ring-2 focus-visible:ring-brass-mark sm:p-6"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5">
        <h2 id={`${cardId(signal.id)}-title`} className="min-w-0 font-serif text-lg leading-snug font-medium [overflow-wrap:anywhere]">
          {title}
        </h2>
        <Editing signal={signal} />
        <span className="flex gap-3 text-sm text-ink-faint sm:ms-auto sm:mt-1">
          <Time at={signal.found_at} />
          <Link
            to="/health/$signalId"
            params={{ signalId: signal.id }}
            className="underline underline-offset-4 hover:text-ink pointer-coarse:-my-3 pointer-coarse:py-3"
          >
            {t("card.history")}
            <span className="sr-only">: {title}</span>
          </Link>
        </span>
      </div>
      <p className="mt-1 text-pretty text-ink-soft [overflow-wrap:anywhere]">
        {signal.contact && (
          <>
            <Customer signal={signal} />
            {evidence && <span aria-hidden> · </span>}
          </>
        )}
        {evidence}
      </p>
      <Message signal={signal} />
      <Translation signal={signal} />
      <Outside signal={signal} />
      <Against signal={signal} />
      <Beside signal={signal} />
      <GoesByItself signal={signal} />
      <Decided signal={signal} />
      <WasItRight signal={signal} />
      {signal.status === "dismissed" && mayComeBack(signal, now) && (
        <div className="mt-4">
          <BringBack signal={signal} onGone={() => goOn(signal.id)} />
        </div>
      )}
      {isOpen(signal) && <Deeds signal={signal} onGone={() => goOn(signal.id)} />}
    </li>
  );
}
