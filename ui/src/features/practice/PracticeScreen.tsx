// The practice phone: talk to your own shop as a customer, and watch what the assistant does.
import { useState } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Smartphone, UserRoundPlus, Waypoints } from "lucide-react";
import type { PracticeCustomer } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { Button, IconButton } from "@/ui/Button";
import { Sheet } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { CustomerChooser, NewCustomerDialog } from "./CustomerChooser";
import { LiveTrace } from "./LiveTrace";
import { Phone } from "./Phone";
import { practiceQuery } from "./queries";
import { Troubles } from "./Troubles";
import { useTitle } from "@/lib/pageTitle";

interface BenchProps {
  customers: PracticeCustomer[];
  onNew: () => void;
  onChoose: (id: string) => void;
}

function Bench({ customers, onNew, onChoose }: BenchProps) {
  const { t } = useTranslation(["practice", "common"]);
  const search = useSearch({ strict: false }) as { customer?: string };
  const [watching, setWatching] = useState(false);
  const current = customers.find((customer) => customer.id === search.customer) ?? customers[0];
  if (!current) return null;
  return (
    <div className="flex h-full min-h-0 md:gap-8 md:p-8 xl:px-14">
      <h1 className="sr-only lg:hidden">{t("practice:title")}</h1>
      <div className="relative flex min-h-0 w-full flex-col md:w-[24.5rem] md:shrink-0">
        <div className="min-h-0 flex-1">
          <Phone
            key={current.id}
            customer={current}
            chooser={<CustomerChooser customers={customers} current={current} onChoose={onChoose} onNew={onNew} />}
          />
        </div>
        <IconButton
          icon={Waypoints}
          label={t("practice:trace.title")}
          tone="plain"
          onClick={() => setWatching(true)}
          className="!absolute end-3 top-[2.4rem] lg:hidden"
        />
      </div>
      {/* A long scroller must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section aria-label={t("practice:trace.title")} tabIndex={0} className="hidden min-w-0 flex-1 overflow-y-auto pe-2 lg:block">
        <div className="mx-auto max-w-2xl">
          <h1 className="font-serif text-[2rem] leading-tight font-medium">{t("practice:title")}</h1>
          <p className="mt-1.5 mb-7 text-pretty text-ink-soft">{t("practice:body")}</p>
          <h2 className="mb-4 font-serif text-lg font-medium">{t("practice:trace.title")}</h2>
          <LiveTrace key={current.id} customer={current} />
          <Troubles />
        </div>
      </section>
      <Sheet open={watching} onOpenChange={setWatching} title={t("practice:trace.title")} closeLabel={t("common:close")}>
        <LiveTrace key={current.id} customer={current} />
        <Troubles />
      </Sheet>
    </div>
  );
}

export function PracticeScreen() {
  const { t } = useTranslation("practice");
  useTitle(t("title"));
  const navigate = useNavigate();
  const query = useQuery(practiceQuery);
  const [adding, setAdding] = useState(false);
  const choose = (customer: string) => void navigate({ to: "/practice", search: { customer }, replace: true });
  return (
    <>
      <Loaded query={query}>
        {({ customers }) =>
          customers.length > 0 ? (
            <Bench customers={customers} onChoose={choose} onNew={() => setAdding(true)} />
          ) : (
            <EmptyState
              icon={Smartphone}
              title={t("empty.title")}
              className="h-full justify-center"
              action={
                <Button tone="primary" icon={UserRoundPlus} onClick={() => setAdding(true)}>
                  {t("newCustomer")}
                </Button>
              }
            >
              {t("empty.body")}
            </EmptyState>
          )
        }
      </Loaded>
      <NewCustomerDialog open={adding} onOpenChange={setAdding} onMade={(customer) => choose(customer.id)} />
    </>
  );
}
