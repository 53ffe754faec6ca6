// Before a customer is erased: what goes, what stays, and the word typed that means it. Then how far it has come, to the end.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Check } from "lucide-react";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, Input } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { endErasing, type Erasing } from "./erasing";
import { erasureQuery, useErase } from "./queries";

function List({ title, items }: { title: string; items: string[] }) {
  return (
    <div>
      <h3 className="font-medium">{title}</h3>
      <ul className="mt-1 list-disc ps-5 text-ink-soft">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}

function Ask({ erase }: { erase: ReturnType<typeof useErase> }) {
  const { t } = useTranslation(["privacy", "common"]);
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const word = t("privacy:word");
  const means = typed.trim().toLocaleUpperCase() === word.toLocaleUpperCase();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    // What is being erased is no place to stay at.
    if (means) erase.mutate(undefined, { onSuccess: () => void navigate({ to: "/inbox" }) });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      <List title={t("privacy:goes.title")} items={[t("privacy:goes.said"), t("privacy:goes.noted"), t("privacy:goes.orders")]} />
      <List title={t("privacy:stays.title")} items={[t("privacy:stays.amounts"), t("privacy:stays.stop"), t("privacy:stays.elsewhere")]} />
      <Field label={t("privacy:type", { word })} hint={t("privacy:typeHint")}>
        <Input value={typed} autoComplete="off" autoCapitalize="characters" onChange={(event) => setTyped(event.target.value)} />
      </Field>
      <DialogActions>
        <Button onClick={endErasing}>{t("common:cancel")}</Button>
        <Button tone="danger" type="submit" disabled={!means} busy={erase.isPending}>
          {t("privacy:eraseNow")}
        </Button>
      </DialogActions>
    </form>
  );
}

function Under({ contact }: { contact: string }) {
  const { t } = useTranslation(["privacy", "common"]);
  const { data } = useQuery(erasureQuery(contact));
  if (!data) return null;
  const done = data.state === "done";
  const share = data.messages === 0 ? undefined : Math.min(data.gone / data.messages, 1);
  return (
    <div className="flex flex-col gap-5">
      <div role="status" className="flex flex-col gap-3">
        {done ? (
          <p className="flex items-center gap-2">
            <Icon of={Check} size={20} className="shrink-0 text-good" />
            {t("privacy:states.done")}
          </p>
        ) : (
          <>
            <Progress
              label={t(`privacy:states.${data.state}`)}
              {...(data.state === "erasing" && share !== undefined && { value: share })}
            />
            <p className="text-ink-soft">{t(`privacy:states.${data.state}`)}</p>
          </>
        )}
      </div>
      {!done && <p className="text-sm text-ink-faint">{t("privacy:mayClose")}</p>}
      <div className="flex justify-end">
        <Button tone="primary" onClick={endErasing}>
          {t("common:close")}
        </Button>
      </div>
    </div>
  );
}

export default function EraseDialog({ who }: { who: Erasing }) {
  const { t } = useTranslation(["privacy", "common"]);
  const erase = useErase(who.contact);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && endErasing()}
      title={erase.isSuccess ? t("privacy:under", { name: who.name }) : t("privacy:question", { name: who.name })}
      {...(!erase.isSuccess && { description: t("privacy:forGood") })}
      closeLabel={t("common:close")}
    >
      {erase.isSuccess ? <Under contact={who.contact} /> : <Ask erase={erase} />}
    </Dialog>
  );
}
