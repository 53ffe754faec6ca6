// Files on their way into a message: checked, made fit, sent to the shop's own server, each with its progress and a way to stop it.
import { useEffect, useRef, useState } from "react";
import type { Limits, MessageMedia, StoredMedia } from "@/api/messageTypes";
import { uploadFile } from "@/api/upload";
import { kindOf, largest, needsRemake, typeOf, type SendKind } from "./fileKinds";
import { remadePicture, sticker } from "./pictures";
import { newId } from "@/lib/newId";

/** Files of one sending. */
export const MOST = 10;

export type TrayState = "preparing" | "uploading" | "ready" | "failed" | "refused";
export type TrayProblem = { code: "type" } | { code: "size"; bytes: number } | { code: "unreadable" };

export interface TrayItem {
  key: string;
  file: File | null;
  name: string;
  bytes: number;
  kind: SendKind;
  state: TrayState;
  /** How much has arrived, 0 to 1. */
  share: number;
  problem?: TrayProblem;
  error?: unknown;
  media?: MessageMedia;
  /** An address in the browser's own memory. */
  preview?: string;
  remade?: boolean;
}

/** What the person chose to send it as; "any" goes by its type. */
export type Wanted = SendKind | "any";

class Refused extends Error {
  readonly problem: TrayProblem;
  constructor(problem: TrayProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

const unreadable = () => {
  throw new Refused({ code: "unreadable" });
};

/** The file as it can be sent, and as what. */
async function prepared(file: File, wanted: Wanted, limits: Limits): Promise<{ file: File; kind: SendKind; remade: boolean }> {
  const type = typeOf(file);
  if (wanted === "sticker") {
    if (type === "image/webp" && file.size <= largest("sticker", limits)) return { file, kind: "sticker", remade: false };
    return { file: await sticker(file, largest("sticker", limits)).catch(unreadable), kind: "sticker", remade: true };
  }
  if (needsRemake(type, file.size, limits))
    return { file: await remadePicture(file, largest("image", limits)).catch(unreadable), kind: "image", remade: true };
  const kind = kindOf(type, limits);
  if (!kind) throw new Refused({ code: "type" });
  if (file.size > largest(kind, limits)) throw new Refused({ code: "size", bytes: largest(kind, limits) });
  return { file: file.type === type ? file : new File([file], file.name, { type }), kind, remade: false };
}

const guess = (file: File): SendKind =>
  file.type.startsWith("image/")
    ? "image"
    : file.type.startsWith("video/")
      ? "video"
      : file.type.startsWith("audio/")
        ? "audio"
        : "document";

export function useTray(limits: Limits | undefined) {
  const [items, setItems] = useState<TrayItem[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const change = (key: string, part: Partial<TrayItem>) =>
    setItems((now) => now.map((item) => (item.key === key ? { ...item, ...part } : item)));

  useEffect(() => {
    const running = stops.current;
    return () => running.forEach((stop) => stop.abort());
  }, []);

  const send = async (key: string, chosen: File, wanted: Wanted, known: Limits) => {
    const stop = new AbortController();
    stops.current.set(key, stop);
    try {
      const { file, kind, remade } = await prepared(chosen, wanted, known);
      if (stop.signal.aborted) return;
      const preview = kind === "image" || kind === "sticker" || kind === "video" ? URL.createObjectURL(file) : undefined;
      change(key, { state: "uploading", file, kind, remade, bytes: file.size, name: file.name, ...(preview && { preview }) });
      const stored = await uploadFile<StoredMedia & MessageMedia>("/api/v1/media", file, (share) => change(key, { share }), stop.signal);
      change(key, { state: "ready", share: 1, media: { ...stored, filename: file.name, state: "ready" } });
    } catch (error) {
      if (stop.signal.aborted) return;
      change(key, error instanceof Refused ? { state: "refused", problem: error.problem } : { state: "failed", error });
    }
  };

  const remove = (key: string) => {
    stops.current.get(key)?.abort();
    setItems((now) => now.filter((item) => item.key !== key));
  };

  return {
    items,
    add: (files: Iterable<File>, wanted: Wanted = "any") => {
      if (!limits) return;
      const room = MOST - items.length;
      const added = [...files]
        .slice(0, Math.max(0, room))
        .map(
          (file): TrayItem => ({ key: newId(), file, name: file.name, bytes: file.size, kind: guess(file), state: "preparing", share: 0 }),
        );
      setItems((now) => [...now, ...added]);
      for (const item of added) if (item.file) void send(item.key, item.file, wanted, limits);
    },
    /** Puts a file back that the server has already. */
    putBack: (kind: SendKind, media: MessageMedia) =>
      setItems((now) => [
        ...now,
        { key: newId(), file: null, name: media.filename ?? "", bytes: media.bytes ?? 0, kind, state: "ready", share: 1, media },
      ]),
    retry: (item: TrayItem) => {
      if (!limits || !item.file) return;
      change(item.key, { state: "preparing", share: 0, error: undefined });
      void send(item.key, item.file, item.kind === "sticker" ? "sticker" : "any", limits);
    },
    remove,
    removeMedia: (id: string | null | undefined) => id && setItems((now) => now.filter((item) => item.media?.id !== id)),
    clear: () => setItems([]),
  };
}

export type Tray = ReturnType<typeof useTray>;
