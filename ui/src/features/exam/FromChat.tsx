// A question of the exam out of a thread: what the customer asked, and as facts the figures of what they were answered.
import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Message, NewExamQuestion } from "@/api/types";
import { useToastError } from "../common/notify";
import { answerTo } from "./exam";
import { factsOf } from "./queries";
import { QuestionDialog } from "./QuestionDialog";

/** Messages around the question, among which its answer is looked for. */
const MESSAGES = 100;
/** Characters of a question. */
const LONGEST = 1000;

interface FromChatProps {
  message: Message;
  conversation: string;
  onClose: () => void;
}

async function draftOf(message: Message, id: string): Promise<NewExamQuestion> {
  const query = { around: message.id, limit: MESSAGES };
  const { items } = await dataOf(api.GET("/api/v1/conversations/{id}/messages", { params: { path: { id }, query } }));
  const answer = answerTo(message, items);
  const must_say = answer === null ? [] : await factsOf(answer);
  const text = (message.text ?? "").slice(0, LONGEST);
  return { text, expected: "answered", must_say, must_not_say: [], language: null, origin: "chat", conversation_id: id };
}

export default function FromChat({ message, conversation, onClose }: FromChatProps) {
  const onError = useToastError();
  const draft = useQuery({ queryKey: key("exam", "chat", message.id), queryFn: () => draftOf(message, conversation), staleTime: Infinity });
  const { error } = draft;
  useEffect(() => {
    if (!error) return;
    onError(error);
    onClose();
  }, [error, onError, onClose]);
  return draft.data ? <QuestionDialog question={draft.data} onClose={onClose} /> : null;
}
