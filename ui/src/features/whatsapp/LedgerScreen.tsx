// Every event Meta sent and what became of it. What failed can be worked through again.
import { useState } from "react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Inbox } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { LedgerEvent, LedgerState } from "@/api/types";
import { formatBytes } from "@/lib/numbers";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Segmented } from "@/ui/Segmented";
import { Sheet } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { useLedgerWords } from "./ledgerWords";
import { SectionPage } from "./SectionPage";

type Filter = LedgerState | "all";
const FILTERS: Filter[] = ["all", "failed", "ignored", "duplicate", "stored", "parsed"];
const tones: Record<LedgerState, Tone> = { stored: "note", parsed: "good", duplicate: "plain", ignored: "plain", failed: "bad" };

const ledgerQuery = (filter: Filter) =>
  pagedQuery<LedgerEvent>(key("ledger", filter), (cursor) =>
    dataOf(api.GET("/api/v1/ledger", { params: { query: { cursor, ...(filter !== "all" && { state: filter }) } } })),
  );

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function useReplay() {
  const { t } = useTranslation("whatsapp");
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/ledger/{id}/replay", { params: { path: { id } } })),
    onSuccess: () => toast({ title: t("ledger.replayed"), tone: "good" }),
    onError: useToastError(),
    onSettled: (_event, _error, id) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: key("ledger") }),
        queryClient.invalidateQueries({ queryKey: key("ledger-event", id) }),
      ]),
  });
}

function EventBody({ body }: { body: string }) {
  return (
    // The scroller must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre dir="ltr" tabIndex={0} className="overflow-x-auto rounded-xl bg-sunken p-4 font-mono text-xs leading-relaxed">
      {pretty(body)}
    </pre>
  );
}

/** Why it was not used, or not all of it, and what that is about. */
function Reason({ event, className }: { event: LedgerEvent; className: string }) {
  const { t } = useTranslation("whatsapp");
  if (!event.reason) return null;
  return (
    <span className={className}>
      {t(`ledger.reasons.${event.reason}`)} {event.reason_about && <bdi>({event.reason_about})</bdi>}
    </span>
  );
}

function EventDetails({ id }: { id: string }) {
  const { t, i18n } = useTranslation("whatsapp");
  const mayReplay = useMay("replay_ledger");
  const event = useQuery({
    queryKey: key("ledger-event", id),
    queryFn: () => dataOf(api.GET("/api/v1/ledger/{id}", { params: { path: { id } } })),
  });
  const replay = useReplay();
  return (
    <Loaded query={event}>
      {(data) => (
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center gap-3">
            <Badge tone={tones[data.state]}>{t(`ledger.states.${data.state}`)}</Badge>
            <span className="text-sm text-ink-faint">
              <Time at={data.received_at} exact /> · {formatBytes(data.bytes, i18n.language)}
            </span>
          </div>
          <Reason event={data} className="text-ink-soft" />
          {mayReplay && data.state !== "duplicate" && (
            <div>
              <Button busy={replay.isPending} onClick={() => replay.mutate(id)}>
                {t("ledger.replay")}
              </Button>
            </div>
          )}
          {data.body === null || data.body === undefined ? (
            <p className="text-ink-faint">{t("ledger.bodyGone")}</p>
          ) : (
            <EventBody body={data.body} />
          )}
        </div>
      )}
    </Loaded>
  );
}

function EventRow({ event, onOpen }: { event: LedgerEvent; onOpen: () => void }) {
  const { t } = useTranslation("whatsapp");
  const wordsOf = useLedgerWords();
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        className="flex w-full items-center gap-4 px-4 py-3 text-start -outline-offset-2 transition-colors hover:bg-sunken sm:px-5 dark:hover:bg-raised"
      >
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{wordsOf(event)}</span>
            <Badge tone={tones[event.state]}>{t(`ledger.states.${event.state}`)}</Badge>
          </span>
          <Reason event={event} className="mt-0.5 block text-sm break-words text-ink-soft" />
        </span>
        <span className="shrink-0 text-end text-sm text-ink-faint">
          <Time at={event.received_at} />
        </span>
      </button>
    </li>
  );
}

export function LedgerScreen() {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [filter, setFilter] = useState<Filter>("all");
  const [open, setOpen] = useState<string | null>(null);
  const ledger = useInfiniteQuery(ledgerQuery(filter));
  return (
    <SectionPage title={t("whatsapp:ledger.title")} description={t("whatsapp:ledger.lead")}>
      <div className="mb-5">
        <Segmented
          label={t("whatsapp:ledger.filter")}
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: t(`whatsapp:ledger.states.${value}`) }))}
        />
      </div>
      <PagedList
        query={ledger}
        label={t("whatsapp:ledger.title")}
        empty={
          <EmptyState icon={Inbox} title={t("whatsapp:ledger.emptyTitle")}>
            {t("whatsapp:ledger.emptyBody")}
          </EmptyState>
        }
      >
        {(event) => <EventRow key={event.id} event={event} onOpen={() => setOpen(event.id)} />}
      </PagedList>
      <Sheet
        open={open !== null}
        onOpenChange={(next) => !next && setOpen(null)}
        title={t("whatsapp:ledger.event")}
        closeLabel={t("common:close")}
      >
        {open && <EventDetails id={open} />}
      </Sheet>
    </SectionPage>
  );
}
