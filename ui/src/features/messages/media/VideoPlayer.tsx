// A film in a bubble, played by the browser piece by piece. What cannot be played can be taken away.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MessageMedia } from "@/api/messageTypes";
import { DocumentCard } from "./DocumentCard";
import { thumbnailAddress, useMediaAddress } from "./address";
import { boxOf } from "./Picture";

export function VideoPlayer({ id, media, caption }: { id: string; media: MessageMedia; caption: string | null }) {
  const { t } = useTranslation("messages");
  const address = useMediaAddress();
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <div className="flex flex-col gap-1.5">
        <DocumentCard id={id} media={media} kind="video" />
        <p className="text-sm opacity-80">{t("video.broken")}</p>
      </div>
    );
  }
  return (
    // What customers film has no subtitles to offer.
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <video
      controls
      playsInline
      preload="metadata"
      src={address(id)}
      {...(media.thumbnail && { poster: thumbnailAddress(id) })}
      aria-label={caption ?? t("kinds.video")}
      onError={() => setBroken(true)}
      style={boxOf(media.width, media.height)}
      className="max-w-full rounded-xl bg-night"
    />
  );
}
