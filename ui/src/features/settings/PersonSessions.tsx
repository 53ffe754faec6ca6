// Where somebody of the team is signed in, for the owner: seen and ended from here.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { MonitorSmartphone } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Person, Session } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { useDeviceName } from "./deviceName";

const sessionsOf = (id: string) =>
  pagedQuery<Session>(key("people", id, "sessions"), (cursor) =>
    dataOf(api.GET("/api/v1/people/{id}/sessions", { params: { path: { id }, query: { cursor } } })),
  );

function Sessions({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  const deviceName = useDeviceName();
  const { id } = person;
  const queryClient = useQueryClient();
  const onError = useToastError();
  const sessions = useInfiniteQuery(sessionsOf(id));
  const onSuccess = async () => {
    toast({ title: t("sessions.ended"), tone: "good" });
    await queryClient.invalidateQueries({ queryKey: key("people", id, "sessions") });
  };
  const end = useMutation({
    mutationFn: (session: string) => api.DELETE("/api/v1/people/{id}/sessions/{session}", { params: { path: { id, session } } }),
    onSuccess,
    onError,
  });
  const endAll = useMutation({
    mutationFn: () => api.DELETE("/api/v1/people/{id}/sessions", { params: { path: { id } } }),
    onSuccess,
    onError,
  });
  const some = sessions.data?.pages.some((page) => page.items.some((session) => !session.current)) ?? false;
  return (
    <div className="flex flex-col gap-4 pb-2">
      <PagedList query={sessions} label={t("tabs.sessions")} empty={<p className="text-ink-soft">{t("team.noSessions")}</p>}>
        {(session) => (
          <Row
            key={session.id}
            lead={<Icon of={MonitorSmartphone} size={22} className="shrink-0 text-ink-faint" />}
            title={deviceName(session.device)}
            aside={session.current && <Badge tone="good">{t("sessions.here")}</Badge>}
            action={
              !session.current && (
                <Button size="small" onClick={() => end.mutate(session.id)}>
                  {t("sessions.end")}
                </Button>
              )
            }
          >
            {session.ip && <>{session.ip} · </>}
            {t("sessions.seen")} <Time at={session.last_seen_at} />
          </Row>
        )}
      </PagedList>
      {some && (
        <div className="flex justify-end">
          <Button busy={endAll.isPending} onClick={() => endAll.mutate()}>
            {t("team.endSessions")}
          </Button>
        </div>
      )}
    </div>
  );
}

export function PersonSessions({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <Dialog
      open={person !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t("settings:team.sessionsTitle", { name: person?.name || person?.email || "" })}
      closeLabel={t("common:close")}
    >
      {person && <Sessions person={person} />}
    </Dialog>
  );
}
