// The nouns of knowledge and practice, as types.ts holds those of the rest.
import type { MessageState, Source } from "./types";

export type SourceKind = "text" | "faq" | "page" | "file" | "site";
export type SourceState = "queued" | "working" | "ready" | "failed";

export interface KnowledgeSource {
  id: string;
  kind: SourceKind;
  title: string;
  state: SourceState;
  reason?: { code: string; message: string } | null;
  bytes: number;
  chunks: number;
  language?: string | null;
  url?: string | null;
  created_at: string;
  updated_at: string;
  progress?: number | null;
}

export interface KnowledgeChunk {
  id: string;
  heading: string;
  text: string;
  question?: string | null;
  tokens?: number;
}

export interface KnowledgeSourceDetail extends KnowledgeSource {
  /** As typed, or as it was taken out of the file or page. */
  text?: string | null;
  pairs?: FaqPair[] | null;
  /** The pieces search can find; the first 200. */
  passages?: KnowledgeChunk[];
}

export interface KnowledgeHit extends Source {
  score: number;
  /** The share of the question the passage supports, 0 to 1. */
  coverage?: number | null;
  question?: string | null;
}

export interface FaqPair {
  question: string;
  answer: string;
  phrasings?: string[];
}

export interface PracticeCustomer {
  id: string;
  name: string;
  phone?: string | null;
  username?: string | null;
}

export interface PracticeMessage {
  id: string;
  from: "customer" | "shop";
  text: string;
  kind: string;
  at: string;
  state?: MessageState | null;
  typing?: boolean | null;
}
