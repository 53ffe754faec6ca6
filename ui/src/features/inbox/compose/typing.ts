// Tells the team, and the AI, that somebody is writing. Says so again while the writing goes on, and when it ends.
import { useEffect, useRef } from "react";
import { api } from "@/api/client";

/** The server forgets after 25 s; this often it is told again, in milliseconds. */
const AGAIN = 10_000;
/** Without a key for this long, the writing has ended, in milliseconds. */
const PAUSE = 8000;

function say(conversation: string, typing: boolean): void {
  // Nobody needs to know when this fails: the server forgets by itself.
  api.POST("/api/v1/conversations/{id}/typing", { params: { path: { id: conversation } }, body: { typing } }).catch(() => undefined);
}

/** Returns what to call on each key, and when the words have left the box. */
export function useTyping(conversation: string): { onKey: () => void; onSent: () => void } {
  const state = useRef<{ saidAt: number; timer?: ReturnType<typeof setTimeout> }>({ saidAt: 0 });
  useEffect(() => {
    const own = state.current;
    return () => {
      clearTimeout(own.timer);
      if (own.saidAt > 0) say(conversation, false);
      own.saidAt = 0;
    };
  }, [conversation]);
  const stop = (tell: boolean) => {
    clearTimeout(state.current.timer);
    if (tell && state.current.saidAt > 0) say(conversation, false);
    state.current.saidAt = 0;
  };
  return {
    onKey() {
      const now = performance.now();
      if (state.current.saidAt === 0 || now - state.current.saidAt > AGAIN) {
        state.current.saidAt = now;
        say(conversation, true);
      }
      clearTimeout(state.current.timer);
      state.current.timer = setTimeout(() => stop(true), PAUSE);
    },
    onSent: () => stop(false),
  };
}
