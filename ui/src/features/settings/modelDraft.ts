// The model settings while they are being edited: what the server said, plus keys just typed.
import type { LlmChange, LlmSettings } from "@/api/types";

export interface ModelDraft<P extends string = string> {
  provider: P;
  model: string;
  /** Chat only. */
  intent_model?: string;
  base_url?: string | null;
  region?: string | null;
  dimensions?: number | null;
  key?: string;
  key_set: boolean;
}

export interface LlmDraft {
  chat: ModelDraft<LlmSettings["chat"]["provider"]>;
  /** The built-in provider means that there is none. */
  second: ModelDraft<LlmSettings["second"]["provider"]>;
  embedding: ModelDraft<LlmSettings["embedding"]["provider"]>;
  rerank: ModelDraft<LlmSettings["rerank"]["provider"]>;
  transcription: ModelDraft<LlmSettings["transcription"]["provider"]>;
  limits: LlmSettings["limits"];
}

/** Another provider needs another key and another model. */
export function switchedTo<P extends string>(provider: P): ModelDraft<P> {
  return { provider, model: "", key_set: false };
}

/** What is sent: a key only when one was typed, so that an untouched one stays. */
export function toChange(draft: LlmDraft): LlmChange {
  const place = <P extends string>({ provider, model, base_url, region, key }: ModelDraft<P>) => ({
    provider,
    model,
    base_url,
    region,
    key,
  });
  const chat = <P extends string>(of: ModelDraft<P>) => ({ ...place(of), intent_model: of.intent_model ?? "" });
  const { provider, model, base_url, key } = draft.transcription;
  return {
    chat: chat(draft.chat),
    second: chat(draft.second),
    embedding: { ...place(draft.embedding), dimensions: draft.embedding.dimensions },
    rerank: place(draft.rerank),
    transcription: { provider, model, base_url, key },
    limits: draft.limits,
  };
}
