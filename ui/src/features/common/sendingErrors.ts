// What WhatsApp's reasons for not taking a message mean, in the reader's language, by the names the server gives them.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { SendingError } from "@/api/types";
import { isAppLanguage, type AppLanguage } from "@/lib/i18n";

export const sendingErrorsQuery = (language: AppLanguage) =>
  queryOptions({
    queryKey: key("whatsapp-errors", language),
    queryFn: async () => (await dataOf(api.GET("/api/v1/whatsapp/errors", { params: { query: { language } } }))).items,
    staleTime: Infinity,
  });

export function useSendingErrors(): ReadonlyMap<string, SendingError> {
  const { i18n } = useTranslation();
  const { data = [] } = useQuery(sendingErrorsQuery(isAppLanguage(i18n.language) ? i18n.language : "en"));
  return new Map(data.map((entry) => [entry.name, entry]));
}
