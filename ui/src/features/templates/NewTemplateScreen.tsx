// A new template: choose what to begin from, then write.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { FilePlus2 } from "lucide-react";
import type { TemplateDraft } from "@/api/types";
import { useMe } from "@/api/me";
import { Button } from "@/ui/Button";
import { Field, Select } from "@/ui/Field";
import { LANGUAGES } from "@/lib/i18n";
import { LanguageOptions } from "../common/LanguageOptions";
import { SectionPage } from "../whatsapp/SectionPage";
import { draftOfStarter, emptyDraft } from "./draft";
import { Starters } from "./Starters";
import { TemplateEditor } from "./TemplateEditor";

export function NewTemplateScreen() {
  const { t, i18n } = useTranslation(["templates", "common"]);
  const { shop } = useMe();
  const navigate = useNavigate();
  const languages: readonly string[] = LANGUAGES;
  const [language, setLanguage] = useState(languages.includes(shop.language) ? shop.language : i18n.language);
  const [draft, setDraft] = useState<TemplateDraft | null>(null);
  const back = { to: "/whatsapp/templates" as const, label: t("templates:title") };
  if (draft) {
    return (
      <SectionPage title={t("templates:newTitle")} back={back}>
        <TemplateEditor
          initial={draft}
          onCancel={() => setDraft(null)}
          onSaved={(template) =>
            void navigate({ to: "/whatsapp/templates/$templateId", params: { templateId: template.id }, replace: true })
          }
        />
      </SectionPage>
    );
  }
  return (
    <SectionPage title={t("templates:newTitle")} description={t("templates:newLead")} back={back}>
      <div className="flex flex-col gap-6">
        <Field label={t("templates:startersIn")} className="max-w-xs">
          <Select value={language} onChange={(event) => setLanguage(event.target.value)}>
            <LanguageOptions codes={LANGUAGES} />
          </Select>
        </Field>
        <Starters language={language} onChoose={(starter) => setDraft(draftOfStarter(starter))} />
        <div>
          <Button icon={FilePlus2} onClick={() => setDraft(emptyDraft(shop.language))}>
            {t("templates:fromNothing")}
          </Button>
        </div>
      </div>
    </SectionPage>
  );
}
