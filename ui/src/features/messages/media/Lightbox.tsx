// A picture over the whole page: arrows go on to the next one, Esc closes, a press shows it in its true size.
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Dialog as Radix } from "radix-ui";
import { ChevronLeft, ChevronRight, Download, ImageOff, X } from "lucide-react";
import { classes } from "@/lib/classes";
import { Icon, type LucideIcon } from "@/ui/Icon";
import { useMediaAddress } from "./address";
import type { GalleryPicture } from "./gallery";

const round = "grid size-11 place-items-center rounded-full bg-night/80 text-on-night hover:bg-night focus-visible:outline-brass-mark";

function Arrow({ icon, label, onClick, className }: { icon: LucideIcon; label: string; onClick: () => void; className: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={classes(round, "absolute top-1/2 z-10 -translate-y-1/2", className)}
    >
      <Icon of={icon} size={22} className="rtl:-scale-x-100" />
    </button>
  );
}

function View({ picture }: { picture: GalleryPicture }) {
  const { t } = useTranslation("messages");
  const address = useMediaAddress();
  const [large, setLarge] = useState(false);
  const [gone, setGone] = useState(false);
  if (gone) {
    return (
      <p className="flex flex-col items-center gap-3 text-on-night-soft">
        <Icon of={ImageOff} size={32} />
        {t("picture.gone")}
      </p>
    );
  }
  return (
    <button
      type="button"
      aria-label={large ? t("picture.fit") : t("picture.trueSize")}
      aria-pressed={large}
      onClick={() => setLarge(!large)}
      className={classes("m-auto", large ? "cursor-zoom-out" : "flex max-h-full max-w-full cursor-zoom-in")}
    >
      <img
        src={address(picture.id)}
        alt={picture.caption ?? t("kinds.image")}
        onError={() => setGone(true)}
        className={large ? "max-w-none" : "max-h-full max-w-full object-contain"}
      />
    </button>
  );
}

export default function Lightbox({
  pictures,
  start,
  onClose,
}: {
  pictures: readonly GalleryPicture[];
  start: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(["messages", "common"]);
  const address = useMediaAddress();
  const [id, setId] = useState(start);
  const close = useRef<HTMLButtonElement>(null);
  const index = Math.max(
    0,
    pictures.findIndex((picture) => picture.id === id),
  );
  const picture = pictures[index];
  const go = (step: number) => {
    const next = pictures[index + step];
    if (next) setId(next.id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const forward = getComputedStyle(event.currentTarget).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") go(event.key === forward ? 1 : -1);
  };
  if (!picture) return null;
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div data-covers-page="" aria-hidden className="fixed inset-0 z-40 animate-fade bg-night/95" />
        <Radix.Content
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            close.current?.focus();
          }}
          className="fixed inset-0 z-50 flex flex-col text-on-night focus:outline-none"
        >
          <header className="flex shrink-0 items-center gap-2 p-3">
            <Radix.Title className="min-w-0 flex-1 truncate px-2 font-medium">{picture.caption ?? t("messages:kinds.image")}</Radix.Title>
            {pictures.length > 1 && (
              <span className="text-sm text-on-night-soft">{t("messages:picture.count", { at: index + 1, all: pictures.length })}</span>
            )}
            <a
              href={address(picture.id)}
              download
              aria-label={t("messages:media.download")}
              title={t("messages:media.download")}
              className={round}
            >
              <Icon of={Download} size={20} />
            </a>
            <Radix.Close ref={close} aria-label={t("common:close")} title={t("common:close")} className={round}>
              <Icon of={X} size={22} />
            </Radix.Close>
          </header>
          <div className="relative min-h-0 flex-1">
            {index > 0 && <Arrow icon={ChevronLeft} label={t("messages:picture.previous")} onClick={() => go(-1)} className="start-3" />}
            {index < pictures.length - 1 && (
              <Arrow icon={ChevronRight} label={t("messages:picture.next")} onClick={() => go(1)} className="end-3" />
            )}
            <div className="flex h-full overflow-auto px-3 pb-4 *:max-h-full [&>*]:m-auto">
              <View key={picture.id} picture={picture} />
            </div>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
