// When something goes wrong: switched on here, met by the shop's next message to a practice customer.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "@/features/common/Loaded";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Switch";
import { troublesQuery, useTrouble, type Trouble } from "./queries";

function Row({ trouble, on }: { trouble: Trouble; on: boolean }) {
  const { t } = useTranslation("practice");
  const { mutate, isPending } = useTrouble();
  const name = t(`trouble.${trouble}.name`);
  return (
    <li className="flex items-start gap-4 py-3.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-pretty text-ink-soft">{t(`trouble.${trouble}.seen`)}</p>
        {on && (
          <p role="status" className="mt-1 text-sm font-medium text-note">
            {trouble === "token_revoked" ? t("trouble.lasts") : t("trouble.waits")}
          </p>
        )}
      </div>
      {trouble === "stray_status" ? (
        <Button size="small" busy={isPending} aria-label={`${t("trouble.now")}: ${name}`} onClick={() => mutate({ trouble, on: true })}>
          {t("trouble.now")}
        </Button>
      ) : (
        <Switch checked={on} disabled={isPending} label={name} onChange={(next) => mutate({ trouble, on: next })} />
      )}
    </li>
  );
}

export function Troubles() {
  const { t } = useTranslation("practice");
  const query = useQuery(troublesQuery);
  return (
    <section aria-labelledby="troubles" className="mt-10 border-t border-line pt-6">
      <h2 id="troubles" className="font-serif text-lg font-medium">
        {t("trouble.title")}
      </h2>
      <p className="mt-1 text-pretty text-ink-soft">{t("trouble.body")}</p>
      <Loaded query={query}>
        {(troubles) => (
          <ul className="mt-2 divide-y divide-line">
            {troubles.map(({ trouble, on }) => (
              <Row key={trouble} trouble={trouble} on={on} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
