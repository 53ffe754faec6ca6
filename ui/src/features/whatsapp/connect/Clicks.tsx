// Every click at Meta, in order: what to press, on which page, and what to copy. The links open Meta's own pages; nothing is
// asked of them from here.
import { useTranslation } from "react-i18next";
import { ExternalLink } from "lucide-react";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { textLink } from "@/ui/TextLink";
import { AppMap } from "../AppMap";
import { metaPage, type MetaPage } from "./metaPages";

export type ClicksKind = "app" | "token" | "app_secret";

/** What has to be ticked when the token is made. */
const PERMISSIONS = ["whatsapp_business_messaging", "whatsapp_business_management"];

const CLICKS = {
  app: [
    { key: "open", page: "newApp" },
    { key: "name" },
    { key: "useCase" },
    { key: "portfolio" },
    { key: "number", page: "apps" },
    { key: "live", page: "apps" },
  ],
  token: [
    { key: "open", page: "systemUsers" },
    { key: "add" },
    { key: "assets" },
    { key: "generate" },
    { key: "permissions", copies: PERMISSIONS },
    { key: "copy" },
  ],
  app_secret: [{ key: "open", page: "appBasics" }, { key: "show" }, { key: "copy" }],
} as const satisfies Record<ClicksKind, readonly { key: string; page?: MetaPage; copies?: readonly string[] }[]>;

function PageLink({ page, appId }: { page: MetaPage; appId: string | undefined }) {
  const { t } = useTranslation("whatsapp");
  return (
    <a href={metaPage(page, appId)} target="_blank" rel="noreferrer" className={`${textLink} inline-flex items-center gap-1`}>
      {t(`clicks.pages.${page}`)}
      <Icon of={ExternalLink} size={14} />
      <span className="sr-only">{t("clicks.newTab")}</span>
    </a>
  );
}

function ToCopy({ text }: { text: string }) {
  const { t } = useTranslation("common");
  return (
    <span className="flex items-center gap-1 rounded-lg bg-surface ps-2.5 ring-1 ring-line">
      <code dir="ltr" className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">
        {text}
      </code>
      <CopyButton iconOnly text={text} label={`${t("copy")}: ${text}`} copiedLabel={t("copied")} />
    </span>
  );
}

/** `appId` leads straight to the shop's own app, once the token has told it. */
export function Clicks({ kind, appId }: { kind: ClicksKind; appId?: string | undefined }) {
  const { t } = useTranslation("whatsapp");
  return (
    <section aria-label={t("clicks.label")} className="rounded-xl bg-sunken p-4">
      <AppMap kind={kind} />
      <ol className="mt-4 flex list-decimal flex-col gap-2.5 ps-6 marker:font-semibold marker:text-brass">
        {CLICKS[kind].map((click) => (
          <li key={click.key} className="ps-1 text-pretty">
            {t(`clicks.${kind}.${click.key}` as "clicks.token.open")}
            {"page" in click && (
              <>
                {" "}
                <PageLink page={click.page} appId={appId} />
              </>
            )}
            {"copies" in click && (
              <span className="mt-2 flex flex-col gap-1.5">
                {click.copies.map((text) => (
                  <ToCopy key={text} text={text} />
                ))}
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
