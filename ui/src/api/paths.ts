// The addresses of the API in the shape openapi-fetch understands: what goes in, what comes back.
import type * as T from "./types";

type Json<B> = { content: { "application/json": B } };
/** R is the answer, B the body, P the parts of the path, Q the query. */
type Operation<R, B = never, P = never, Q = never> = {
  parameters: ([Q] extends [never] ? { query?: never } : { query?: Q }) & ([P] extends [never] ? { path?: never } : { path: P });
  responses: { 200: [R] extends [never] ? { content?: never } : Json<R>; default: Json<{ error: unknown }> };
} & ([B] extends [never] ? { requestBody?: never } : { requestBody: Json<B> });
type Id = { id: string };
type Get<R, Q = never> = Operation<R, never, never, Q>;
type Send<R, B = never> = Operation<R, B>;
type At<R, B = never, Q = never> = Operation<R, B, Id, Q>;

export interface paths {
  "/api/v1/setup": { get: Get<T.Setup>; post: Send<T.Me, T.NewSetup> };
  "/api/v1/session": { post: Send<T.Me, T.Credentials>; delete: Send<never> };
  "/api/v1/me": { get: Get<T.Me>; patch: Send<T.Me, T.MePatch> };
  "/api/v1/me/second-factor": { post: Send<{ secret: string; otpauth_url: string }, { password: string }>; delete: Send<never, { password: string }> };
  "/api/v1/me/second-factor/confirm": { post: Send<{ recovery_codes: string[] }, { code: string }> };
  "/api/v1/sessions": { get: Get<T.Page<T.Session>, T.PageQuery>; delete: Send<never> };
  "/api/v1/sessions/{id}": { delete: At<never> };
  "/api/v1/people": { get: Get<T.Page<T.Person>, T.PageQuery>; post: Send<{ person: T.Person; link: T.OwnerLink }, { email: string; name: string; role: T.Role }> };
  "/api/v1/people/{id}": { patch: At<T.Person, { name?: string; role?: T.Role; active?: boolean }> };
  "/api/v1/people/{id}/password-link": { post: At<T.OwnerLink> };
  "/api/v1/password-links/{token}": {
    get: Operation<T.PasswordLink, never, { token: string }>;
    post: Operation<T.Me, { password: string; second_factor?: string }, { token: string }>;
  };
  "/api/v1/tokens": { get: Get<T.Page<T.Token>, T.PageQuery>; post: Send<{ token: string; item: T.Token }, { name: string; role: T.Role; expires_in_days?: number }> };
  "/api/v1/tokens/{id}": { delete: At<never> };
  "/api/v1/shop": { get: Get<T.Shop>; patch: Send<T.Shop, Partial<T.Shop>> };
  "/api/v1/recovery-phrase": { post: Send<{ words: string[] }, { password?: string }> };
  "/api/v1/recovery-phrase/confirm": { post: Send<never, { words: Record<string, string> }> };
  "/api/v1/audit": { get: Get<T.Page<T.AuditEntry>, T.PageQuery> };
  "/api/v1/jobs": { get: Get<T.Page<T.Job>, T.PageQuery & { state?: T.JobState }> };
  "/api/v1/jobs/{id}": { delete: At<never> };
  "/api/v1/jobs/{id}/retry": { post: At<never> };
  "/api/v1/home": { get: Get<T.Home> };
  "/api/v1/llm/settings": { get: Get<T.LlmSettings>; put: Send<T.LlmSettings, T.LlmChange> };
  "/api/v1/llm/test": { post: Send<T.LlmTest, { which: "chat" | "embedding"; settings?: T.LlmChange }> };
  "/api/v1/replies/settings": { get: Get<T.RepliesSettings>; put: Send<T.RepliesSettings, T.RepliesSettings> };
  "/api/v1/whatsapp/connection": { get: Get<T.Connection>; put: Send<T.Connection, T.NewConnection>; delete: Send<never> };
  "/api/v1/whatsapp/doctor": { post: Send<T.Connection> };
  "/api/v1/whatsapp/doctor/{check}/fix": { post: Operation<T.Connection, never, { check: string }> };
  "/api/v1/ledger": { get: Get<T.Page<T.LedgerEvent>, T.PageQuery & { state?: T.LedgerState }> };
  "/api/v1/ledger/{id}": { get: At<T.LedgerEvent & { body?: string | null }> };
  "/api/v1/ledger/{id}/replay": { post: At<T.LedgerEvent> };
  "/api/v1/backups": { get: Get<T.Page<T.Backup>> };
  "/api/v1/hold/release": { post: Send<never> };

