// Where in the inbox somebody is: the queue, the conversation and the filters, all from the address.
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { isQueue } from "@/api/queues";
import type { Queue } from "@/api/types";
import type { ListFilters } from "./queries";

/** The part of the address after the question mark. */
export interface InboxSearch {
  q?: string;
  label?: string;
  /** A message to stand at, as search results give it. */
  message?: string;
}

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const text = (key: string) => (search[key] === undefined ? {} : { [key]: String(search[key]) });
  return { ...text("q"), ...text("label"), ...text("message") };
}

export interface InboxPlace {
  queue: Queue | null;
  conversation: string | null;
  filters: ListFilters;
  message: string | undefined;
}

export function useInboxPlace(): InboxPlace {
  const params = useParams({ strict: false }) as { queue?: string; conversationId?: string };
  const search = useSearch({ strict: false }) as InboxSearch;
  const queue = isQueue(params.queue) ? params.queue : null;
  return {
    queue,
    conversation: params.conversationId ?? null,
    filters: { queue: queue ?? "all", ...(search.q && { q: search.q }), ...(search.label && { label: search.label }) },
    message: search.message,
  };
}

/** Ways to go on from here; filters stay unless the queue changes. */
export function useInboxSteps() {
  const navigate = useNavigate();
  const { queue, filters } = useInboxPlace();
  const here = queue ?? "all";
  const kept: InboxSearch = { ...(filters.q && { q: filters.q }), ...(filters.label && { label: filters.label }) };
  return {
    open: (conversationId: string) =>
      void navigate({ to: "/inbox/$queue/$conversationId", params: { queue: here, conversationId }, search: kept }),
    toList: () => void navigate({ to: "/inbox/$queue", params: { queue: here }, search: kept }),
    filter: (search: InboxSearch) => void navigate({ to: "/inbox/$queue", params: { queue: here }, search, replace: true }),
    toSearch: () => void navigate({ to: "/inbox/search", search: {} }),
    toLatest: (conversationId: string) =>
      void navigate({ to: "/inbox/$queue/$conversationId", params: { queue: here, conversationId }, search: kept, replace: true }),
    kept,
  };
}
