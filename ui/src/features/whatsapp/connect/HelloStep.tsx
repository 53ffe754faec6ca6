// Send "hello" from your own phone and see it arrive: the one proof that counts.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MessagesSquare } from "lucide-react";
import type { NumberConnection } from "@/api/types";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Time } from "../../common/Time";
import { QrCode } from "../../settings/QrCode";
import { Digits } from "../NumberName";

function Waiting({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const digits = (connection.display_phone_number ?? "").replace(/\D/g, "");
  const address = `https://wa.me/${digits}?text=${encodeURIComponent(t("wizard.hello.word"))}`;
  return (
    <div className="flex flex-col items-center gap-6 rounded-2xl bg-surface p-6 text-center ring-1 ring-line sm:flex-row sm:p-8 sm:text-start">
      {digits && <QrCode text={address} label={t("wizard.hello.qr")} />}
      <div className="min-w-0">
        <p className="text-ink-soft">{t("wizard.hello.to")}</p>
        <p className="font-serif text-3xl font-medium">
          <Digits connection={connection} />
        </p>
        <p className="mt-3 text-pretty text-ink-soft">{t("wizard.hello.how")}</p>
        <p role="status" className="mt-5 inline-flex items-center gap-2.5 rounded-full bg-sunken px-4 py-2 font-medium dark:bg-raised">
          <span aria-hidden className="size-2.5 animate-breathe rounded-full bg-brass-mark" />
          {t("wizard.hello.waiting")}
        </p>
      </div>
    </div>
  );
}

export function HelloStep({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  if (!connection.first_message_at) {
    return (
      <div className="flex flex-col gap-6">
        <Waiting connection={connection} />
        <p className="text-sm text-pretty text-ink-faint">{t("wizard.hello.nothing")}</p>
        <div>
          <Button asChild>
            <Link to="/whatsapp/doctor" search={{ number: connection.id }}>
              {t("wizard.hello.doctor")}
            </Link>
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <div
        role="status"
        className="flex animate-rise flex-col items-center gap-3 rounded-2xl bg-good-tint px-6 py-10 text-center text-good"
      >
        <Icon of={MessagesSquare} size={36} />
        <p className="font-serif text-2xl font-medium">{t("wizard.hello.arrived")}</p>
        <p>
          <Time at={connection.first_message_at} />
        </p>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button asChild tone="primary" size="large">
          {connection.first_conversation_id ? (
            <Link
              to="/inbox/$queue/$conversationId"
              params={{ queue: "all", conversationId: connection.first_conversation_id }}
              search={{}}
            >
              {t("wizard.hello.inbox")}
            </Link>
          ) : (
            <Link to="/inbox/$queue" params={{ queue: "all" }} search={{}}>
              {t("wizard.hello.inbox")}
            </Link>
          )}
        </Button>
        <Button asChild size="large">
          <Link to="/settings/$tab" params={{ tab: "replies" }}>
            {t("wizard.hello.replies")}
          </Link>
        </Button>
        <Button asChild size="large" tone="quiet">
          <Link to="/whatsapp/templates/new">{t("wizard.hello.templates")}</Link>
        </Button>
      </div>
    </div>
  );
}