  "/api/v1/conversations": { get: Get<T.Page<T.Conversation>, T.PageQuery & { queue?: T.Queue; q?: string; assignee?: string; label?: string }> };
  "/api/v1/conversations/counts": { get: Get<T.Counts> };
  "/api/v1/conversations/{id}": {
    get: At<T.ConversationDetail>;
    patch: At<T.ConversationDetail, { ai?: T.AiMode; status?: T.Conversation["status"]; assignee?: string | null; labels?: string[]; snooze_until?: string | null }>;
  };
  "/api/v1/conversations/{id}/take-over": { post: At<T.ConversationDetail> };
  "/api/v1/conversations/{id}/read": { post: At<never> };
  "/api/v1/conversations/{id}/typing": { post: At<never, { typing: boolean }> };
  "/api/v1/conversations/{id}/messages": { get: At<T.Page<T.Message>, never, T.PageQuery & { around?: string }>; post: At<T.Message, T.NewMessage> };
  "/api/v1/conversations/{id}/notes": { post: At<T.Message, { client_id: string; text: string }> };
  "/api/v1/conversations/{id}/suggestion": { delete: At<never> };
  "/api/v1/conversations/{id}/reply": { post: At<{ run_id: string }>; delete: At<never> };
  "/api/v1/messages/{id}": { delete: At<never> };
  "/api/v1/messages/{id}/retry": { post: At<T.Message> };
  "/api/v1/messages/{id}/settle": { post: At<T.Message, { delivered: boolean }> };
  "/api/v1/messages/{id}/raw": { get: At<unknown> };
  "/api/v1/labels": { get: Get<T.Page<T.Label>>; post: Send<T.Label, { name: string; color: string }> };
  "/api/v1/labels/{id}": { patch: At<T.Label, { name?: string; color?: string }>; delete: At<never> };
  "/api/v1/team": { get: Get<{ id: string; name: string; role: T.Role }[]> };
  "/api/v1/contacts/{id}": { patch: At<unknown, { name?: string }> };
  "/api/v1/search": { get: Get<T.Page<{ message: T.Message; conversation: T.Conversation }>, T.PageQuery & { q: string }> };
  "/api/v1/runs/{id}": { get: At<T.Run> };
  "/api/v1/knowledge/sources": {
    get: Get<T.Page<T.KnowledgeSource>, T.PageQuery>;
    post: Send<T.KnowledgeSource, { kind: "text"; title: string; text: string } | { kind: "faq"; title?: string; pairs: T.FaqPair[] } | { kind: "page"; url: string } | FormData>;
  };
  "/api/v1/knowledge/sources/{id}": {
    get: At<T.KnowledgeSourceDetail>;
    patch: At<T.KnowledgeSource, { title?: string; text?: string; pairs?: T.FaqPair[] }>;
    delete: At<never>;
  };
  "/api/v1/knowledge/sources/{id}/retry": { post: At<T.KnowledgeSource> };
  "/api/v1/knowledge/search": { get: Get<{ items: T.KnowledgeHit[]; mode: "lexical" | "hybrid" }, { q: string; limit?: number }> };
  "/api/v1/practice": { get: Get<{ customers: T.PracticeCustomer[]; address?: string | null }> };
  "/api/v1/practice/messages": { post: Send<unknown, { customer_id: string; text: string }> };
  "/api/v1/practice/customers": { post: Send<T.PracticeCustomer, { name: string }> };
  "/api/v1/practice/customers/{id}/messages": { get: At<T.PracticeMessage[]> };
}
