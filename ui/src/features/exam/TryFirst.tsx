// A change is tried in the exam before it is saved: both answers side by side, what got worse first. And the way to save it all the same.
import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { GraduationCap } from "lucide-react";
import { api, ApiError, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { ExamResults, NewExamCandidate } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { isUnderWay } from "./exam";
import { questionsQuery, runQuery } from "./queries";
import { ResultsBody } from "./Results";
import { UnderWay } from "./UnderWay";

function Verdict({ results }: { results: ExamResults }) {
  const { t } = useTranslation("exam");
  const { run, comparisons } = results;
  if (isUnderWay(run)) return <UnderWay run={run} />;
  const worse = comparisons.filter(({ change }) => change === "worse").length;
  return (
    <>
      {run.state === "done" && (
        <div className="mb-5">
          <Notice tone={worse > 0 ? "bad" : "good"} role="status">
            {worse > 0 ? t("try.worse", { count: worse }) : t("try.fine", { passed: run.passed, asked: run.asked })}
          </Notice>
        </div>
      )}
      <ResultsBody results={results} />
    </>
  );
}

interface TryFirstProps {
  /** What is to be tried, as it is typed now. */
  candidate: NewExamCandidate;
  disabled?: boolean;
}

export function TryFirst({ candidate, disabled = false }: TryFirstProps) {
  const { t } = useTranslation("exam");
  const client = useQueryClient();
  const may = useMay("manage_replies");
  const questions = useQuery({ ...questionsQuery, enabled: may });
  const typed = JSON.stringify(candidate);
  const [tried, setTried] = useState<string | null>(null);
  const start = useMutation({
    onMutate: () => setTried(typed),
    mutationFn: () => dataOf(api.POST("/api/v1/replies/exam/runs", { body: { candidate } })),
    onSettled: () => client.invalidateQueries({ queryKey: key("exam") }),
  });
  const id = start.data?.id ?? "";
  const results = useQuery({ ...runQuery(id), enabled: id !== "" });
  if (!may || !questions.data?.length) return null;
  return (
    <div className="mt-6 flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button icon={GraduationCap} busy={start.isPending} disabled={disabled} onClick={() => start.mutate()}>
          {t("try.start")}
        </Button>
        <p className="min-w-0 flex-1 basis-56 text-sm text-ink-faint">{t("try.lead", { count: questions.data.length })}</p>
      </div>
      {start.error && <ErrorNotice error={start.error} />}
      {start.data && tried !== typed && <p className="text-ink-soft">{t("try.changed")}</p>}
      {start.data && tried === typed && <Loaded query={results}>{(found) => <Verdict results={found} />}</Loaded>}
    </div>
  );
}

interface DespiteProps {
  /** Of a save that failed. */
  error: unknown;
  busy: boolean;
  onSave: (reason: string) => void;
  /** Gives the change up. */
  onKeep?: () => void;
}

/** Where a save was refused because answers get worse: the reason it shall be saved for all the same. */
export function Despite({ error, busy, onSave, onKeep }: DespiteProps) {
  const { t } = useTranslation("exam");
  const [reason, setReason] = useState("");
  if (!(error instanceof ApiError) || (error.code !== "exam_worse" && error.code !== "exam_missing")) return null;
  return (
    <div className="my-4 flex flex-wrap items-end gap-3">
      <Field label={t("try.reason")} aside={t("try.reasonHint")} className="min-w-0 flex-1 basis-64">
        <Input dir="auto" maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <Button tone="danger" busy={busy} disabled={reason.trim() === ""} onClick={() => onSave(reason.trim())}>
        {t("try.despite")}
      </Button>
      {onKeep && <Button onClick={onKeep}>{t("try.keep")}</Button>}
    </div>
  );
}
