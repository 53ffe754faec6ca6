// What customers asked and nobody could answer: counted, with examples, and one click from an answer for next time.
import { useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Gap } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { gapsQuery, useAnswerGap, useDismissGap, useExamineGap } from "./gapQueries";
import { arePairsWhole, draftsOf, pairsOf } from "./pairs";
import { PairsEditor } from "./PairsEditor";

/** Other ways to ask it that a draft begins with. */
const MOST_PHRASINGS = 4;

/** The draft of an answer: asked as it was asked last, answered as a person did. */
export function draftOf(gap: Gap) {
  const others = gap.examples.map(({ text }) => text).filter((text) => text !== gap.question);
  return draftsOf([{ question: gap.question, answer: gap.answer?.text ?? "", phrasings: [...new Set(others)].slice(0, MOST_PHRASINGS) }]);
}

function MakeAnswer({ gap, onDone }: { gap: Gap; onDone: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const [pairs, setPairs] = useState(() => draftOf(gap));
  const answer = useAnswerGap();
  const save = () => {
    const [pair] = pairsOf(pairs);
    if (!pair) return;
    answer.mutate(
      { pair, run_ids: gap.run_ids, title: t("knowledge:gaps.faqTitle") },
      {
        onSuccess: () => {
          toast({ title: t("knowledge:gaps.saved"), tone: "good" });
          onDone();
        },
      },
    );
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <PairsEditor pairs={pairs} onChange={setPairs} single />
      {answer.error && <ErrorNotice error={answer.error} />}
      <DialogActions>
        <Button onClick={onDone}>{t("common:cancel")}</Button>
        <Button type="submit" tone="primary" busy={answer.isPending} disabled={!arePairsWhole(pairs)}>
          {t("common:save")}
        </Button>
      </DialogActions>
    </form>
  );
}

function ToExam({ gap }: { gap: Gap }) {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const examine = useExamineGap();
  const look = { label: t("gaps.examOpen"), run: () => void navigate({ to: "/settings/$tab", params: { tab: "exam" } }) };
  return (
    <Button
      size="small"
      busy={examine.isPending}
      onClick={() => examine.mutate(gap, { onSuccess: () => toast({ title: t("gaps.examAdded"), tone: "good", action: look }) })}
    >
      {t("gaps.exam")}
    </Button>
  );
}

function Entry({ gap, onMake }: { gap: Gap; onMake: () => void }) {
  const { t, i18n } = useTranslation("knowledge");
  const now = useNow();
  const dismiss = useDismissGap();
  const mayWrite = useMay("write_knowledge");
  const mayExamine = useMay("manage_replies");
  const counted = [t("gaps.asked", { count: gap.count }), t("gaps.last", { when: timeAgo(gap.last_asked_at, i18n.language, now, "long") })];
  return (
    <li className="flex flex-col gap-2 py-3.5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <p dir="auto" className="font-medium [overflow-wrap:anywhere]">
            {gap.question}
          </p>
          <p className="text-sm text-ink-faint">{counted.join(" · ")}</p>
        </div>
        {mayWrite && (
          <div className="flex flex-wrap gap-2">
            {mayExamine && <ToExam gap={gap} />}
            <Button
              size="small"
              onClick={() => dismiss.mutate(gap.run_ids, { onSuccess: () => toast({ title: t("gaps.dismissed") }) })}
              busy={dismiss.isPending}
            >
              {t("gaps.dismiss")}
            </Button>
            <Button size="small" tone="primary" onClick={onMake}>
              {t("gaps.make")}
            </Button>
          </div>
        )}
      </div>
      {gap.answer && (
        <p className="border-s-2 border-brass-line ps-3 text-sm whitespace-pre-line text-ink-soft [overflow-wrap:anywhere]">
          <span className="text-ink-faint">{t("gaps.person")} </span>
          <bdi>{gap.answer.text}</bdi>
        </p>
      )}
      <details className="text-sm">
        <summary className="cursor-pointer py-1 text-ink-soft">{t("gaps.examples")}</summary>
        <ul className="flex flex-col gap-1 ps-4">
          {gap.examples.map((example) => (
            <li key={example.run_id}>
              <Link
                to="/inbox/$queue/$conversationId"
                params={{ queue: "all", conversationId: example.conversation_id }}
                className="underline-offset-2 hover:underline"
              >
                <span dir="auto">{example.text}</span>
              </Link>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

export function Gaps() {
  const { t } = useTranslation(["knowledge", "common"]);
  const mayRead = useMay("read_inbox");
  const query = useQuery({ ...gapsQuery, enabled: mayRead });
  const [making, setMaking] = useState<Gap | null>(null);
  const gaps = query.data?.items ?? [];
  if (gaps.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("knowledge:gaps.title")} description={t("knowledge:gaps.body")} />
      <ol aria-label={t("knowledge:gaps.title")} className="divide-y divide-line">
        {gaps.map((gap) => (
          <Entry key={gap.run_ids[0]} gap={gap} onMake={() => setMaking(gap)} />
        ))}
      </ol>
      <Dialog
        open={making !== null}
        onOpenChange={(open) => !open && setMaking(null)}
        title={t("knowledge:gaps.makeTitle")}
        description={t("knowledge:gaps.makeBody")}
        closeLabel={t("common:close")}
        wide
      >
        {making && <MakeAnswer gap={making} onDone={() => setMaking(null)} />}
      </Dialog>
    </Card>
  );
}
