// What one thinks of an answer or of a hand-over, said where it stands in the thread; pressed again it is taken back.
import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Clock, Hand, ThumbsDown, ThumbsUp } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { JudgedRun, VerdictKind } from "@/api/types";
import { useToastError } from "@/features/common/notify";
import { classes } from "@/lib/classes";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field, Input } from "@/ui/Field";
import { Icon, type LucideIcon } from "@/ui/Icon";
import { verdictsQuery } from "../queries";

/** Characters of a reason. */
const LONGEST_REASON = 200;
const WRONG = ["bad", "missed"] as const;

function useJudge(conversation: string, run: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: async (said: { verdict: VerdictKind; reason: string } | null) => {
      const params = { path: { id: run } };
      if (said) await dataOf(api.PUT("/api/v1/runs/{id}/verdict", { params, body: said }));
      else await dataOf(api.DELETE("/api/v1/runs/{id}/verdict", { params }));
    },
    onError: toastError,
    onSettled: () =>
      Promise.all(
        [key("verdicts", conversation), key("run", run), key("quality")].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

interface MarkProps {
  icon: LucideIcon;
  label: string;
  /** Shown beside the sign; without it the sign stands alone. */
  words?: string;
  on: boolean;
  busy: boolean;
  onPress: () => void;
}

function Mark({ icon, label, words, on, busy, onPress }: MarkProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={label}
      title={label}
      disabled={busy}
      onClick={onPress}
      className={classes(
        "inline-flex min-h-6 min-w-6 items-center justify-center gap-1 rounded-md px-1 text-sm pointer-coarse:-my-2.5 pointer-coarse:min-h-11 pointer-coarse:min-w-11",
        on ? "font-semibold text-brass [&_svg]:fill-current/25" : "text-ink-soft hover:text-ink",
      )}
    >
      <Icon of={icon} size={14} />
      {words}
    </button>
  );
}

function Wrong({ onClose, onSay, busy }: { onClose: () => void; onSay: (verdict: VerdictKind, reason: string) => void; busy: boolean }) {
  const { t } = useTranslation(["inbox", "common"]);
  const [verdict, setVerdict] = useState<(typeof WRONG)[number]>("bad");
  const [reason, setReason] = useState("");
  const say = (event: FormEvent) => {
    event.preventDefault();
    onSay(verdict, reason);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("inbox:judge.wrongTitle")}
      description={t("inbox:judge.wrongBody")}
      closeLabel={t("common:close")}
      footer={
        <Button type="submit" form="judge" tone="primary" busy={busy}>
          {t("inbox:judge.say")}
        </Button>
      }
    >
      <form id="judge" onSubmit={say} className="flex flex-col gap-4">
        <Choice
          label={t("inbox:judge.wrongTitle")}
          value={verdict}
          onChange={setVerdict}
          options={WRONG.map((value) => ({ value, label: t(`inbox:judge.${value}`), description: t(`inbox:judge.hint.${value}`) }))}
        />
        <Field label={t("inbox:judge.reason")} aside={t("common:optional")}>
          <Input dir="auto" value={reason} maxLength={LONGEST_REASON} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}

function OfAnswer({ judged, conversation }: { judged: JudgedRun; conversation: string }) {
  const { t } = useTranslation("inbox");
  const judge = useJudge(conversation, judged.run_id);
  const [asking, setAsking] = useState(false);
  const said = judged.verdict?.verdict;
  const wrong = said === "bad" || said === "missed";
  const about = judged.verdict ? [judged.verdict.reason, judged.verdict.by].filter(Boolean).join(" · ") : "";
  const press = (verdict: VerdictKind, on: boolean) => judge.mutate(on ? null : { verdict, reason: "" });
  return (
    <span className="inline-flex items-center" role="group" aria-label={t("judge.label")}>
      <Mark
        icon={ThumbsUp}
        label={said === "good" ? t("judge.undo", { what: t("judge.good"), about }) : t("judge.good")}
        on={said === "good"}
        busy={judge.isPending}
        onPress={() => press("good", said === "good")}
      />
      <Mark
        icon={ThumbsDown}
        label={wrong ? t("judge.undo", { what: t(`judge.${said}`), about }) : t("judge.wrong")}
        {...(said === "missed" && { words: t("judge.missedShort") })}
        on={wrong}
        busy={judge.isPending}
        onPress={() => (wrong ? judge.mutate(null) : setAsking(true))}
      />
      {asking && (
        <Wrong
          busy={judge.isPending}
          onClose={() => setAsking(false)}
          onSay={(verdict, reason) => judge.mutate({ verdict, reason }, { onSuccess: () => setAsking(false) })}
        />
      )}
    </span>
  );
}

const OF_HAND_OVER = [
  { verdict: "needless", icon: Hand },
  { verdict: "late", icon: Clock },
] as const;

function OfHandOver({ judged, conversation }: { judged: JudgedRun; conversation: string }) {
  const { t } = useTranslation("inbox");
  const judge = useJudge(conversation, judged.run_id);
  const said = judged.verdict?.verdict;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2" role="group" aria-label={t("judge.handOver")}>
      {OF_HAND_OVER.map(({ verdict, icon }) => (
        <Mark
          key={verdict}
          icon={icon}
          label={
            said === verdict
              ? t("judge.undo", { what: t(`judge.${verdict}`), about: judged.verdict?.by ?? "" })
              : t(`judge.hint.${verdict}`)
          }
          words={t(`judge.${verdict}`)}
          on={said === verdict}
          busy={judge.isPending}
          onPress={() => judge.mutate(said === verdict ? null : { verdict, reason: "" })}
        />
      ))}
    </span>
  );
}

/** `at` says where it stands: an answer is judged at its bubble, a hand-over at its line. */
export function Judge({ run, conversation, at }: { run: string; conversation: string; at: "answer" | "hand_over" }) {
  const may = useMay("reply");
  const { data } = useQuery({ ...verdictsQuery(conversation), enabled: may });
  const judged = data?.items.find((one) => one.run_id === run);
  if (!judged || !may || judged.decision === "silent") return null;
  const isHandOver = judged.decision === "hand_off";
  if (isHandOver !== (at === "hand_over")) return null;
  return isHandOver ? <OfHandOver judged={judged} conversation={conversation} /> : <OfAnswer judged={judged} conversation={conversation} />;
}
