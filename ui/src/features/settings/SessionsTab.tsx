// Where this account is signed in, and how to end what one does not know.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { MonitorSmartphone } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Session } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { useDeviceName } from "./deviceName";
import { NoticesSection } from "./NoticesSection";
import { Section } from "./Section";

const sessionsQuery = pagedQuery<Session>(key("sessions"), (cursor) =>
  dataOf(api.GET("/api/v1/sessions", { params: { query: { cursor } } })),
);

function SessionsSection() {
  const { t } = useTranslation(["settings", "common"]);
  const deviceName = useDeviceName();
  const queryClient = useQueryClient();
  const onError = useToastError();
  const sessions = useInfiniteQuery(sessionsQuery);
  const onSuccess = async () => {
    toast({ title: t("settings:sessions.ended"), tone: "good" });
    await queryClient.invalidateQueries({ queryKey: key("sessions") });
  };
  const end = useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } }),
    onSuccess,
    onError,
  });
  const endOthers = useMutation({ mutationFn: () => api.DELETE("/api/v1/sessions"), onSuccess, onError });
  const others = sessions.data?.pages.some((page) => page.items.some((session) => !session.current)) ?? false;
  return (
    <Section
      title={t("settings:tabs.sessions")}
      description={t("settings:sessions.lead")}
      action={
        others && (
          <Button busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t("settings:sessions.endOthers")}
          </Button>
        )
      }
    >
      <PagedList query={sessions} label={t("settings:tabs.sessions")} empty={null}>
        {(session) => (
          <Row
            key={session.id}
            lead={<Icon of={MonitorSmartphone} size={22} className="shrink-0 text-ink-faint" />}
            title={deviceName(session.device)}
            aside={session.current && <Badge tone="good">{t("settings:sessions.here")}</Badge>}
            action={
              !session.current && (
                <Button size="small" onClick={() => end.mutate(session.id)}>
                  {t("settings:sessions.end")}
                </Button>
              )
            }
          >
            {session.ip && <>{session.ip} · </>}
            {t("settings:sessions.seen")} <Time at={session.last_seen_at} />
          </Row>
        )}
      </PagedList>
    </Section>
  );
}

export default function SessionsTab() {
  return (
    <>
      <SessionsSection />
      <NoticesSection />
    </>
  );
}
