// The connection to WhatsApp: two pastes and a choice when there is none, the doctor's findings when there is one.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { Card, Page } from "@/ui/Card";
import { textLink } from "@/ui/TextLink";
import { Loaded } from "../common/Loaded";
import { ConnectForm } from "./ConnectForm";
import { Connected } from "./Connected";
import { connectionQuery } from "./queries";

export function ConnectionScreen() {
  const { t } = useTranslation(["whatsapp", "common"]);
  const connection = useQuery(connectionQuery);
  const [again, setAgain] = useState(false);
  const mayReadLedger = useMay("read_ledger");
  const connected = connection.data && connection.data.status !== "none" && !again;
  return (
    <Page
      title={t("whatsapp:title")}
      description={connected ? undefined : t("whatsapp:lead")}
      action={
        mayReadLedger && (
          <Link to="/whatsapp/ledger" className={textLink}>
            {t("whatsapp:ledger.title")}
          </Link>
        )
      }
    >
      <Loaded query={connection}>
        {(data) =>
          data.status === "none" || again ? (
            <Card>
              <ConnectForm onDone={() => setAgain(false)} {...(again && { onCancel: () => setAgain(false) })} />
            </Card>
          ) : (
            <Connected connection={data} onAgain={() => setAgain(true)} />
          )
        }
      </Loaded>
    </Page>
  );
}
