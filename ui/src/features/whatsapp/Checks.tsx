// The doctor's checks, in order of cause. The first that fails is the one to look at; the rest may follow from it.
import { useTranslation } from "react-i18next";
import { Check as Tick, CircleDashed, TriangleAlert, X, type LucideIcon } from "lucide-react";
import type { Check } from "@/api/types";
import { classes } from "@/lib/classes";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { useToastError } from "../common/notify";
import { Facts } from "./Facts";
import { useCheckWords } from "./checkWords";
import { useFix } from "./queries";

const looks: Record<Check["status"], { icon: LucideIcon; look: string }> = {
  ok: { icon: Tick, look: "bg-good-tint text-good" },
  warn: { icon: TriangleAlert, look: "bg-warn-tint text-warn" },
  fail: { icon: X, look: "bg-bad-tint text-bad" },
  skip: { icon: CircleDashed, look: "bg-sunken text-ink-faint" },
};

export function CheckMark({ status }: { status: Check["status"] }) {
  const { icon, look } = looks[status];
  return (
    <span className={classes("mt-0.5 grid size-7 shrink-0 place-items-center rounded-full", look)}>
      <Icon of={icon} size={16} />
    </span>
  );
}

/** The finding that explains the rest. */
export function causeOf(checks: readonly Check[]): Check | undefined {
  return checks.find((check) => check.status === "fail") ?? checks.find((check) => check.status === "warn");
}

function CheckLine({ check, isCause, connection }: { check: Check; isCause: boolean; connection: string }) {
  const { t } = useTranslation("whatsapp");
  const words = useCheckWords()(check);
  const fix = useFix(connection);
  const onError = useToastError();
  return (
    <li
      className={classes(
        "flex flex-wrap items-start gap-x-4 gap-y-2 rounded-xl py-3",
        isCause && "-mx-3 my-1 px-3",
        isCause && (check.status === "fail" ? "bg-bad-tint" : "bg-warn-tint"),
      )}
    >
      <CheckMark status={check.status} />
      <div className="min-w-0 flex-1 basis-52">
        <p className={classes("font-medium", check.status === "skip" && "text-ink-faint")}>
          <span className="sr-only">{t(`checks.states.${check.status}`)}: </span>
          {words.title}
        </p>
        {words.sentence && (
          <p className={classes("mt-0.5 text-sm break-words text-pretty", isCause ? "text-ink" : "text-ink-soft")}>{words.sentence}</p>
        )}
        <Facts of={check.facts} className={classes("mt-0.5 text-sm", isCause ? "text-ink" : "text-ink-faint")} />
        {words.effect && (
          <p className={classes("mt-1 text-sm text-pretty", isCause ? "text-ink" : "text-ink-soft")}>
            <span className="font-medium">{t("checks.customers")}</span> {words.effect}
          </p>
        )}
      </div>
      {check.fixable && check.status !== "ok" && (
        <Button size="small" busy={fix.isPending} onClick={() => fix.mutate(check.id, { onError })}>
          {t("checks.repair")}
        </Button>
      )}
    </li>
  );
}

export function Checks({ checks, connection }: { checks: Check[]; connection: string }) {
  const cause = causeOf(checks);
  return (
    <ol aria-live="polite" className="flex flex-col">
      {checks.map((check) => (
        <CheckLine key={check.id} check={check} isCause={check === cause} connection={connection} />
      ))}
    </ol>
  );
}
