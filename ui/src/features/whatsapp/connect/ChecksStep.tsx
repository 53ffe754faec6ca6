// We do the rest: the checks turn green one after the other, by themselves.
import { useTranslation } from "react-i18next";
import { RefreshCw } from "lucide-react";
import type { NumberConnection } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Progress } from "@/ui/Progress";
import { Time } from "../../common/Time";
import { useToastError } from "../../common/notify";
import { Checks } from "../Checks";
import { useDoctor, useRegister } from "../queries";

export function ChecksStep({ connection, onNext }: { connection: NumberConnection; onNext: () => void }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const doctor = useDoctor(connection.id);
  const register = useRegister(connection.id);
  const onError = useToastError();
  const fine = connection.checks.filter((check) => check.status === "ok").length;
  const broken = connection.checks.some((check) => check.status === "fail");
  const unregistered = connection.checks.some((check) => check.id === "registered" && check.status === "fail");
  const waits = connection.registration?.next_try_at;
  return (
    <div className="flex flex-col gap-6">
      <Progress value={connection.checks.length === 0 ? 0 : fine / connection.checks.length} label={t("whatsapp:wizard.checks.title")} />
      <Card>
        <Checks checks={connection.checks} connection={connection.id} />
      </Card>
      {waits && (
        <Notice tone="note" title={t("whatsapp:wizard.checks.waits")}>
          {t("whatsapp:wizard.checks.nextTry")} <Time at={waits} />
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <Button tone="primary" size="large" disabled={broken} onClick={onNext}>
          {t("common:next")}
        </Button>
        {unregistered && !waits && (
          <Button size="large" busy={register.isPending} onClick={() => register.mutate(undefined, { onError })}>
            {t("whatsapp:wizard.checks.register")}
          </Button>
        )}
        <Button size="large" tone="quiet" icon={RefreshCw} busy={doctor.isPending} onClick={() => doctor.mutate(undefined, { onError })}>
          {t("whatsapp:checks.again")}
        </Button>
      </div>
    </div>
  );
}
