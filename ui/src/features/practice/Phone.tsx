// The phone in a customer's hand. Warm and plainly a plaything: it says so, and copies nobody's app.
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, CheckCheck, CircleAlert, Clock, Send, type LucideIcon } from "lucide-react";
import { useMe } from "@/api/me";
import type { MessageState, PracticeCustomer, PracticeMessage } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { classes } from "@/lib/classes";
import { clockTime, exactTime } from "@/lib/dates";
import { linkPieces } from "@/lib/links";
import { Bell } from "@/ui/Bell";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { SkeletonRows } from "@/ui/Skeleton";
import { phoneQuery, useSay } from "./queries";

/** Characters of one message. */
const LONGEST = 4096;

const TICKS: Partial<Record<MessageState, { icon: LucideIcon; tone: string }>> = {
  queued: { icon: Clock, tone: "" },
  sent: { icon: Check, tone: "" },
  delivered: { icon: CheckCheck, tone: "" },
  read: { icon: CheckCheck, tone: "text-brass" },
  failed: { icon: CircleAlert, tone: "text-bad" },
};

function Tick({ state }: { state: MessageState }) {
  const { t } = useTranslation("inbox");
  const tick = TICKS[state];
  if (!tick || state === "received") return null;
  return (
    <span title={t(`states.${state}`)} className={tick.tone}>
      <Icon of={tick.icon} size={14} />
      <span className="sr-only">{t(`states.${state}`)}</span>
    </span>
  );
}

function Line({ message }: { message: PracticeMessage }) {
  const { t, i18n } = useTranslation("practice");
  const own = message.from === "customer";
  return (
    <li className={classes("flex", own ? "justify-end" : "justify-start")}>
      <article
        title={exactTime(message.at, i18n.language)}
        className={classes("max-w-[82%] rounded-2xl px-3.5 py-2", own ? "rounded-ee-md bg-brass-tint ring-1 ring-brass-line" : "rounded-es-md bg-surface ring-1 ring-line dark:bg-raised")}
      >
        <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          <span className="sr-only">{own ? t("you") : t("shop")}: </span>
          {linkPieces(message.text || t("otherKind", { kind: message.kind })).map((piece, index) =>
            piece.href ? (
              <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer" className="underline underline-offset-2">
                {piece.text}
              </a>
            ) : (
              piece.text
            ),
          )}
        </p>
        <footer className="mt-0.5 flex items-center justify-end gap-1 text-xs text-ink-faint dark:text-ink-soft">
          <time dateTime={message.at}>{clockTime(message.at, i18n.language)}</time>
          {own && message.state && <Tick state={message.state} />}
        </footer>
      </article>
    </li>
  );
}

function Typing() {
  const { t } = useTranslation("practice");
  return (
    <li className="flex">
      <span role="status" className="flex items-center gap-1 rounded-2xl rounded-es-md bg-surface px-4 py-3 ring-1 ring-line dark:bg-raised">
        <span className="sr-only">{t("typing")}</span>
        {[0, 1, 2].map((dot) => (
          <span key={dot} aria-hidden className="size-1.5 animate-breathe rounded-full bg-ink-faint" style={{ animationDelay: `${dot * 200}ms` }} />
        ))}
      </span>
    </li>
  );
}

function Lines({ messages, examples, onExample }: { messages: PracticeMessage[]; examples: string[]; onExample: (text: string) => void }) {
  const { t } = useTranslation("practice");
  const foot = useRef<HTMLLIElement>(null);
  const typing = messages.some((message) => message.typing);
  useEffect(() => foot.current?.scrollIntoView({ block: "nearest" }), [messages.length, typing]);
  return (
    // A long scroller must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} role="log" aria-label={t("messages")} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3.5 py-4 outline-offset-[-2px]">
      {messages.length === 0 && (
        <div className="flex flex-col items-center gap-3 pt-6 text-center">
          <p className="max-w-60 text-sm text-ink-soft">{t("start")}</p>
          {examples.map((example) => (
            <button key={example} type="button" onClick={() => onExample(example)} className="rounded-full bg-surface px-4 py-2 text-sm font-medium ring-1 ring-line hover:ring-line-strong dark:bg-raised">
              {example}
            </button>
          ))}
        </div>
      )}
      <ol className="flex flex-col gap-2">
        {messages.map((message) => (
          <Line key={message.id} message={message} />
        ))}
        {typing && <Typing />}
        <li ref={foot} aria-hidden />
      </ol>
    </div>
  );
}

function Box({ customer }: { customer: PracticeCustomer }) {
  const { t } = useTranslation("practice");
  const [text, setText] = useState("");
  const say = useSay(customer.id);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const trimmed = text.trim();
    if (trimmed === "") return;
    say.mutate(trimmed);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form onSubmit={submit} className="flex shrink-0 items-end gap-2 p-3">
      <textarea
        rows={1}
        dir="auto"
        value={text}
        maxLength={LONGEST}
        aria-label={t("placeholder", { name: customer.name })}
        placeholder={t("placeholder", { name: customer.name })}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-32 min-h-11 min-w-0 flex-1 resize-none rounded-3xl bg-surface px-4 py-2.5 text-base leading-snug ring-1 ring-line-strong/60 ring-inset focus:ring-2 focus:ring-brass-mark focus:outline-none dark:bg-raised"
      />
      <IconButton type="submit" icon={Send} label={t("send")} tone="primary" disabled={text.trim() === ""} className="!size-11 !rounded-full rtl:[&>svg]:-scale-x-100" />
    </form>
  );
}

export function Phone({ customer, chooser }: { customer: PracticeCustomer; chooser: ReactNode }) {
  const { t } = useTranslation(["practice", "common"]);
  const { shop } = useMe();
  const query = useQuery(phoneQuery(customer.id));
  const say = useSay(customer.id);
  const examples = [t("practice:examples.hours"), t("practice:examples.delivery"), t("practice:examples.person")];
  return (
    <section
      aria-label={t("practice:phone", { name: customer.name })}
      className="flex h-full min-h-0 w-full flex-col overflow-hidden bg-sunken md:mx-auto md:max-h-[46rem] md:max-w-[24.5rem] md:rounded-[2.75rem] md:border-[10px] md:border-ink md:shadow-float dark:md:border-raised"
    >
      <div className="shrink-0 bg-note-tint px-4 py-1.5 text-center text-xs font-medium text-note">{t("practice:notReal")}</div>
      <header className="flex shrink-0 items-center gap-3 border-b border-line bg-surface px-4 py-2.5 dark:bg-raised">
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-ink text-brass-mark dark:bg-sunken">
          <Bell size={20} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate leading-tight font-semibold">{shop.name}</span>
          {chooser}
        </span>
      </header>
      <Loaded
        query={query}
        skeleton={
          <div className="flex-1 px-4">
            <SkeletonRows rows={3} label={t("common:loading")} />
          </div>
        }
      >
        {(messages) => <Lines messages={messages} examples={examples} onExample={say.mutate} />}
      </Loaded>
      <Box key={customer.id} customer={customer} />
    </section>
  );
}
