// What a customer pressed, chose or filled in.
import { useTranslation } from "react-i18next";
import { ClipboardList, MousePointerClick, Phone } from "lucide-react";
import type { Drawable } from "@/api/messageTypes";
import { listAt, recordOf, textAt } from "@/lib/json";
import { Words } from "../Words";
import { IconLine } from "./IconLine";

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(shown).join(", ")
    : typeof value === "object" && value !== null
      ? JSON.stringify(value)
      : String(value ?? "");

/** Answers of a form as pairs, in either shape; the token only machines need is left out. */
export function answersOf(content: unknown): { name: string; value: string }[] {
  const { answers } = recordOf(content);
  const pairs = Array.isArray(answers)
    ? listAt(content, "answers").map((pair) => [textAt(pair, "name") ?? "", recordOf(pair).value] as const)
    : Object.entries(recordOf(answers));
  return pairs
    .filter(([name, value]) => name !== "flow_token" && name !== "" && value !== null)
    .map(([name, value]) => ({ name, value: shown(value) }));
}

function Form({ message }: { message: Drawable }) {
  const { t } = useTranslation("messages");
  const answers = answersOf(message.content);
  return (
    <IconLine icon={ClipboardList} title={t("pressed.form")}>
      {answers.length > 0 ? (
        <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
          {answers.map(({ name, value }) => (
            <div key={name} className="contents">
              <dt className="text-sm break-words opacity-75 first-letter:uppercase">{name.replaceAll("_", " ")}</dt>
              <dd dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
                {value}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        message.text && <Words text={message.text} />
      )}
    </IconLine>
  );
}

export function Pressed({ message }: { message: Drawable }) {
  const { t } = useTranslation("messages");
  const type = textAt(message.content, "reply_type");
  if (type === "nfm_reply") return <Form message={message} />;
  if (type === "call_permission_reply") {
    return (
      <IconLine
        icon={Phone}
        title={textAt(message.content, "response") === "accept" ? t("pressed.callsAllowed") : t("pressed.callsRefused")}
      />
    );
  }
  const description = textAt(message.content, "description");
  return (
    <IconLine icon={MousePointerClick} title={message.text ?? t("kinds.button")}>
      {description && (
        <p dir="auto" className="text-sm opacity-80">
          {description}
        </p>
      )}
      <p className="text-sm opacity-80">{type === "list_reply" ? t("pressed.row") : t("pressed.button")}</p>
    </IconLine>
  );
}
