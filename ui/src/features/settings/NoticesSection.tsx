// What happened to one's account: each with where from and when. Reading it is enough: the banner goes.
import { useEffect } from "react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ShieldAlert } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
import type { SecurityNotice } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useDeviceName } from "./deviceName";
import { Section } from "./Section";

const noticesQuery = pagedQuery<SecurityNotice>(key("me", "notices"), (cursor) =>
  dataOf(api.GET("/api/v1/me/notices", { params: { query: { cursor } } })),
);

export function NoticesSection() {
  const { t } = useTranslation("settings");
  const deviceName = useDeviceName();
  const queryClient = useQueryClient();
  const notices = useInfiniteQuery(noticesQuery);
  const { unseen_notices: unseen } = useMe();
  const { mutate: seen } = useMutation({
    mutationFn: () => api.POST("/api/v1/me/notices/seen"),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key("me"), exact: true }),
  });
  const areShown = notices.isSuccess;
  useEffect(() => {
    if (areShown && unseen > 0) seen();
  }, [areShown, unseen, seen]);
  return (
    <Section title={t("notices.title")} description={t("notices.lead")}>
      <PagedList query={notices} label={t("notices.title")} empty={<p className="text-ink-soft">{t("notices.empty")}</p>}>
        {(notice) => (
          <Row
            key={notice.id}
            lead={<Icon of={ShieldAlert} size={22} className="shrink-0 text-ink-faint" />}
            title={t(`notices.kinds.${notice.kind}`)}
            aside={!notice.seen && <Badge tone="note">{t("notices.new")}</Badge>}
          >
            {[notice.device && deviceName(notice.device), notice.ip].filter(Boolean).map((fact) => (
              <span key={fact}>{fact} · </span>
            ))}
            <Time at={notice.at} />
          </Row>
        )}
      </PagedList>
    </Section>
  );
}
