// Minute three: talk to your own assistant, on a phone that stands in the step itself.
import { lazy, Suspense, useEffect, useRef } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorNotice } from "../common/ErrorNotice";
import { practiceQuery, useNewCustomer } from "../practice/queries";

const Phone = lazy(async () => ({ default: (await import("../practice/Phone")).Phone }));

/** The customer one plays: the first there is, or one made for this. */
function usePlayed() {
  const { t } = useTranslation("firstRun");
  const query = useQuery(practiceQuery);
  const make = useNewCustomer(() => undefined);
  const asked = useRef(false);
  const missing = query.data?.customers.length === 0;
  const { mutate } = make;
  const name = t("practice.customer");
  useEffect(() => {
    if (!missing || asked.current) return;
    asked.current = true;
    mutate(name);
  }, [missing, mutate, name]);
  return { customer: query.data?.customers[0] ?? make.data, error: query.error ?? make.error };
}

export function PracticeStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("common");
  const { customer, error } = usePlayed();
  const wait = <Skeleton className="h-full rounded-[2.75rem]" />;
  return (
    <div className="flex flex-col gap-8">
      {error && <ErrorNotice error={error} />}
      <div className="h-[min(38rem,75dvh)] max-md:overflow-hidden max-md:rounded-2xl max-md:ring-1 max-md:ring-line">
        {customer ? (
          <Suspense fallback={wait}>
            <Phone customer={customer} chooser={null} />
          </Suspense>
        ) : (
          wait
        )}
      </div>
      <div>
        <Button tone="primary" size="large" onClick={onDone}>
          {t("next")}
        </Button>
      </div>
    </div>
  );
}
