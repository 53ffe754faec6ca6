// What the assistant knows: add, watch it being read, and try a question.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Plus } from "lucide-react";
import { useMay } from "@/api/me";
import { useTitle } from "@/lib/pageTitle";
import { Button } from "@/ui/Button";
import { Card, Page } from "@/ui/Card";
import { AddDialog } from "./AddDialog";
import { Disagreements } from "./Disagreements";
import { Gaps } from "./Gaps";
import { SourceList } from "./SourceList";
import { TryQuestion } from "./TryQuestion";

export function KnowledgeScreen() {
  const { t } = useTranslation("knowledge");
  useTitle(t("title"));
  const [adding, setAdding] = useState(false);
  const mayWrite = useMay("write_knowledge");
  return (
    <Page
      title={t("title")}
      description={t("body")}
      action={
        mayWrite && (
          <Button tone="primary" icon={Plus} onClick={() => setAdding(true)}>
            {t("add.open")}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-6">
        <TryQuestion />
        <Disagreements />
        <Gaps />
        <Card className="!py-2" label={t("title")}>
          <SourceList onAdd={() => setAdding(true)} />
        </Card>
      </div>
      <AddDialog open={adding} onOpenChange={setAdding} />
    </Page>
  );
}
