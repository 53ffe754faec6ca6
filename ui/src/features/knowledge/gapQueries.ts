// What the list of unanswered questions asks the server. An answer goes into one source of questions, which grows.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { FaqPair, Gap, KnowledgeSource } from "@/api/types";
import { useToastError } from "@/features/common/notify";
import { factsOf } from "@/features/exam/queries";

/** Pairs one source takes before another is begun. */
const MOST_PAIRS = 200;

export const gapsQuery = queryOptions({
  queryKey: key("replies", "gaps"),
  queryFn: () => dataOf(api.GET("/api/v1/replies/gaps")),
});

function useRefreshed() {
  const client = useQueryClient();
  return () =>
    Promise.all([key("replies", "gaps"), key("sources"), key("source")].map((queryKey) => client.invalidateQueries({ queryKey })));
}

async function close(run_ids: string[], closed_as: "answered" | "dismissed"): Promise<void> {
  await dataOf(api.POST("/api/v1/replies/gaps/close", { body: { run_ids, closed_as } }));
}

/** The source answers of this title go to, with room for one more. */
async function sourceFor(title: string): Promise<KnowledgeSource | undefined> {
  const list = await dataOf(api.GET("/api/v1/knowledge/sources", { params: { query: { limit: 100 } } }));
  return list.items.find((source) => source.kind === "faq" && source.title === title && source.chunks < MOST_PAIRS);
}

export function useAnswerGap() {
  const refreshed = useRefreshed();
  return useMutation({
    mutationFn: async ({ pair, run_ids, title }: { pair: FaqPair; run_ids: string[]; title: string }) => {
      const source = await sourceFor(title);
      if (source) {
        const { id } = source;
        const whole = await dataOf(api.GET("/api/v1/knowledge/sources/{id}", { params: { path: { id } } }));
        const pairs = [...(whole.pairs ?? []), pair];
        await dataOf(api.PATCH("/api/v1/knowledge/sources/{id}", { params: { path: { id } }, body: { pairs } }));
      } else await dataOf(api.POST("/api/v1/knowledge/sources", { body: { kind: "faq", title, pairs: [pair] } }));
      await close(run_ids, "answered");
    },
    onSettled: refreshed,
  });
}

export function useDismissGap() {
  const refreshed = useRefreshed();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (run_ids: string[]) => close(run_ids, "dismissed"),
    onError: toastError,
    onSettled: refreshed,
  });
}

/** Makes a question of the exam of it, which must say the figures of what a person answered. */
export function useExamineGap() {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: async (gap: Gap) => {
      const must_say = gap.answer ? await factsOf(gap.answer.text) : [];
      const whose = gap.examples[0]?.conversation_id ?? null;
      const body = { text: gap.question, expected: "answered" as const, must_say, origin: "gap" as const, conversation_id: whose };
      return dataOf(api.POST("/api/v1/replies/exam/questions", { body }));
    },
    onError: toastError,
    onSettled: () => client.invalidateQueries({ queryKey: key("exam") }),
  });
}
