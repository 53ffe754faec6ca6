// Who else is at a signal's draft right now. A lease ends by the clock too: a browser that died gives none back.
import { useMe } from "@/api/me";
import type { Signal } from "@/api/types";
import { useNow } from "@/lib/now";

/** The name of who is editing, where that is somebody else. */
export function useEditedBy({ editing }: Signal): string | null {
  const me = useMe();
  const now = useNow();
  if (!editing || editing.by.id === me.person.id || new Date(editing.until) <= now) return null;
  return editing.by.name;
}
