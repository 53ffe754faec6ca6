// What became of asking the assistant: a draft stands above the box, or there is a reason why none does.
import { useEffect, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import type { ConversationDetail, Run } from "@/api/types";
import { useAiActions } from "../changes";
import { runQuery } from "../queries";

/** How often a run that has been asked for is looked at, beside the news about it, in milliseconds. */
const LOOK = 1000;
/** A run that has not begun after this long never does: there was nothing to answer. In milliseconds. */
const BEGINS_WITHIN = 15_000;

export type NoDraft =
  | { why: "nothing" }
  | { why: "stopped" }
  | { why: "failed"; run: string }
  | { why: "superseded"; run: string }
  | { why: "decided"; run: string; reason: string | null };

/** Why a run that has ended left no draft; null when it left one, or goes on. */
export function noDraftOf(run: Pick<Run, "id" | "state" | "decision" | "reason">): NoDraft | null {
  switch (run.state) {
    case "running":
      return null;
    case "stopped":
      return { why: "stopped" };
    case "failed":
    case "superseded":
      return { why: run.state, run: run.id };
    case "done":
      if (run.decision === "suggest" || run.decision === "send") return null;
      return { why: "decided", run: run.id, reason: run.reason ?? null };
  }
}

export function useAsked(conversation: ConversationDetail) {
  const { ask } = useAiActions(conversation.id);
  const [asked, setAsked] = useState<string | null>(null);
  const [late, setLate] = useState(false);
  const { data: run } = useQuery({
    ...runQuery(asked ?? ""),
    enabled: asked !== null,
    // Not there yet is no fault: the run begins when its turn comes.
    retry: (count, error) => !(error instanceof ApiError && error.status === 404) && count < 2,
    refetchInterval: ({ state }) => (late || (state.data && state.data.state !== "running") ? false : LOOK),
  });
  const begun = run !== undefined;
  useEffect(() => {
    if (asked === null || begun) return;
    const timer = setTimeout(() => setLate(true), BEGINS_WITHIN);
    return () => clearTimeout(timer);
  }, [asked, begun]);
  const over = !conversation.reply && !conversation.suggestion && asked !== null;
  const none: NoDraft | null = !over ? null : run ? noDraftOf(run) : late ? { why: "nothing" } : null;
  return {
    ask: () => {
      setAsked(null);
      setLate(false);
      ask.mutate(undefined, { onSuccess: ({ run_id }) => setAsked(run_id) });
    },
    busy: ask.isPending || (asked !== null && !late && (run === undefined || run.state === "running")),
    none: none?.why === "stopped" ? null : none,
    dismiss: () => setAsked(null),
  };
}
