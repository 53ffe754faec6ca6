// Which models write and which read, as the API says it.

export type ChatProvider = "builtin" | "bedrock" | "anthropic" | "openai";
export type EmbeddingProvider = "none" | "bedrock" | "openai" | "voyage";

interface ModelChange<P extends string> {
  provider: P;
  model: string;
  base_url?: string | null;
  region?: string | null;
  /** Goes in and never comes out; the server says key_set. */
  key?: string;
}

export interface LlmChange {
  chat: ModelChange<ChatProvider>;
  embedding: ModelChange<EmbeddingProvider> & { dimensions?: number | null };
  limits: { max_output_tokens: number; timeout_seconds: number };
}

export interface LlmSettings {
  chat: Omit<LlmChange["chat"], "key"> & { key_set: boolean };
  embedding: Omit<LlmChange["embedding"], "key"> & { key_set: boolean };
  limits: LlmChange["limits"];
  /** What the configuration file fixes, such as `chat_provider`. */
  fixed: string[];
}

export interface LlmTest {
  ok: boolean;
  latency_ms: number;
  message: string;
  sample?: string | null;
}

