// The pictures of one thread in order, so that a large view can go on to the next. Only ids and words.
import { createContext } from "react";
import { mediaOf } from "@/api/messageTypes";
import type { Message } from "@/api/types";

export interface GalleryPicture {
  id: string;
  caption: string | null;
}

export const Gallery = createContext<readonly GalleryPicture[]>([]);

/** Oldest first. */
export function picturesOf(oldestFirst: readonly Pick<Message, "kind" | "text" | "media" | "revoked">[]): GalleryPicture[] {
  return oldestFirst.flatMap((message) => {
    const media = mediaOf(message);
    return message.kind === "image" && !message.revoked && media?.id ? [{ id: media.id, caption: message.text ?? null }] : [];
  });
}
