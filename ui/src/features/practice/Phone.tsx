// The phone in a customer's hand. Warm and plainly a plaything: it says so, and copies nobody's app.
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { PracticeCustomer } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { emptyOf, type Formed } from "@/features/inbox/compose/forms/types";
import { MediaHome } from "@/features/messages/media/address";
import type { Press } from "@/features/messages/parts/Interactive";
import { Bell } from "@/ui/Bell";
import { SkeletonRows } from "@/ui/Skeleton";
import { EditDialog } from "./EditDialog";
import { phoneFile } from "./graph";
import { PhoneBox } from "./PhoneBox";
import { PhoneBubble, type LineActions } from "./PhoneBubble";
import { phoneQuery, useSay, type PhoneLine } from "./queries";
import { pressSaying } from "./sayings";

function Typing() {
  const { t } = useTranslation("practice");
  return (
    <li className="flex">
      <span
        role="status"
        className="flex items-center gap-1 rounded-2xl rounded-es-md bg-surface px-4 py-3 ring-1 ring-line dark:bg-raised"
      >
        <span className="sr-only">{t("typing")}</span>
        {[0, 1, 2].map((dot) => (
          <span
            key={dot}
            aria-hidden
            className="size-1.5 animate-breathe rounded-full bg-ink-faint"
            style={{ animationDelay: `${dot * 200}ms` }}
          />
        ))}
      </span>
    </li>
  );
}

interface LinesProps {
  messages: PhoneLine[];
  actions: LineActions;
  examples: string[];
  onExample: (text: string) => void;
}

function Lines({ messages, actions, examples, onExample }: LinesProps) {
  const { t } = useTranslation("practice");
  const foot = useRef<HTMLLIElement>(null);
  const typing = messages.some((message) => message.typing);
  useEffect(() => {
    foot.current?.scrollIntoView({ block: "nearest" });
  }, [messages.length, typing]);
  return (
    // A long scroller must be reachable by keyboard.
    <div
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="log"
      aria-label={t("messages")}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3.5 py-4 outline-offset-[-2px]"
    >
      {messages.length === 0 && (
        <div className="flex flex-col items-center gap-3 pt-6 text-center">
          <p className="max-w-60 text-sm text-ink-soft">{t("start")}</p>
          {examples.map((example) => (
            <button
              key={example}
              type="button"
              onClick={() => onExample(example)}
              className="rounded-full bg-surface px-4 py-2 pointer-coarse:min-h-11 text-sm font-medium ring-1 ring-line hover:ring-line-strong dark:bg-raised"
            >
              {example}
            </button>
          ))}
        </div>
      )}
      <ol className="flex flex-col gap-2">
        {messages.map((message) => (
          <PhoneBubble
            key={message.id}
            line={message}
            quoted={message.quoted ? messages.find((other) => other.id === message.quoted) : undefined}
            actions={actions}
          />
        ))}
        {typing && <Typing />}
        <li ref={foot} aria-hidden />
      </ol>
    </div>
  );
}

export function Phone({ customer, chooser }: { customer: PracticeCustomer; chooser: ReactNode }) {
  const { t } = useTranslation(["practice", "common"]);
  const { shop } = useMe();
  const query = useQuery(phoneQuery(customer.id));
  const { mutate: say } = useSay(customer.id);
  const [answering, setAnswering] = useState<PhoneLine | null>(null);
  const [editing, setEditing] = useState<PhoneLine | null>(null);
  const [form, setForm] = useState<Formed | null>(null);
  const press = (line: PhoneLine, pressed: Press) => {
    const saying = pressSaying(pressed, line, customer.phone);
    if (saying) say({ saying });
    else setForm(emptyOf("location", ""));
  };
  const actions: LineActions = {
    onPress: press,
    onReact: (line, emoji) => say({ saying: { kind: "reaction", message_id: line.id, emoji } }),
    onAnswer: setAnswering,
    onEdit: setEditing,
    onRevoke: (line) => say({ saying: { kind: "revoke", message_id: line.id } }),
  };
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
        {(messages) => (
          <MediaHome value={phoneFile}>
            <Lines
              messages={messages}
              actions={actions}
              examples={examples}
              onExample={(text) => say({ saying: { kind: "text", text } })}
            />
          </MediaHome>
        )}
      </Loaded>
      {editing && <EditDialog line={editing} onSend={(saying) => say({ saying })} onClose={() => setEditing(null)} />}
      <PhoneBox
        key={customer.id}
        customer={customer}
        say={say}
        answering={answering}
        onAnswered={() => setAnswering(null)}
        form={form}
        onForm={setForm}
      />
    </section>
  );
}
