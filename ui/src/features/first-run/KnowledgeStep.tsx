// The first things the assistant learns: an address, a file, or five answers typed here.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Tabs, TabPanel } from "@/ui/Tabs";
import { AddressForm } from "./AddressForm";
import { AnswersForm } from "./AnswersForm";
import { FileForm } from "./FileForm";

type Way = "address" | "file" | "answers";

export function KnowledgeStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("firstRun");
  const [way, setWay] = useState<Way>("address");
  return (
    <Tabs
      label={t("knowledge.ways")}
      value={way}
      onChange={setWay}
      tabs={[
        { value: "address", label: t("knowledge.address") },
        { value: "file", label: t("knowledge.file") },
        { value: "answers", label: t("knowledge.answers") },
      ]}
    >
      <TabPanel keep value="address" className="pt-6">
        <AddressForm onDone={onDone} />
      </TabPanel>
      <TabPanel keep value="file" className="pt-6">
        <FileForm onDone={onDone} />
      </TabPanel>
      <TabPanel keep value="answers" className="pt-6">
        <AnswersForm onDone={onDone} />
      </TabPanel>
    </Tabs>
  );
}
