// Whether this browser rings, and what to do where it cannot.
import { useEffect, useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { BellRing, BellOff } from "lucide-react";
import { api, ApiError, dataOf } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { NotificationDevice, NotificationSettings } from "@/api/types";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Row, Rows } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { RingOutcome, useFaultWords } from "./Outcome";
import { deviceName, subscribe, subscription, support, unsubscribe } from "./push";
import { useRing } from "./queries";

/** The endpoint of this browser's own subscription; undefined until it is known. */
function useOwnEndpoint(): [string | null | undefined, (endpoint: string | null) => void] {
  const [endpoint, setEndpoint] = useState<string | null>();
  useEffect(() => {
    let mounted = true;
    void subscription()
      .catch(() => null)
      .then((own) => {
        if (mounted) setEndpoint(own?.endpoint ?? null);
      });
    return () => {
      mounted = false;
    };
  }, []);
  return [endpoint, setEndpoint];
}

function CannotRing() {
  const { t } = useTranslation("notifications");
  const why = support();
  if (why === "ready") return null;
  return (
    <Notice tone="note" title={t(`cannot.${why}`)}>
      {t(`cannotHint.${why}`)}
    </Notice>
  );
}

function useRemove(settled: () => void) {
  const queryClient = useQueryClient();
  const onError = useToastError();
  return useMutation({
    mutationFn: async (device: NotificationDevice) => {
      const own = await subscription().catch(() => null);
      await api.DELETE("/api/v1/notifications/devices/{id}", { params: { path: { id: device.id } } });
      if (own?.endpoint === device.endpoint) await unsubscribe();
    },
    onSettled: () => {
      settled();
      return queryClient.invalidateQueries({ queryKey: key("notifications", "settings") });
    },
    onError,
  });
}

export function Devices({ settings }: { settings: NotificationSettings }) {
  const { t } = useTranslation(["notifications", "common"]);
  const queryClient = useQueryClient();
  const faultWords = useFaultWords();
  const errorWords = useErrorWords();
  const ring = useRing();
  const [endpoint, setEndpoint] = useOwnEndpoint();
  const [denied, setDenied] = useState(typeof Notification !== "undefined" && Notification.permission === "denied");
  const own = settings.devices.find((device) => device.endpoint === endpoint);
  const remove = useRemove(() => setEndpoint(null));
  const [leaving, setLeaving] = useState<NotificationDevice | null>(null);
  const add = useMutation({
    mutationFn: async () => {
      const made = await subscribe(settings.push_key ?? "");
      await dataOf(api.POST("/api/v1/notifications/devices", { body: { name: deviceName(), subscription: made.toJSON() as never } }));
      setEndpoint(made.endpoint);
    },
    onSettled: () => {
      setDenied(Notification.permission === "denied");
      return queryClient.invalidateQueries({ queryKey: key("notifications", "settings") });
    },
  });
  const ready = support() === "ready";
  return (
    <div className="flex flex-col gap-5">
      <CannotRing />
      {ready && denied && (
        <Notice tone="warn" title={t("notifications:denied")}>
          {t("notifications:deniedHint")}
        </Notice>
      )}
      {ready && !denied && endpoint !== undefined && !own && (
        <div>
          <Button tone="primary" icon={BellRing} busy={add.isPending} disabled={!settings.push_key} onClick={() => add.mutate()}>
            {t("notifications:ringHere")}
          </Button>
          <p className="mt-2 text-sm text-ink-faint">{t("notifications:ringHereHint")}</p>
        </div>
      )}
      {add.error && !denied && (
        <Notice tone="bad" role="alert" title={t("notifications:notSubscribed")}>
          {t("notifications:notSubscribedHint")}{" "}
          <bdi>{add.error instanceof ApiError ? errorWords(add.error).title : add.error.message}</bdi>
        </Notice>
      )}
      {settings.devices.length > 0 && (
        <Rows label={t("notifications:devices")}>
          {settings.devices.map((device) => (
            <Row
              key={device.id}
              title={device.name || device.service}
              aside={
                <>
                  {device.id === own?.id && <Badge tone="brass">{t("notifications:thisDevice")}</Badge>}
                  {device.fault && <Badge tone="bad">{t("notifications:doesNotRing")}</Badge>}
                </>
              }
              action={
                <div className="flex flex-wrap justify-end gap-1">
                  <Button size="small" busy={ring.isPending} onClick={() => ring.mutate({ channel: "push", device_id: device.id })}>
                    {t("notifications:test")}
                  </Button>
                  <Button size="small" tone="quietDanger" icon={BellOff} onClick={() => setLeaving(device)}>
                    {t("notifications:remove")}
                  </Button>
                </div>
              }
            >
              {device.fault ? (
                faultWords(device.fault)
              ) : device.reached_at ? (
                <>
                  {t("notifications:lastRang")} <Time at={device.reached_at} />
                </>
              ) : (
                t("notifications:neverRang")
              )}
            </Row>
          ))}
        </Rows>
      )}
      <RingOutcome ring={ring} good={t("notifications:rang")} />
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={() => setLeaving(null)}
        title={t("notifications:removeTitle", { name: leaving?.name || leaving?.service || "" })}
        description={t("notifications:removeBody")}
        confirmLabel={t("notifications:remove")}
        cancelLabel={t("common:cancel")}
        busy={remove.isPending}
        onConfirm={() => leaving && remove.mutate(leaving, { onSettled: () => setLeaving(null) })}
      />
    </div>
  );
}
