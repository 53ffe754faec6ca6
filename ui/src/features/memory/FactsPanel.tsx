// What is known of a customer: each line with where it comes from, to be changed and deleted in place.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "@tanstack/react-router";
import { MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { fieldErrors } from "@/api/errorWords";
import { useMay } from "@/api/me";
import type { CustomerFact } from "@/api/types";
import { Button, IconButton } from "@/ui/Button";
import { Field, Textarea } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { factsQuery, useDeleteFact, useKeepFact } from "./queries";

/** Characters of one fact. */
const LONGEST = 200;

function FactForm({ contact, fact, onDone }: { contact: string; fact: CustomerFact | null; onDone: () => void }) {
  const { t } = useTranslation(["memory", "common"]);
  const [text, setText] = useState(fact?.text ?? "");
  const keep = useKeepFact(contact);
  const error = fieldErrors(keep.error).text;
  // It is one line, in a box that shows all of it: Enter keeps it.
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") keep.mutate({ id: fact?.id ?? null, text }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      {keep.error && !error && <ErrorNotice error={keep.error} />}
      <Field label={t("memory:fact")} hint={t("memory:hint")} error={error}>
        <Textarea
          rows={3}
          value={text}
          dir="auto"
          maxLength={LONGEST}
          autoFocus
          placeholder={t("memory:placeholder")}
          onChange={(event) => setText(event.target.value.replace(/\s*\n\s*/g, " "))}
          onKeyDown={(event) => {
            if (event.key === "Escape") onDone();
            else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }
          }}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="small" tone="quiet" onClick={onDone}>
          {t("common:cancel")}
        </Button>
        <Button size="small" tone="primary" type="submit" busy={keep.isPending}>
          {t("common:save")}
        </Button>
      </div>
    </form>
  );
}

function Origin({ fact }: { fact: CustomerFact }) {
  const { t } = useTranslation("memory");
  const { said, by, agreed_at } = fact;
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-sm text-ink-faint">
      {said ? (
        <Link
          to="/inbox/$queue/$conversationId"
          params={{ queue: "all", conversationId: said.conversation_id }}
          search={{ message: said.message_id }}
          title={t("said")}
          className="inline-flex items-center gap-1 underline decoration-line-strong underline-offset-4 hover:text-ink pointer-coarse:min-h-11"
        >
          <Icon of={MessageSquareQuote} size={14} />
          {t("saidAt")} <Time at={said.at} />
        </Link>
      ) : (
        <Time at={fact.changed_at ?? fact.made_at} />
      )}
      {agreed_at && <span>{t("agreed")}</span>}
      {by && <span>{t("by", { name: by })}</span>}
    </p>
  );
}

function FactLine({ fact, contact, manages }: { fact: CustomerFact; contact: string; manages: boolean }) {
  const { t } = useTranslation("memory");
  const [changing, setChanging] = useState(false);
  const remove = useDeleteFact(contact);
  if (changing) {
    return (
      <li className="rounded-lg bg-sunken p-3 dark:bg-raised">
        <FactForm contact={contact} fact={fact} onDone={() => setChanging(false)} />
      </li>
    );
  }
  return (
    <li className="flex items-start gap-1 rounded-lg bg-sunken py-2 ps-3 pe-1 dark:bg-raised">
      <div className="min-w-0 flex-1">
        <p dir="auto" lang={fact.language ?? undefined} className="[overflow-wrap:anywhere]">
          {fact.text}
        </p>
        <Origin fact={fact} />
      </div>
      {manages && (
        <>
          <IconButton icon={Pencil} size="small" label={t("edit", { text: fact.text })} onClick={() => setChanging(true)} />
          <IconButton
            icon={Trash2}
            size="small"
            label={t("delete", { text: fact.text })}
            disabled={remove.isPending}
            onClick={() => remove.mutate(fact)}
          />
        </>
      )}
    </li>
  );
}

export function FactsPanel({ contact }: { contact: string }) {
  const { t } = useTranslation("memory");
  const [adding, setAdding] = useState(false);
  const manages = useMay("manage_conversations");
  const facts = useQuery(factsQuery(contact));
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3 border-t border-line pt-5">
      <h3 className="text-sm text-ink-faint">{t("title")}</h3>
      <Loaded query={facts}>
        {({ items, refused_at }) => (
          <>
            {items.length === 0 && <p className="text-sm text-pretty text-ink-soft">{t(manages ? "none" : "noneToRead")}</p>}
            {items.length > 0 && (
              <ul className="flex flex-col gap-2">
                {items.map((fact) => (
                  <FactLine key={fact.id} fact={fact} contact={contact} manages={manages} />
                ))}
              </ul>
            )}
            {refused_at && (
              <p className="text-sm text-ink-faint">
                {t("refused")} <Time at={refused_at} />
              </p>
            )}
          </>
        )}
      </Loaded>
      {manages && adding && <FactForm contact={contact} fact={null} onDone={() => setAdding(false)} />}
      {manages && !adding && (
        <div>
          <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
            {t("add")}
          </Button>
        </div>
      )}
    </section>
  );
}
