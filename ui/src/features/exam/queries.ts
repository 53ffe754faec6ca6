// What the exam asks the server: its questions, its runs, and what came of one.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { ExamQuestion, ExamSettings, NewExamQuestion } from "@/api/types";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { bodyOf } from "./exam";

export const questionsQuery = queryOptions({
  queryKey: key("exam", "questions"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/replies/exam/questions"))).items,
});

export const runsQuery = queryOptions({
  queryKey: key("exam", "runs"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/replies/exam/runs"))).items,
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: key("exam", "run", id),
    queryFn: () => dataOf(api.GET("/api/v1/replies/exam/runs/{id}", { params: { path: { id } } })),
  });

export const settingsQuery = queryOptions({
  queryKey: key("exam", "settings"),
  queryFn: () => dataOf(api.GET("/api/v1/replies/exam/settings")),
});

function useRefreshed() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key("exam") });
}

const put = (id: string, body: NewExamQuestion) =>
  dataOf(api.PUT("/api/v1/replies/exam/questions/{id}", { params: { path: { id } }, body }));

/** Saves a question as it shall stand; without an id it is a new one. */
export function useSaveQuestion() {
  const onSettled = useRefreshed();
  return useMutation({
    mutationFn: ({ id, body }: { id: string | undefined; body: NewExamQuestion }) =>
      id === undefined ? dataOf(api.POST("/api/v1/replies/exam/questions", { body })) : put(id, body),
    onSettled,
  });
}

/** Takes a question away, and offers the way back. */
export function useRemoveQuestion() {
  const { t } = useTranslation(["exam", "common"]);
  const onSettled = useRefreshed();
  const onError = useToastError();
  const back = useMutation({ mutationFn: (question: ExamQuestion) => put(question.id, bodyOf(question)), onSettled, onError });
  return useMutation({
    mutationFn: ({ id }: ExamQuestion) => dataOf(api.DELETE("/api/v1/replies/exam/questions/{id}", { params: { path: { id } } })),
    onSuccess: (_, question) =>
      toast({ title: t("exam:questions.removed"), action: { label: t("common:undo"), run: () => back.mutate(question) } }),
    onSettled,
    onError,
  });
}

export function useStartRun() {
  const onSettled = useRefreshed();
  return useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/replies/exam/runs", { body: { candidate: null } })), onSettled });
}

export function useStopRun() {
  const onSettled = useRefreshed();
  const onError = useToastError();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/replies/exam/runs/{id}/stop", { params: { path: { id } } })),
    onSettled,
    onError,
  });
}

export function useChangeSettings() {
  const onSettled = useRefreshed();
  const onError = useToastError();
  return useMutation({
    mutationFn: (body: ExamSettings) => dataOf(api.PUT("/api/v1/replies/exam/settings", { body })),
    onSettled,
    onError,
  });
}

/** What an answer like this one must say. */
export const factsOf = async (answer: string): Promise<string[]> =>
  (await dataOf(api.POST("/api/v1/replies/exam/facts", { body: { answer } }))).facts;
