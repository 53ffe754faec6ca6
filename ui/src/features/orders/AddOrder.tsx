// An order by hand: somebody called, came in, or said it in the chat. Two fields are enough: who, and how much.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Plus, Trash2 } from "lucide-react";
import { fieldErrors } from "@/api/errorWords";
import type { OrderState } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { newId } from "@/lib/newId";
import { Button, IconButton } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, Input, Select } from "@/ui/Field";
import { toFirstFault } from "@/ui/firstFault";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { CustomerPicker } from "./CustomerPicker";
import { CurrencyOptions } from "../common/CurrencyOptions";
import { faultsOf, linesTotal, localMinute, orderOf, spareNumber, type Faults, type LineDraft, type OrderDraft } from "./newOrder";
import { newestQuery, useAddOrder } from "./queries";
import { STATES } from "./states";

interface AddOrderProps {
  /** Whose it will be, where that is known. */
  contact?: { id: string; name: string };
  onClose: () => void;
}

const emptyLine = (): LineDraft => ({ key: newId(), name: "", quantity: "1", price: "" });

function Lines({ draft, faults, onChange }: { draft: OrderDraft; faults: Faults; onChange: (lines: LineDraft[]) => void }) {
  const { t } = useTranslation(["orders", "common"]);
  const words = (field: string) => {
    const fault = faults[field];
    return fault && t(`orders:faults.${fault}`);
  };
  const set = (key: string, part: Partial<LineDraft>) =>
    onChange(draft.lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">{t("orders:items")}</legend>
      <ul className="flex flex-col gap-3">
        {draft.lines.map((line, index) => {
          const nth = (name: string) => (
            <>
              {name}
              <span className="sr-only"> {index + 1}</span>
            </>
          );
          return (
            <li
              key={line.key}
              className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-start gap-2 sm:grid-cols-[minmax(0,1fr)_4.5rem_9rem_auto]"
            >
              <Field
                label={nth(t("orders:item.name"))}
                hideLabel
                error={words(`lines.${line.key}.name`)}
                className="max-sm:order-first max-sm:col-span-3"
              >
                <Input
                  dir="auto"
                  maxLength={200}
                  placeholder={t("orders:item.name")}
                  value={line.name}
                  onChange={(event) => set(line.key, { name: event.target.value })}
                />
              </Field>
              <Field label={nth(t("orders:item.quantity"))} hideLabel error={words(`lines.${line.key}.quantity`)}>
                <Input
                  inputMode="decimal"
                  className="text-end"
                  value={line.quantity}
                  onChange={(event) => set(line.key, { quantity: event.target.value })}
                />
              </Field>
              <Field label={nth(t("orders:item.price"))} hideLabel error={words(`lines.${line.key}.price`)}>
                <Input
                  inputMode="decimal"
                  className="text-end"
                  placeholder={t("orders:item.price")}
                  value={line.price}
                  onChange={(event) => set(line.key, { price: event.target.value })}
                />
              </Field>
              <IconButton
                icon={Trash2}
                label={t("orders:removeLine", { number: index + 1 })}
                disabled={draft.lines.length === 1}
                onClick={() => onChange(draft.lines.filter(({ key }) => key !== line.key))}
              />
            </li>
          );
        })}
      </ul>
      <Button size="small" icon={Plus} className="mt-3" onClick={() => onChange([...draft.lines, emptyLine()])}>
        {t("orders:addLine")}
      </Button>
    </fieldset>
  );
}

function Whose({ draft, fixed, onChange }: { draft: OrderDraft; fixed: boolean; onChange: (part: Partial<OrderDraft>) => void }) {
  const { t } = useTranslation("orders");
  const [other, setOther] = useState(false);
  if (draft.contact)
    return (
      <Field
        label={t("customer")}
        aside={
          !fixed && (
            <button
              type="button"
              className="font-medium text-brass underline decoration-brass-line underline-offset-4"
              onClick={() => onChange({ contact: null })}
            >
              {t("somebodyElse")}
            </button>
          )
        }
      >
        <Input readOnly dir="auto" value={draft.contact.name || t("noName")} className="bg-brass-tint text-brass" />
      </Field>
    );
  if (!other)
    return (
      <div className="flex flex-col items-start gap-2">
        <div className="w-full">
          <CustomerPicker autoFocus label={t("customer")} onChoose={(contact) => onChange({ contact })} />
        </div>
        <Button size="small" tone="quiet" onClick={() => setOther(true)}>
          {t("notListed")}
        </Button>
      </div>
    );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("clues.name")}>
        <Input dir="auto" maxLength={120} value={draft.customerName} onChange={(event) => onChange({ customerName: event.target.value })} />
      </Field>
      <Field label={t("clues.phone")} hint={t("phoneHint")}>
        <Input type="tel" value={draft.phone} onChange={(event) => onChange({ phone: event.target.value })} />
      </Field>
    </div>
  );
}

