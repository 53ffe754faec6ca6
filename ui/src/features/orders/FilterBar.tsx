// Which orders are shown: how far, whose, from when until when, one customer.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SlidersHorizontal, UserRound, X } from "lucide-react";
import type { OrderState } from "@/api/types";
import { classes } from "@/lib/classes";
import { Button, IconButton } from "@/ui/Button";
import { Field, Input, Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Popover } from "@/ui/Popover";
import { CustomerPicker } from "./CustomerPicker";
import { filtered, type OrderFilters } from "./filters";
import { customersQuery } from "./queries";
import { STATES } from "./states";

interface FilterBarProps {
  filters: OrderFilters;
  /** The customer's name, where an order of theirs is shown. */
  name: string | undefined;
  onChange: (filters: OrderFilters) => void;
}

type Change = { [Key in keyof OrderFilters]: OrderFilters[Key] | undefined };

function CustomerFilter({ filters, name, change }: Pick<FilterBarProps, "filters" | "name"> & { change: (part: Change) => void }) {
  const { t } = useTranslation("orders");
  const [open, setOpen] = useState(false);
  const known = useQuery({ ...customersQuery(""), enabled: Boolean(filters.contact) && !name });
  if (filters.contact)
    return (
      <span className="flex h-10 min-w-0 items-center gap-1.5 rounded-lg bg-brass-tint ps-3 text-brass">
        <Icon of={UserRound} size={16} />
        <bdi className="min-w-0 truncate">{name ?? known.data?.find(({ id }) => id === filters.contact)?.name ?? t("oneCustomer")}</bdi>
        <IconButton icon={X} size="small" label={t("allCustomers")} onClick={() => change({ contact: undefined })} />
      </span>
    );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t("customer")}
      trigger={
        <Button icon={UserRound} className="w-full">
          {t("allCustomers")}
        </Button>
      }
    >
      <CustomerPicker
        autoFocus
        label={t("customer")}
        onChoose={({ id }) => {
          setOpen(false);
          change({ contact: id });
        }}
      />
    </Popover>
  );
}

export function FilterBar({ filters, name, onChange }: FilterBarProps) {
  const { t } = useTranslation("orders");
  const [open, setOpen] = useState(false);
  const change = (part: Change) =>
    onChange(Object.fromEntries(Object.entries({ ...filters, ...part }).filter(([, value]) => value)) as OrderFilters);
  const any = filtered(filters);
  const count = Object.keys(filters).filter((name) => name !== "q").length;
  return (
    <div className="mb-5">
      <Button icon={SlidersHorizontal} aria-expanded={open} className="w-full sm:hidden" onClick={() => setOpen(!open)}>
        {count > 0 ? t("filtersOn", { count }) : t("filters")}
      </Button>
      <div
        role="group"
        aria-label={t("filters")}
        className={classes("grid-cols-2 items-end gap-3 max-sm:mt-3 sm:flex sm:flex-wrap", open ? "grid" : "hidden")}
      >
        <Field label={t("state")} className="sm:w-44">
          <Select value={filters.state ?? ""} onChange={(event) => change({ state: event.target.value as OrderState })}>
            <option value="">{t("anyState")}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`states.${state}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("belongsTo")} className="sm:w-44">
          <Select
            value={filters.whose ?? ""}
            onChange={(event) => change({ whose: event.target.value as NonNullable<OrderFilters["whose"]> })}
          >
            <option value="">{t("anybody")}</option>
            <option value="unsure">{t("unsure")}</option>
            <option value="nobody">{t("nobody")}</option>
          </Select>
        </Field>
        <Field label={t("from")} className="sm:w-40">
          <Input type="date" max={filters.to} value={filters.from ?? ""} onChange={(event) => change({ from: event.target.value })} />
        </Field>
        <Field label={t("to")} className="sm:w-40">
          <Input type="date" min={filters.from} value={filters.to ?? ""} onChange={(event) => change({ to: event.target.value })} />
        </Field>
        <div className="min-w-0 max-sm:col-span-2 sm:max-w-56">
          <CustomerFilter filters={filters} name={name} change={change} />
        </div>
        {any && (
          <Button tone="quiet" className="max-sm:col-span-2" onClick={() => onChange({})}>
            {t("clear")}
          </Button>
        )}
      </div>
    </div>
  );
}
