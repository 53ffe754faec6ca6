// The one way to the server. Every answer is either data or an ApiError that carries words for the person reading it.
import createClient from "openapi-fetch";
import { QueryClient, type UseMutationOptions } from "@tanstack/react-query";
import { withIdentity } from "./identity";
import type { paths } from "./types.gen";

/** How long an answer may take before we say the shop's server is not answering, in milliseconds. */
const TIMEOUT = 30_000;

interface ErrorBody {
  code: string;
  message: string;
  hint?: string | null;
  request_id?: string;
  fields?: Record<string, string> | null;
  params?: Record<string, string> | null;
}

export class ApiError extends Error {
  override name = "ApiError";
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: Record<string, string>;
  /** What the sentence names: a name, a number, a moment. */
  readonly params: Record<string, string>;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.hint = body.hint ?? undefined;
    this.requestId = body.request_id;
    this.fields = body.fields ?? {};
    this.params = body.params ?? {};
  }
}

function isErrorBody(value: unknown): value is { error: ErrorBody } {
  return typeof value === "object" && value !== null && "error" in value && typeof (value as { error: unknown }).error === "object";
}

/** The error an answer stands for. A proxy's own page has no body of ours, so the status must do. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(response.status, body.error);
  return new ApiError(response.status, {
    code: response.status >= 500 ? "server_unreachable" : "unexpected_answer",
    message: `HTTP ${response.status}`,
  });
}

/** A body can be sent once: each try has its own copy. */
function patientFetch(request: Request): Promise<Response> {
  return withIdentity(() => sendOnce(request.clone()));
}

async function sendOnce(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT)]);
  try {
    return await fetch(new Request(request, { signal }));
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError(0, { code: "server_unreachable", message: "network" });
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: patientFetch });

api.use({
  async onResponse({ response }) {
    if (!response.ok) throw await errorFrom(response);
  },
});

/** The data of an answer; a refusal has already been thrown as ApiError. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code !== "bad_credentials" && !error.code.startsWith("second_factor");
}

/** Worth another try: the network or the server, not a refusal. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (count, error) => count < 2 && mayPass(error), refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

export type MutationOptions<D, V> = UseMutationOptions<D, Error, V>;
