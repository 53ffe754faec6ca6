// The doctor's checks, in order of cause. The first that fails is the one to look at; the rest may follow from it.
import { useTranslation } from "react-i18next";
import { Check as Tick, CircleDashed, TriangleAlert, X, type LucideIcon } from "lucide-react";
import type { Check, CheckStatus } from "@/api/types";
import { classes } from "@/lib/classes";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { useToastError } from "../common/notify";
import { useFix } from "./queries";

const looks: Record<CheckStatus, { icon: LucideIcon; look: string }> = {
  ok: { icon: Tick, look: "bg-good-tint text-good" },
  warn: { icon: TriangleAlert, look: "bg-warn-tint text-warn" },
  fail: { icon: X, look: "bg-bad-tint text-bad" },
  skip: { icon: CircleDashed, look: "bg-sunken text-ink-faint" },
};

export function Checks({ checks }: { checks: Check[] }) {
  const { t, i18n } = useTranslation("whatsapp");
  const fix = useFix();
  const onError = useToastError();
  const first = checks.findIndex((check) => check.status === "fail");
  return (
    <ol aria-live="polite" className="flex flex-col">
      {checks.map((check, index) => {
        const { icon, look } = looks[check.status];
        return (
          <li key={check.id} className={classes("flex flex-wrap items-start gap-x-4 gap-y-2 rounded-xl py-3", index === first && "-mx-3 my-1 bg-bad-tint px-3")}>
            <span className={classes("mt-0.5 grid size-7 shrink-0 place-items-center rounded-full", look)}>
              <Icon of={icon} size={16} />
            </span>
            <div className="min-w-0 flex-1 basis-52">
              <p className={classes("font-medium", check.status === "skip" && "text-ink-faint")}>
                <span className="sr-only">{t(`checks.states.${check.status}`)}: </span>
                {i18n.exists(`whatsapp:checks.titles.${check.id}`) ? t(`checks.titles.${check.id as "token"}`) : check.title}
              </p>
              {check.detail && <p className={classes("mt-0.5 text-sm break-words text-pretty", index === first ? "text-ink" : "text-ink-soft")}>{check.detail}</p>}
            </div>
            {check.fixable && check.status !== "ok" && (
              <Button size="small" busy={fix.isPending && fix.variables === check.id} onClick={() => fix.mutate(check.id, { onError })}>
                {t("checks.repair")}
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
