// Which matters reach me over which road.
import { useTranslation } from "react-i18next";
import type { NotificationSettings } from "@/api/types";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { asChange, useChange } from "./queries";

type Channel = "push" | "email" | "whatsapp";

export function Kinds({ settings }: { settings: NotificationSettings }) {
  const { t, i18n } = useTranslation(["notifications", "common"]);
  const change = useChange();
  const onError = useToastError();
  const channels: Channel[] = settings.whatsapp_offered ? ["push", "email", "whatsapp"] : ["push", "email"];
  const set = (kind: string, channel: Channel, wanted: boolean) => {
    const now = asChange(settings);
    const kinds = now.kinds?.map((one) => (one.kind === kind ? { ...one, [channel]: wanted } : one));
    change.mutate({ ...now, kinds }, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }), onError });
  };
  // A kind newer than these screens is shown by its own name.
  const nameOf = (kind: string) =>
    i18n.exists(`notifications:kinds.${kind}`) ? t(`notifications:kinds.${kind as "install"}`) : kind.replaceAll("_", " ");
  const hintOf = (kind: string) =>
    i18n.exists(`notifications:kindsHint.${kind}`) ? t(`notifications:kindsHint.${kind as "install"}`) : null;
  return (
    <ul className="max-w-2xl divide-y divide-line">
      {settings.kinds.map((kind) => (
        <li key={kind.kind} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 first:pt-0">
          <div className="min-w-0 flex-1 basis-60">
            <p id={`kind-${kind.kind}`} className="font-medium">
              {nameOf(kind.kind)}
            </p>
            <p className="text-sm text-pretty text-ink-soft">{hintOf(kind.kind)}</p>
          </div>
          <div role="group" aria-labelledby={`kind-${kind.kind}`} className="flex flex-wrap gap-x-5 gap-y-2">
            {channels.map((channel) => (
              <label key={channel} className="flex min-h-6 items-center gap-2 text-sm pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  className="size-4 accent-(--color-brass)"
                  checked={kind[channel]}
                  disabled={change.isPending}
                  onChange={(event) => set(kind.kind, channel, event.target.checked)}
                />
                {t(`notifications:channels.${channel}`)}
              </label>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
