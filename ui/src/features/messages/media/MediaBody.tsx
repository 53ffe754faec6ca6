// The file of a message, drawn by what it is, with its caption.
import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Drawable, MessageMedia } from "@/api/messageTypes";
import { textAt } from "@/lib/json";
import { Skeleton } from "@/ui/Skeleton";
import { Words } from "../Words";
import { DocumentCard } from "./DocumentCard";
import { MediaGate } from "./MediaGate";
import { Picture } from "./Picture";
import { VideoPlayer } from "./VideoPlayer";
import { useMediaAddress } from "./address";

const FileWords = lazy(async () => ({ default: (await import("./FileWords")).FileWords }));
const VoicePlayer = lazy(async () => ({ default: (await import("./VoicePlayer")).VoicePlayer }));

function Sticker({ id, media }: { id: string; media: MessageMedia }) {
  const { t } = useTranslation("messages");
  const address = useMediaAddress();
  return (
    <img
      src={address(id)}
      alt={t("kinds.sticker")}
      loading="lazy"
      width={media.width ?? 144}
      height={media.height ?? 144}
      className="size-36 object-contain"
    />
  );
}

function drawn(kind: string, id: string, media: MessageMedia, caption: string | null): ReactNode {
  switch (kind) {
    case "image":
      return <Picture id={id} media={media} caption={caption} />;
    case "video":
      return <VideoPlayer id={id} media={media} caption={caption} />;
    case "audio":
      return (
        <Suspense fallback={<Skeleton className="h-12 w-64" />}>
          <VoicePlayer id={id} voice={media.voice ?? false} bytes={media.bytes} name={media.filename} />
        </Suspense>
      );
    case "sticker":
      return <Sticker id={id} media={media} />;
    default:
      return <DocumentCard id={id} media={media} kind={kind} />;
  }
}

/** What was written under it. What the shop sent keeps its caption apart from the words that stand in for the file. */
function captionOf({ kind, content, text }: Drawable): string | null {
  if (kind === "audio" || kind === "sticker") return null;
  return textAt(content, "kind") ? textAt(content, "text") : (text ?? null);
}

export function MediaBody({ message }: { message: Drawable }) {
  const caption = captionOf(message);
  return (
    <div className="flex flex-col gap-1.5">
      <MediaGate message={message} media={message.media}>
        {(id) => drawn(message.kind, id, message.media ?? {}, caption)}
      </MediaGate>
      {caption && <Words text={caption} />}
      {message.media_text && (
        <Suspense fallback={null}>
          <FileWords kind={message.kind} words={message.media_text} />
        </Suspense>
      )}
    </div>
  );
}
