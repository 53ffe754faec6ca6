// How do you use WhatsApp today? The answer decides what has to be ready before the first paste.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Notice } from "@/ui/Badge";

const WAYS = ["new", "move", "keep"] as const;
type Way = (typeof WAYS)[number];
const KEY = "shopbell.whatsapp-way";
/** What to have ready, and what to know, for each answer. */
const LINES = {
  new: ["first", "second", "third"],
  move: ["first", "second", "third"],
  keep: ["first", "second", "third", "fourth", "fifth"],
} as const;

function remembered(): Way | "" {
  const kept = localStorage.getItem(KEY);
  return WAYS.find((way) => way === kept) ?? "";
}

export function WayStep({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [way, setWay] = useState<Way | "">(remembered);
  const choose = (next: Way) => {
    localStorage.setItem(KEY, next);
    setWay(next);
  };
  return (
    <div className="flex flex-col gap-6">
      <Choice
        label={t("whatsapp:wizard.way.title")}
        value={way}
        onChange={choose}
        options={WAYS.map((value) => ({
          value,
          label: t(`whatsapp:wizard.way.${value}.label`),
          description: t(`whatsapp:wizard.way.${value}.about`),
        }))}
      />
      {way && (
        <Notice tone={way === "keep" ? "warn" : "brass"} title={t("whatsapp:wizard.way.ready")}>
          <ul className="mt-1 flex list-disc flex-col gap-1 ps-5">
            {LINES[way].map((line) => (
              <li key={line}>{t(`whatsapp:wizard.way.${way}.${line}` as "whatsapp:wizard.way.keep.first")}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div>
        <Button tone="primary" size="large" disabled={!way} onClick={onNext}>
          {t("common:next")}
        </Button>
      </div>
    </div>
  );
}
