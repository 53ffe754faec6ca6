// What a file may be sent as, by its type and size. The server looks into the file itself; this only saves the way there. Pure.
import type { Limits } from "@/api/messageTypes";

export type SendKind = "image" | "video" | "audio" | "document" | "sticker";

const SEND_KINDS: readonly SendKind[] = ["image", "video", "audio", "sticker", "document"];

/** Types by file ending, for systems that do not tell, and other names of the same type. */
const BY_ENDING: Record<string, string> = {
  pdf: "application/pdf",
  txt: "text/plain",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  amr: "audio/amr",
  aac: "audio/aac",
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  "3gp": "video/3gpp",
  mp4: "video/mp4",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};
const SAME: Record<string, string> = {
  "audio/x-m4a": "audio/mp4",
  "audio/mp3": "audio/mpeg",
  "audio/x-aac": "audio/aac",
  "image/jpg": "image/jpeg",
};

export function typeOf(file: { name: string; type: string }): string {
  const told = file.type.split(";")[0]?.trim().toLowerCase() ?? "";
  const ending = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? "";
  return SAME[told] ?? (told || BY_ENDING[ending] || "");
}

const limitOf = (kind: SendKind, limits: Limits) => limits.files.find((limit) => limit.kind === kind);

export function kindOf(type: string, limits: Limits): SendKind | null {
  return SEND_KINDS.find((kind) => limitOf(kind, limits)?.mime_types.includes(type)) ?? null;
}

export function largest(kind: SendKind, limits: Limits): number {
  return limitOf(kind, limits)?.bytes ?? 0;
}

/** For the file chooser. */
export function acceptOf(kinds: readonly SendKind[], limits: Limits): string {
  return kinds.flatMap((kind) => limitOf(kind, limits)?.mime_types ?? []).join(",");
}

/** The picture must be made anew: WhatsApp does not take its type or its size. */
export function needsRemake(type: string, bytes: number, limits: Limits): boolean {
  if (!type.startsWith("image/")) return false;
  const limit = limitOf("image", limits);
  return !limit || !limit.mime_types.includes(type) || bytes > limit.bytes;
}
