// Which customer one plays; a new one needs only a name.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ChevronDown, UserRoundPlus } from "lucide-react";
import type { PracticeCustomer } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { formatPhone } from "@/lib/phone";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { Field, Input } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { useNewCustomer } from "./queries";

interface NewCustomerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMade: (customer: PracticeCustomer) => void;
}

export function NewCustomerDialog({ open, onOpenChange, onMade }: NewCustomerProps) {
  const { t } = useTranslation(["practice", "common"]);
  const [name, setName] = useState("");
  const make = useNewCustomer((customer) => {
    setName("");
    onOpenChange(false);
    onMade(customer);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) make.mutate(name.trim());
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("practice:newCustomer")}
      description={t("practice:newCustomerBody")}
      closeLabel={t("common:close")}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("practice:name")}>
          <Input autoFocus value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </Field>
        {make.error && <ErrorNotice error={make.error} />}
        <Button type="submit" tone="primary" busy={make.isPending} disabled={name.trim() === ""} className="self-end">
          {t("common:add")}
        </Button>
      </form>
    </Dialog>
  );
}

interface CustomerChooserProps {
  customers: PracticeCustomer[];
  current: PracticeCustomer;
  onChoose: (id: string) => void;
  onNew: () => void;
}

export function CustomerChooser({ customers, current, onChoose, onNew }: CustomerChooserProps) {
  const { t } = useTranslation("practice");
  return (
    <DropdownMenu
      align="start"
      trigger={
        <button
          type="button"
          className="-ms-1 inline-flex h-6 pointer-coarse:h-11 pointer-coarse:-my-2.5 max-w-full items-center gap-1 rounded-md px-1 text-sm text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <span className="truncate">{t("youAre", { name: current.name })}</span>
          <Icon of={ChevronDown} size={14} className="shrink-0" />
        </button>
      }
    >
      <MenuLabel>{t("choose")}</MenuLabel>
      {customers.map((customer) => (
        <MenuItem key={customer.id} onSelect={() => onChoose(customer.id)}>
          <span className="flex items-center gap-3">
            <Avatar name={customer.name} size="small" />
            <span className="min-w-0">
              <span className={customer.id === current.id ? "block font-semibold" : "block"}>{customer.name}</span>
              <span className="block text-sm text-ink-faint">
                <bdi>
                  {customer.phone ? formatPhone(customer.phone) : customer.username ? `@${customer.username.replace(/^@/, "")}` : ""}
                </bdi>
              </span>
            </span>
          </span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={UserRoundPlus} onSelect={onNew}>
        {t("newCustomer")}
      </MenuItem>
    </DropdownMenu>
  );
}
