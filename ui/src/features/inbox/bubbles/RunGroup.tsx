// A group of bubbles by one author, with the author named once.
import { useTranslation } from "react-i18next";
import { Bell, Lock } from "lucide-react";
import type { Message } from "@/api/types";
import { useMe } from "@/api/me";
import { classes } from "@/lib/classes";
import { Icon } from "@/ui/Icon";
import type { Run } from "../thread/lines";
import { Bubble } from "./Bubble";

function Author({ run, customer }: { run: Run; customer: string }) {
  const { t } = useTranslation("inbox");
  const me = useMe().person.id;
  const person = run.person === me ? t("authors.you") : run.messages[0]?.person?.name || t("authors.person");
  if (run.note) {
    return (
      <>
        <Icon of={Lock} size={12} />
        {t("note.by", { name: person })}
      </>
    );
  }
  switch (run.author) {
    case "customer":
      return <>{customer}</>;
    case "ai":
      return (
        <>
          <Icon of={Bell} size={12} className="text-brass" />
          {t("authors.ai")}
        </>
      );
    case "person":
      return <>{person}</>;
    case "system":
      return <>{t("authors.system")}</>;
  }
}

interface RunGroupProps {
  run: Run;
  conversation: string;
  customer: string;
  pointedAt: string | undefined;
  onQuote?: (message: Message) => void;
}

export function RunGroup({ run, conversation, customer, pointedAt, onQuote }: RunGroupProps) {
  const ours = run.messages[0]?.direction === "out";
  return (
    <section className={classes("flex flex-col gap-1", ours ? "items-end" : "items-start")}>
      <h3 className={classes("flex items-center gap-1.5 px-1 text-xs font-medium", run.note ? "text-note" : "text-ink-faint")}>
        <Author run={run} customer={customer} />
      </h3>
      {run.messages.map((message) => (
        <Bubble
          key={message.client_id ?? message.id}
          message={message}
          conversation={conversation}
          pointedAt={message.id === pointedAt}
          onQuote={onQuote}
        />
      ))}
    </section>
  );
}
