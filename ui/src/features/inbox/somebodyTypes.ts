// Who else of the team is typing in a conversation. It ends by the clock too: a browser that died says no more.
import { useMe } from "@/api/me";
import type { Conversation } from "@/api/types";
import { useNow } from "@/lib/now";

/** The name of who types, where that is somebody else. */
export function useSomebodyTypes({ typing }: Pick<Conversation, "typing">): string | null {
  const me = useMe();
  const now = useNow();
  if (!typing || typing.person_id === me.person.id || new Date(typing.until) <= now) return null;
  return typing.name;
}
