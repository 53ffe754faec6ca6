// Whose an order is: the customer, or the question. Whoever it is given to gets what bears the same number or address too.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { UserRoundSearch } from "lucide-react";
import { useMay } from "@/api/me";
import type { Order, OrderContact } from "@/api/types";
import { formatPhone } from "@/lib/phone";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Dialog } from "@/ui/Dialog";
import { loneLink } from "@/ui/TextLink";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { CustomerPicker } from "./CustomerPicker";
import { customersQuery, useChangeOrder } from "./queries";

/** Gives the order to somebody, or to nobody, with a way back. */
function useGive(order: Order) {
  const { t } = useTranslation(["orders", "common"]);
  const change = useChangeOrder(order.id);
  const onError = useToastError();
  const before = order.contact?.id;
  const give = (contact: OrderContact | null) =>
    change.mutate(contact ? { contact_id: contact.id } : { nobody: true }, {
      onError,
      onSuccess: () =>
        toast({
          title: contact ? t("orders:given", { name: contact.name || t("orders:noName") }) : t("orders:givenToNobody"),
          tone: "good",
          action: {
            label: t("common:undo"),
            run: () => change.mutate(before ? { contact_id: before } : { nobody: true }, { onError }),
          },
        }),
    });
  return { give, busy: change.isPending };
}

function Clues({ order }: { order: Order }) {
  const { t } = useTranslation("orders");
  const { name, phone, email, id } = order.customer;
  const clues = [
    { key: "name", value: name },
    { key: "phone", value: phone && formatPhone(phone) },
    { key: "email", value: email },
    { key: "id", value: id },
  ] as const;
  const told = clues.filter(({ value }) => value);
  if (told.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5">
      {told.map(({ key, value }) => (
        <div key={key} className="contents">
          <dt className="text-ink-faint">{t(`clues.${key}`)}</dt>
          <dd className="[overflow-wrap:anywhere]">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Known({ contact, order }: { contact: OrderContact; order: Order }) {
  const { t } = useTranslation("orders");
  const reads = useMay("read_inbox");
  const found = useQuery({ ...customersQuery(contact.name), enabled: reads && contact.name !== "" });
  const conversation = found.data?.find(({ id }) => id === contact.id)?.conversation;
  return (
    <div className="flex items-start gap-3">
      <Avatar name={contact.name} />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">
          <bdi>{contact.name || t("noName")}</bdi>
        </p>
        <p className="text-sm text-ink-faint">{t(`matchedBy.${order.matched_by}`)}</p>
        <p className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm">
          <Link to="/orders" search={{ contact: contact.id }} className={loneLink}>
            {t("allTheirs")}
          </Link>
          {conversation && (
            <Link to="/inbox/$queue/$conversationId" params={{ queue: "all", conversationId: conversation }} className={loneLink}>
              {t("openConversation")}
            </Link>
          )}
        </p>
      </div>
    </div>
  );
}

function Candidates({ order, busy, onGive }: { order: Order; busy: boolean; onGive: (contact: OrderContact) => void }) {
  const { t } = useTranslation("orders");
  const candidates = order.candidates ?? [];
  if (candidates.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2" aria-label={t("candidates")}>
      {candidates.map((contact) => (
        <li key={contact.id} className="flex items-center gap-3 rounded-xl bg-sunken px-3 py-2.5 dark:bg-raised">
          <Avatar name={contact.name} className="!size-9" />
          <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">
            <bdi>{contact.name || t("noName")}</bdi>
          </span>
          <Button size="small" tone="primary" busy={busy} onClick={() => onGive(contact)}>
            {t("theirs")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

export function WhoseCard({ order }: { order: Order }) {
  const { t } = useTranslation(["orders", "common"]);
  const writes = useMay("write_orders");
  const { give, busy } = useGive(order);
  const [searching, setSearching] = useState(false);
  const { contact } = order;
  const unsure = order.matched_by === "unsure";
  return (
    <Card>
      <CardHeader
        title={contact ? t("orders:customer") : t("orders:whose")}
        description={!contact && t(unsure ? "orders:unsureLead" : "orders:nobodyLead")}
      />
      <div className="flex flex-col gap-5">
        {contact && <Known contact={contact} order={order} />}
        {!contact && writes && <Candidates order={order} busy={busy} onGive={give} />}
        <Clues order={order} />
        {writes && (
          <div className="flex flex-wrap gap-2">
            <Button icon={UserRoundSearch} busy={busy} tone={contact || unsure ? "plain" : "primary"} onClick={() => setSearching(true)}>
              {t(contact || unsure ? "orders:somebodyElse" : "orders:findCustomer")}
            </Button>
            {(contact || unsure) && (
              <Button tone="quiet" busy={busy} onClick={() => give(null)}>
                {t("orders:nobodys")}
              </Button>
            )}
          </div>
        )}
      </div>
      <Dialog
        open={searching}
        onOpenChange={setSearching}
        title={t("orders:whose")}
        description={t("orders:giveLead")}
        closeLabel={t("common:close")}
      >
        <CustomerPicker
          autoFocus
          label={t("orders:customer")}
          onChoose={(customer) => {
            setSearching(false);
            give(customer);
          }}
        />
      </Dialog>
    </Card>
  );
}
