// Getting back in without e-mail: a colleague makes a link, or the owner uses the machine itself.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/CopyButton";
import { loneLink } from "@/ui/TextLink";
import { Door } from "./Door";

const COMMAND = "sudo shopbell admin reset-password --email";

export function ForgottenScreen() {
  const { t } = useTranslation(["accounts", "common"]);
  return (
    <Door
      title={t("accounts:forgotten.title")}
      lead={t("accounts:forgotten.lead")}
      footer={
        <Link to="/sign-in" className={loneLink}>
          {t("accounts:forgotten.back")}
        </Link>
      }
    >
      <ol className="flex flex-col gap-6">
        <li>
          <h2 className="font-medium">{t("accounts:forgotten.staffTitle")}</h2>
          <p className="mt-1 text-ink-soft">{t("accounts:forgotten.staffBody")}</p>
        </li>
        <li>
          <h2 className="font-medium">{t("accounts:forgotten.ownerTitle")}</h2>
          <p className="mt-1 text-ink-soft">{t("accounts:forgotten.ownerBody")}</p>
          <div className="mt-3 flex items-center justify-between gap-2 rounded-lg bg-sunken py-2 ps-3 pe-2">
            <code dir="ltr" className="min-w-0 font-mono text-sm break-words">
              {COMMAND} …
            </code>
            <CopyButton iconOnly text={`${COMMAND} `} label={t("common:copy")} copiedLabel={t("common:copied")} />
          </div>
        </li>
      </ol>
    </Door>
  );
}
