// Some requests ask anew who one is. Whoever sends goes through here: the dialog asks, and the request is sent once more.
import { useSyncExternalStore } from "react";

/** The server's word for it. */
export const CONFIRM_IDENTITY = "confirm_identity";

type Answer = (confirmed: boolean) => void;

let waiting: Answer[] = [];
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Waits for the person; several requests at once wait for the same answer. */
function ask(): Promise<boolean> {
  return new Promise((resolve) => {
    waiting = [...waiting, resolve];
    tell();
  });
}

/** Ends the question: everything that waited goes on, or is refused as it was. */
export function answerIdentity(confirmed: boolean): void {
  const asked = waiting;
  waiting = [];
  tell();
  for (const resolve of asked) resolve(confirmed);
}

/** Whether somebody is being asked now. */
export function useIdentityAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting.length > 0,
  );
}

async function isAsked(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return (body as { error?: { code?: string } } | null)?.error?.code === CONFIRM_IDENTITY;
}

/** Sends, and sends once more when the person has confirmed who they are. */
export async function withIdentity(send: () => Promise<Response>): Promise<Response> {
  const response = await send();
  if (listeners.size === 0 || !(await isAsked(response))) return response;
  return (await ask()) ? send() : response;
}
