// All the emoji to react or write with, group by group.
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { emojiOf, GROUPS } from "./emoji";

export default function EmojiDialog({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("inbox:emoji.title")} closeLabel={t("common:close")}>
      {GROUPS.map((group) => (
        <section key={group} aria-label={t(`inbox:emoji.${group}`)} className="mb-3">
          <h3 className="mb-1 text-sm text-ink-faint">{t(`inbox:emoji.${group}`)}</h3>
          <div className="grid grid-cols-8 gap-0.5 sm:grid-cols-11">
            {emojiOf(group).map((emoji) => (
              <button
                key={emoji}
                type="button"
                onClick={() => onPick(emoji)}
                className="grid aspect-square place-items-center rounded-md text-xl hover:bg-sunken dark:hover:bg-line"
              >
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
    </Dialog>
  );
}
