// What Meta says to the pasted values, beside their field: kind and end of the token, its rights, the accounts it opens.
import { useTranslation } from "react-i18next";
import { Check, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Inspection } from "@/api/types";
import { classes } from "@/lib/classes";
import { formatPhone } from "@/lib/phone";
import { Icon } from "@/ui/Icon";
import { Time } from "../../common/Time";
import { isCause } from "../causes";

type Verdict = "ok" | "warn" | "fail";
const icons = { ok: Check, warn: TriangleAlert, fail: X };
const looks = { ok: "bg-good-tint text-good", warn: "bg-warn-tint text-warn", fail: "bg-bad-tint text-bad" };

export function Finding({ verdict, title, children }: { verdict: Verdict; title: ReactNode; children?: ReactNode }) {
  return (
    <li className="flex items-start gap-3 py-2">
      <span className={classes("mt-px grid size-6 shrink-0 place-items-center rounded-full", looks[verdict])}>
        <Icon of={icons[verdict]} size={14} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{title}</p>
        {children && <div className="text-sm text-pretty text-ink-soft [overflow-wrap:anywhere]">{children}</div>}
      </div>
    </li>
  );
}

/** The rights without which nothing can be sent or set up. */
const NEEDED = ["whatsapp_business_messaging", "whatsapp_business_management"] as const;

export function Problems({ inspection }: { inspection: Inspection }) {
  const { t, i18n } = useTranslation("whatsapp");
  const words = (code: string) =>
    i18n.language !== "en" && i18n.exists(`whatsapp:problems.${code}`) ? t(`problems.${code as "no_numbers"}`) : undefined;
  return inspection.problems.map((problem) => {
    const ours = words(problem.code) ?? (i18n.language !== "en" && isCause(problem.code) ? t(`causes.${problem.code}`) : undefined);
    return (
      <Finding key={problem.code} verdict={problem.blocking ? "fail" : "warn"} title={ours ?? problem.words}>
        {!ours && problem.what_to_do}
      </Finding>
    );
  });
}

export function TokenFindings({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation("whatsapp");
  const { token, accounts } = inspection;
  const rights = [...new Set<string>([...NEEDED, ...token.missing_scopes])];
  return (
    <ul
      aria-live="polite"
      aria-label={t("wizard.token.found")}
      className="divide-y divide-line rounded-xl bg-surface px-4 py-1 ring-1 ring-line"
    >
      <Finding verdict={token.kind === "system_user" ? "ok" : "warn"} title={t(`tokenKinds.${token.kind}`)}>
        {token.application && (
          <>
            {t("wizard.token.app")} <bdi>{token.application}</bdi>.{" "}
          </>
        )}
        {token.expires_at ? (
          <>
            {t("number.ends")} <Time at={token.expires_at} />
          </>
        ) : (
          t("number.neverEnds")
        )}
      </Finding>
      {rights.map((scope) => {
        const there = !token.missing_scopes.includes(scope);
        const known = NEEDED.find((each) => each === scope);
        return (
          <Finding
            key={scope}
            verdict={there ? "ok" : "fail"}
            title={t(there ? "wizard.token.mayDo" : "wizard.token.mayNot", { right: known ? t(`wizard.token.rights.${known}`) : scope })}
          >
            {known && <code className="text-xs">{scope}</code>}
          </Finding>
        );
      })}
      {accounts.map((account) => (
        <Finding key={account.waba_id} verdict={account.numbers.length > 0 ? "ok" : "warn"} title={account.name || account.waba_id}>
          {account.numbers.length === 0
            ? t("wizard.token.noNumbers")
            : account.numbers.map((number) => (
                <bdi key={number.id} dir="ltr" className="me-3 inline-block">
                  {formatPhone(number.display_phone_number)}
                </bdi>
              ))}
        </Finding>
      ))}
      <Problems inspection={inspection} />
    </ul>
  );
}
