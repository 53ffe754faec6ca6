// How I am reached when I am not looking: on which devices, of what, over which road, and when not.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Mail } from "lucide-react";
import type { NotificationSettings } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { useMay } from "@/api/me";
import { Button } from "@/ui/Button";
import { Loaded } from "../common/Loaded";
import { Section } from "../settings/Section";
import { Kinds } from "./Kinds";
import { MailServer } from "./MailServer";
import { RingOutcome } from "./Outcome";
import { OwnNumber } from "./OwnNumber";
import { settingsQuery, useRing } from "./queries";
import { Devices } from "./ThisDevice";
import { Times } from "./Times";
import { Told } from "./Told";

function MyMail({ settings }: { settings: NotificationSettings }) {
  const { t } = useTranslation("notifications");
  const owner = useMay("manage_connection");
  const ring = useRing();
  if (!settings.email_ready)
    return (
      <div className="max-w-xl">
        <Notice tone="note" title={t("noServer")}>
          {owner ? t("noServerOwner") : t("noServerHint")}
        </Notice>
      </div>
    );
  return (
    <div>
      <Button icon={Mail} busy={ring.isPending} onClick={() => ring.mutate({ channel: "email" })}>
        {t("sendTest")}
      </Button>
      <RingOutcome ring={ring} good={t("mailTaken", { email: settings.email })} />
    </div>
  );
}

function Sections({ settings }: { settings: NotificationSettings }) {
  const { t } = useTranslation("notifications");
  const owner = useMay("manage_connection");
  return (
    <>
      <Section title={t("devices")} description={t("devicesLead")}>
        <Devices settings={settings} />
      </Section>
      <Section title={t("matters")} description={t("mattersLead")}>
        <Kinds settings={settings} />
      </Section>
      <Section title={t("times")} description={t("timesLead")}>
        <Times settings={settings} />
      </Section>
      <Section title={t("channels.email")} description={t("mailLead", { email: settings.email })}>
        <MyMail settings={settings} />
      </Section>
      {owner && (
        <Section title={t("server")} description={t("serverLead")}>
          <MailServer />
        </Section>
      )}
      {settings.whatsapp_offered && (
        <Section title={t("channels.whatsapp")} description={t("whatsappLead")}>
          <OwnNumber settings={settings} />
        </Section>
      )}
      <Section title={t("told")} description={t("toldLead")}>
        <Told />
      </Section>
    </>
  );
}

export default function NotificationsTab() {
  const settings = useQuery(settingsQuery);
  return <Loaded query={settings}>{(known) => <Sections settings={known} />}</Loaded>;
}
