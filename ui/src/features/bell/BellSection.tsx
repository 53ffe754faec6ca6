// How this browser calls for attention: sound, and the browser's own notifications.
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Volume2 } from "lucide-react";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Switch";
import { choose, useChoices } from "./choices";
import { useNotifications } from "./permission";
import { ringSound } from "./sound";

function Row({ title, hint, children }: { title: string; hint: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-60">
        <label htmlFor={id} className="font-medium">
          {title}
        </label>
        <p className="text-sm text-pretty text-ink-soft">{hint}</p>
      </div>
      <span className="flex items-center gap-3">{children(id)}</span>
    </div>
  );
}

export function BellSwitches() {
  const { t } = useTranslation("settings");
  const choices = useChoices();
  const { allowed, ask } = useNotifications();
  const turnOn = async () => choose({ notify: (await ask()) === "granted" });
  return (
    <div className="max-w-xl divide-y divide-line">
      <Row title={t("bell.sound")} hint={t("bell.soundHint")}>
        {(id) => (
          <>
            <Button size="small" icon={Volume2} onClick={ringSound}>
              {t("bell.try")}
            </Button>
            <Switch id={id} checked={choices.sound} onChange={(sound) => choose({ sound })} />
          </>
        )}
      </Row>
      <Row title={t("bell.notify")} hint={t(`bell.notifyHint.${allowed}`)}>
        {(id) =>
          allowed === "default" ? (
            <Button size="small" onClick={() => void turnOn()}>
              {t("bell.allow")}
            </Button>
          ) : (
            <Switch
              id={id}
              checked={allowed === "granted" && choices.notify}
              disabled={allowed !== "granted"}
              onChange={(notify) => choose({ notify })}
            />
          )
        }
      </Row>
    </div>
  );
}
