// One signal from its finding to what came of it: who wrote the message, what a person changed, who decided and why.
import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft } from "lucide-react";
import type { Signal } from "@/api/types";
import { languageName } from "@/lib/languages";
import { useTitle } from "@/lib/pageTitle";
import { Card, Page } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { Against, Beside } from "./Before";
import { Deeds } from "./Deeds";
import { WithDialogs } from "./dialogs";
import { detectorName, evidenceWords } from "./evidence";
import { GoesByItself, WasItRight } from "./GoesByItself";
import { signalQuery } from "./queries";
import { Customer, Decided, Outside } from "./SignalCard";
import { Translation } from "./Translation";
import { wordDiff } from "./wordDiff";

function Text({ title, language, children }: { title: string; language: string | undefined; children: ReactNode }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5 text-sm text-ink-faint">{title}</figcaption>
      <blockquote
        dir="auto"
        lang={language}
        className="rounded-xl bg-sunken px-4 py-3 text-pretty whitespace-pre-wrap [overflow-wrap:anywhere] dark:bg-raised"
      >
        {children}
      </blockquote>
    </figure>
  );
}

/** As it was first written beside what it became; each side marks its own words. */
function Texts({ signal: { draft, sent_text } }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  if (!draft) return null;
  const last = sent_text ?? draft.text;
  const first = draft.first_text ?? draft.text;
  const language = draft.language ?? undefined;
  const said = language && languageName(language, i18n.language);
  const title = (words: string) => [words, said].filter(Boolean).join(" · ");
  const lastTitle = sent_text ? t("card.sentText") : t("card.draft");
  if (first === last)
    return (
      <Text title={title(`${lastTitle} · ${t(`card.by.${draft.by}`)}`)} language={language}>
        {last}
      </Text>
    );
  const pieces = wordDiff(first, last, language);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Text title={title(t(`card.by.${draft.first_by ?? draft.by}`))} language={language}>
        {pieces.map(({ kind, text }, place) =>
          kind === "gone" ? (
            <del key={place} className="rounded bg-bad-tint text-bad decoration-1">
              {text}
            </del>
          ) : (
            kind === "same" && text
          ),
        )}
      </Text>
      <Text title={title(lastTitle)} language={language}>
        {pieces.map(({ kind, text }, place) =>
          kind === "new" ? (
            <ins key={place} className="rounded bg-good-tint text-good no-underline">
              {text}
            </ins>
          ) : (
            kind === "same" && text
          ),
        )}
      </Text>
    </div>
  );
}

function Moment({ at, children }: { at: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 py-2.5">
      <div className="min-w-0 [overflow-wrap:anywhere]">{children}</div>
      <span className="text-sm text-ink-faint">
        <Time at={at} exact />
      </span>
    </li>
  );
}

function Moments({ signal }: { signal: Signal }) {
  const { t } = useTranslation("health");
  const { draft } = signal;
  return (
    <ol aria-label={t("history.title")} className="divide-y divide-line">
      <Moment at={signal.found_at}>{t("history.found", { detector: detectorName(signal.detector, signal.detector_title) })}</Moment>
      {draft?.at && <Moment at={draft.at}>{t(`history.by.${draft.by}`)}</Moment>}
      {signal.status === "pending" ? (
        <Moment at={signal.seen_at}>{t("history.seen")}</Moment>
      ) : (
        <Moment at={signal.status_at}>
          <Decided signal={signal} className="[overflow-wrap:anywhere]" />
        </Moment>
      )}
      {signal.first_reply_at && <Moment at={signal.first_reply_at}>{t("history.reply")}</Moment>}
    </ol>
  );
}

export function SignalScreen() {
  const { t, i18n } = useTranslation("health");
  const { signalId = "" } = useParams({ strict: false });
  const query = useQuery(signalQuery(signalId));
  const title = query.data ? detectorName(query.data.detector, query.data.detector_title) : t("title");
  useTitle(title);
  return (
    <Page
      above={
        <Link to="/health" className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
          <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
          {t("title")}
        </Link>
      }
      title={title}
      description={query.data && evidenceWords(query.data, i18n.language)}
    >
      <Loaded query={query}>
        {(signal) => (
          <WithDialogs>
            <Card className="flex flex-col gap-5">
              {signal.contact && (
                <p className="pointer-coarse:*:inline-block pointer-coarse:*:py-2.75">
                  <Customer signal={signal} />
                </p>
              )}
              <Texts signal={signal} />
              <Translation signal={signal} />
              <Outside signal={signal} />
              <Against signal={signal} />
              <Beside signal={signal} />
              <GoesByItself signal={signal} />
              <Moments signal={signal} />
              <WasItRight signal={signal} />
              {(signal.status === "pending" || signal.status === "snoozed") && <Deeds signal={signal} onGone={() => undefined} />}
            </Card>
          </WithDialogs>
        )}
      </Loaded>
    </Page>
  );
}