function OrderForm({ contact, currency, onClose }: AddOrderProps & { currency: string }) {
  const { t, i18n } = useTranslation(["orders", "common"]);
  const navigate = useNavigate();
  const add = useAddOrder();
  const [draft, setDraft] = useState<OrderDraft>(() => ({
    contact: contact ?? null,
    customerName: "",
    phone: "",
    number: "",
    state: "placed",
    currency,
    placedAt: localMinute(new Date()),
    lines: [emptyLine()],
    total: "",
  }));
  const [spare] = useState(() => spareNumber(new Date()));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<OrderDraft>) => setDraft((now) => ({ ...now, ...part }));
  const faults = tried ? faultsOf(draft, new Date()) : {};
  const words = (field: string) => {
    const fault = faults[field];
    return fault && t(`orders:faults.${fault}`);
  };
  const refused = fieldErrors(add.error);
  const lines = linesTotal(draft);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(draft, new Date())).length > 0) return toFirstFault(event.currentTarget);
    add.mutate(orderOf(draft, spare), {
      onSuccess: ({ order, known, phoneNotRead }) => {
        if (phoneNotRead) toast({ title: t("orders:phoneNotRead", { phone: phoneNotRead }), tone: "bad" });
        toast({
          title: t(known ? "orders:changedKnown" : "orders:added", { number: order.number }),
          tone: "good",
          action: { label: t("orders:look"), run: () => void navigate({ to: "/orders/$orderId", params: { orderId: order.id } }) },
        });
        onClose();
      },
    });
  };
  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-5">
      {add.error && <ErrorNotice error={add.error} />}
      <Whose draft={draft} fixed={contact !== undefined} onChange={change} />
      <Lines draft={draft} faults={faults} onChange={(next) => change({ lines: next })} />
      <div className="grid grid-cols-2 gap-4">
        <Field
          label={t("orders:total")}
          hint={lines !== null && !draft.total ? t("orders:totalHint") : undefined}
          error={words("total") ?? refused.total}
        >
          <Input
            inputMode="decimal"
            className="text-end"
            placeholder={lines !== null && draft.currency ? formatAmount(lines, draft.currency, i18n.language) : ""}
            value={draft.total}
            onChange={(event) => change({ total: event.target.value })}
          />
        </Field>
        <Field label={t("orders:currency")} error={words("currency") ?? refused.currency}>
          <Select value={draft.currency} onChange={(event) => change({ currency: event.target.value })}>
            <CurrencyOptions empty={!draft.currency} />
          </Select>
        </Field>
        <Field label={t("orders:state")}>
          <Select value={draft.state} onChange={(event) => change({ state: event.target.value as OrderState })}>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`orders:states.${state}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("orders:placedAt")} error={words("placedAt") ?? refused.placed_at}>
          <Input type="datetime-local" value={draft.placedAt} onChange={(event) => change({ placedAt: event.target.value })} />
        </Field>
        <Field
          label={t("orders:number")}
          aside={t("common:optional")}
          hint={t("orders:numberHint")}
          error={refused.number}
          className="col-span-2"
        >
          <Input
            dir="auto"
            maxLength={100}
            placeholder={spare}
            value={draft.number}
            onChange={(event) => change({ number: event.target.value })}
          />
        </Field>
      </div>
      <DialogActions>
        <Button tone="quiet" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={add.isPending}>
          {t("orders:add")}
        </Button>
      </DialogActions>
    </form>
  );
}

export function AddOrder({ contact, onClose }: AddOrderProps) {
  const { t } = useTranslation(["orders", "common"]);
  const newest = useQuery(newestQuery);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("orders:addTitle")} closeLabel={t("common:close")}>
      <Loaded query={newest}>
        {(order) => <OrderForm {...(contact && { contact })} currency={order?.currency ?? ""} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

export default AddOrder;
