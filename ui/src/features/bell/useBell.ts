// Rings for what needs a person, in the one tab of this browser that may: see api/live/hub.ts. Quiet while somebody looks.
import { useEffect, useRef } from "react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { contactName } from "@/api/contactName";
import { key } from "@/api/keys";
import { useRings } from "@/api/live";
import { useMay, useMe } from "@/api/me";
import type { Conversation } from "@/api/types";
import { useChoices } from "./choices";
import { notify } from "./permission";
import { readySound, ringSound } from "./sound";
import { newlyWaiting, seenOf, type Seen } from "./waiting";

/** The newest conversations looked at; more than these never begin to wait within one look. */
const LOOKED_AT = 30;

const waitingQuery = queryOptions({
  queryKey: key("conversations", "bell"),
  queryFn: () => dataOf(api.GET("/api/v1/conversations", { params: { query: { queue: "needs_person", limit: LOOKED_AT } } })),
  // What was fetched while somebody looked is old once nobody does.
  staleTime: 0,
});

/** Makes the sound ready at the first press anywhere: browsers allow no sound before. */
function useReadySound(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const once = { once: true, capture: true };
    window.addEventListener("pointerdown", readySound, once);
    window.addEventListener("keydown", readySound, once);
    return () => {
      window.removeEventListener("pointerdown", readySound, once);
      window.removeEventListener("keydown", readySound, once);
    };
  }, [on]);
}

function useShow(): (waiting: Conversation[]) => void {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const { shop } = useMe();
  const title = shop.name || "Shopbell";
  return ([first, ...more]) => {
    if (!first) return;
    const open = () => void navigate({ to: "/inbox/$queue/$conversationId", params: { queue: "needs_person", conversationId: first.id } });
    // Names, never words: a notification stands on a screen anybody may see.
    if (more.length === 0) notify({ title, body: t("bell.one", { name: contactName(first) }), tag: first.id, onOpen: open });
    else
      notify({
        title,
        body: t("bell.several", { count: more.length + 1 }),
        tag: "several",
        onOpen: () => void navigate({ to: "/inbox/$queue", params: { queue: "needs_person" } }),
      });
  };
}

export function useBell(): void {
  const { person } = useMe();
  const choices = useChoices();
  const mayRead = useMay("read_inbox");
  const rings = useRings() && mayRead && (choices.sound || choices.notify);
  const { data, dataUpdatedAt } = useQuery({ ...waitingQuery, enabled: rings });
  const waiting = data?.items;
  const seen = useRef<Seen | null>(null);
  const since = useRef(0);
  const show = useShow();
  useReadySound(choices.sound);
  useEffect(() => {
    seen.current = null;
    since.current = Date.now();
  }, [rings]);
  useEffect(() => {
    if (!rings || !waiting || dataUpdatedAt < since.current) return;
    const before = seen.current;
    seen.current = seenOf(waiting);
    // The first look after somebody turned away says what was there already.
    const fresh = before ? newlyWaiting(before, waiting, person.id) : [];
    if (fresh.length === 0) return;
    if (choices.sound) ringSound();
    if (choices.notify) show(fresh);
    // `show` is made anew each time; only what waits may ring.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rings, waiting, dataUpdatedAt]);
}
