// A picture in a bubble: small at first, large on a press.
import { lazy, Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { ImageOff } from "lucide-react";
import type { MessageMedia } from "@/api/messageTypes";
import { Icon } from "@/ui/Icon";
import { thumbnailAddress, useMediaAddress } from "./address";
import { Gallery } from "./gallery";

const Lightbox = lazy(() => import("./Lightbox"));

/** The box a picture may fill in a bubble, in CSS pixels. */
const WIDEST = 320;
const HIGHEST = 360;
const SMALLEST = 96;

/** How large to draw it, so that nothing jumps when it arrives. */
export function boxOf(width: number | null | undefined, height: number | null | undefined): { width: number; aspectRatio: string } {
  if (!width || !height) return { width: 240, aspectRatio: "4 / 3" };
  const shrink = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(SMALLEST, Math.round(width * shrink)), aspectRatio: `${width} / ${Math.max(height, Math.round(width / 4))}` };
}

export function Picture({ id, media, caption }: { id: string; media: MessageMedia; caption: string | null }) {
  const { t } = useTranslation("messages");
  const address = useMediaAddress();
  const gallery = use(Gallery);
  const [open, setOpen] = useState(false);
  const [gone, setGone] = useState(false);
  const pictures = gallery.some((picture) => picture.id === id) ? gallery : [{ id, caption }];
  const words = caption ?? t("kinds.image");
  return (
    <>
      <button
        type="button"
        aria-label={t("picture.enlarge", { words })}
        onClick={() => setOpen(true)}
        style={boxOf(media.width, media.height)}
        className="relative grid max-w-full place-items-center overflow-hidden rounded-xl bg-sunken text-ink-faint"
      >
        {gone ? (
          <Icon of={ImageOff} size={28} />
        ) : (
          <img
            src={media.thumbnail ? thumbnailAddress(id) : address(id)}
            alt={words}
            loading="lazy"
            decoding="async"
            onError={() => setGone(true)}
            className="absolute inset-0 size-full object-cover"
          />
        )}
      </button>
      {open && (
        <Suspense>
          <Lightbox pictures={pictures} start={id} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
