// Where an order stands: as a badge, and as the buttons that move it on. What cannot be taken back is asked first.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChevronDown } from "lucide-react";
import type { Order, OrderState } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { DropdownMenu, MenuItem } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { useChangeOrder } from "./queries";
import { calledOff, stateTones, statesAfter, usuallyNext, type CalledOff } from "./states";
import { shownNumber } from "./words";

/** The state; of a basket from the catalogue also that nobody of the shop took it up. */
export function StateBadge({ order: { state, unconfirmed } }: { order: Pick<Order, "state" | "unconfirmed"> }) {
  const { t } = useTranslation("orders");
  return (
    <>
      <Badge tone={stateTones[state]}>{t(`states.${state}`)}</Badge>
      {unconfirmed && <Badge tone="warn">{t(`unconfirmed.${unconfirmed}`)}</Badge>}
    </>
  );
}

export function StateButtons({ order }: { order: Order }) {
  const { t } = useTranslation(["orders", "common"]);
  const change = useChangeOrder(order.id);
  const onError = useToastError();
  const [asked, setAsked] = useState<CalledOff | null>(null);
  const next = usuallyNext(order.state);
  const others = statesAfter(order.state).filter((state) => state !== next);
  const move = (state: OrderState) => {
    const before = order.state;
    const back = () => change.mutate({ state: before }, { onError });
    change.mutate(
      { state },
      {
        onError,
        onSuccess: () =>
          toast({
            title: t(`orders:moved.${state}`),
            tone: "good",
            ...(!calledOff(state) && { action: { label: t("common:undo"), run: back } }),
          }),
        onSettled: () => setAsked(null),
      },
    );
  };
  const choose = (state: OrderState) => (calledOff(state) ? setAsked(state) : move(state));
  if (others.length === 0 && !next) return null;
  const confirm = () =>
    change.mutate({ confirmed: true }, { onError, onSuccess: () => toast({ title: t("orders:confirmed"), tone: "good" }) });
  return (
    <>
      {order.unconfirmed && (
        <Button busy={change.isPending} onClick={confirm}>
          {t("orders:confirm")}
        </Button>
      )}
      {next && (
        <Button tone="primary" busy={change.isPending} onClick={() => move(next)}>
          {t(`orders:move.${next}`)}
        </Button>
      )}
      <DropdownMenu
        trigger={
          <Button disabled={change.isPending}>
            <span className="inline-flex items-center gap-1.5">
              {t("orders:otherState")}
              <Icon of={ChevronDown} size={16} />
            </span>
          </Button>
        }
      >
        {others.map((state) => (
          <MenuItem key={state} dangerous={calledOff(state)} onSelect={() => choose(state)}>
            {t(`orders:move.${state}`)}
          </MenuItem>
        ))}
      </DropdownMenu>
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t(`orders:callOff.${asked ?? "cancelled"}`, { number: shownNumber(order.number) })}
        description={t(`orders:callOffMeans.${asked ?? "cancelled"}`)}
        confirmLabel={t(`orders:move.${asked ?? "cancelled"}`)}
        cancelLabel={t("orders:callOffNot")}
        busy={change.isPending}
        onConfirm={() => asked && move(asked)}
      />
    </>
  );
}
