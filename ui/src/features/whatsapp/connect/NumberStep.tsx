// Which number is the shop's? Chosen by its digits and name; the ids stay Meta's.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InspectedNumber, Inspection } from "@/api/types";
import { formatPhone } from "@/lib/phone";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { EmptyState } from "@/ui/EmptyState";
import { Progress } from "@/ui/Progress";
import { ErrorNotice } from "../../common/ErrorNotice";
import { AppMap } from "../AppMap";

function About({ number, account }: { number: InspectedNumber; account: string }) {
  const { t } = useTranslation("whatsapp");
  const quality = number.quality?.toLowerCase();
  return (
    <span className="mt-1 flex flex-wrap items-center gap-1.5">
      <bdi className="me-1">{[number.verified_name, account].filter(Boolean).join(" · ")}</bdi>
      {number.connected && <Badge tone="brass">{t("wizard.number.connected")}</Badge>}
      {number.registered ? (
        <Badge tone="good">{t("wizard.number.registered")}</Badge>
      ) : (
        <Badge tone="note">{t("wizard.number.unregistered")}</Badge>
      )}
      {(quality === "yellow" || quality === "red") && (
        <Badge tone={quality === "red" ? "bad" : "warn"}>{t(`wizard.number.quality.${quality}`)}</Badge>
      )}
    </span>
  );
}

interface NumberStepProps {
  inspection: Inspection;
  busy: boolean;
  error: unknown;
  onChoose: (phoneNumberId: string, wabaId: string) => void;
  onAgain: () => void;
}

export function NumberStep({ inspection, busy, error, onChoose, onAgain }: NumberStepProps) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const numbers = inspection.accounts.flatMap((account) => account.numbers.map((number) => ({ number, account })));
  const free = numbers.filter(({ number }) => !number.connected);
  const [id, setId] = useState(free.length === 1 ? (free[0]?.number.id ?? "") : "");
  const chosen = free.find(({ number }) => number.id === id);
  if (numbers.length === 0) {
    return (
      <>
        <AppMap kind="number" />
        <EmptyState
          title={t("whatsapp:wizard.number.noneTitle")}
          action={<Button onClick={onAgain}>{t("whatsapp:wizard.number.lookAgain")}</Button>}
        >
          {t("whatsapp:wizard.number.noneBody")}
        </EmptyState>
      </>
    );
  }
  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) onChoose(chosen.number.id, chosen.account.waba_id);
      }}
    >
      {error !== null && <ErrorNotice error={error} />}
      <Choice
        label={t("whatsapp:wizard.number.title")}
        value={id}
        onChange={setId}
        options={numbers.map(({ number, account }) => ({
          value: number.id,
          label: <bdi dir="ltr">{formatPhone(number.display_phone_number)}</bdi>,
          description: <About number={number} account={account.name ?? ""} />,
        }))}
      />
      <p className="text-sm text-ink-faint">{t("whatsapp:wizard.number.then")}</p>
      <div>
        <Button type="submit" tone="primary" size="large" busy={busy} disabled={!chosen}>
          {t("whatsapp:connect.useNumber")}
        </Button>
      </div>
      {busy && <Progress label={t("whatsapp:connect.working")} />}
    </form>
  );
}
