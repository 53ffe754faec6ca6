// Finds a customer by name or number; the list below the box is chosen from by mouse, touch or arrow keys.
import { useDeferredValue, useId, useState, type KeyboardEvent } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { classes } from "@/lib/classes";
import { formatPhone } from "@/lib/phone";
import { Avatar } from "@/ui/Avatar";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { customersQuery, type FoundCustomer } from "./queries";

interface CustomerPickerProps {
  label: string;
  hint?: string;
  autoFocus?: boolean;
  onChoose: (customer: FoundCustomer) => void;
}

/** How many are shown; who is not among them is found by typing more, so the list needs no scrolling of its own. */
const SHOWN = 5;

export function CustomerPicker({ label, hint, autoFocus = false, onChoose }: CustomerPickerProps) {
  const { t } = useTranslation("orders");
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({ ...customersQuery(q), placeholderData: keepPreviousData });
  const customers = (found.data ?? []).slice(0, SHOWN);
  const more = (found.data?.length ?? 0) > SHOWN;
  const current = Math.min(at, customers.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = customers[current];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt(Math.max(0, Math.min(customers.length - 1, current + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (chosen) onChoose(chosen);
    }
  };
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} hint={hint}>
        <Input
          type="search"
          role="combobox"
          aria-expanded={customers.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={customers[current] && `${list}-${current}`}
          autoComplete="off"
          autoFocus={autoFocus}
          placeholder={t("customerExample")}
          value={typed}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
      </Field>
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      <div id={list} role="listbox" aria-label={label} className="rounded-lg empty:hidden">
        {customers.map((customer, index) => (
          // The box keeps the focus and answers the keys.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={customer.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onClick={() => onChoose(customer)}
            onPointerMove={() => setAt(index)}
            className={classes(
              "flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5",
              index === current && "bg-sunken dark:bg-line",
            )}
          >
            <Avatar name={customer.name} className="!size-8" />
            <span className="min-w-0">
              <span className="block truncate font-medium">
                <bdi>{customer.name || t("noName")}</bdi>
              </span>
              {customer.more && (
                <span className="block truncate text-sm text-ink-faint">
                  <bdi>{formatPhone(customer.more)}</bdi>
                </span>
              )}
            </span>
          </div>
        ))}
      </div>
      {more && <p className="px-2 text-sm text-ink-faint">{t("moreCustomers")}</p>}
      {found.isSuccess && customers.length === 0 && (
        <p role="status" className="text-sm text-ink-faint">
          {t("nobodyFound")}
        </p>
      )}
    </div>
  );
}
