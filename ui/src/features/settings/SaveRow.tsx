// What a long form of the settings ends with. While something is changed it stays in sight, and nobody leaves without being asked.
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { classes } from "@/lib/classes";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";

interface SaveRowProps {
  /** Whether the form says something else than what is kept. */
  changed: boolean;
  busy: boolean;
  disabled?: boolean;
  /** Brings back what is kept. */
  onUndo: () => void;
}

export function SaveRow({ changed, busy, disabled = false, onUndo }: SaveRowProps) {
  const { t } = useTranslation(["settings", "common"]);
  const way = useBlocker({ shouldBlockFn: () => changed, enableBeforeUnload: changed, disabled: !changed, withResolver: true });
  return (
    <div
      className={classes(
        "z-10 flex flex-wrap items-center gap-x-3 gap-y-2",
        changed && "sticky bottom-3 -mx-3 rounded-xl bg-raised px-3 py-2.5 shadow-float",
      )}
    >
      <Button type="submit" tone="primary" busy={busy} disabled={disabled}>
        {t("common:save")}
      </Button>
      {changed && (
        <>
          <Button tone="quiet" disabled={busy} onClick={onUndo}>
            {t("settings:unsaved.undo")}
          </Button>
          <span role="status" className="text-sm text-ink-faint max-sm:hidden">
            {t("settings:unsaved.said")}
          </span>
        </>
      )}
      <ConfirmDialog
        open={way.status === "blocked"}
        onOpenChange={(open) => !open && way.reset?.()}
        title={t("settings:unsaved.title")}
        description={t("settings:unsaved.body")}
        confirmLabel={t("settings:unsaved.leave")}
        cancelLabel={t("settings:unsaved.stay")}
        onConfirm={() => way.proceed?.()}
      />
    </div>
  );
}

/** Whether two drafts say the same. */
export const differs = (draft: unknown, kept: unknown): boolean => JSON.stringify(draft) !== JSON.stringify(kept);
