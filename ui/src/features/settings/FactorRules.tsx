// The roles of which the owner asks a second factor.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Role } from "@/api/types";
import { Switch } from "@/ui/Switch";
import { useToastError } from "../common/notify";
import { ROLES } from "./roles";
import { Section } from "./Section";

export function FactorRules() {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const onError = useToastError();
  const rules = useQuery({ queryKey: key("second-factor-rules"), queryFn: () => dataOf(api.GET("/api/v1/second-factor-rules")) });
  const change = useMutation({
    mutationFn: (roles: Role[]) => dataOf(api.PUT("/api/v1/second-factor-rules", { body: { roles } })),
    onSuccess: (changed) => queryClient.setQueryData(key("second-factor-rules"), changed),
    onError,
  });
  const roles = rules.data?.roles;
  if (!roles) return null;
  return (
    <Section title={t("settings:factorRules.title")} description={t("settings:factorRules.lead")}>
      <ul className="flex max-w-md flex-col gap-3">
        {ROLES.map((role) => (
          <li key={role} className="flex items-center justify-between gap-4">
            <span aria-hidden>{t(`common:roles.${role}`)}</span>
            <Switch
              label={t(`common:roles.${role}`)}
              checked={roles.includes(role)}
              disabled={change.isPending}
              onChange={(on) => change.mutate(on ? [...roles, role] : roles.filter((other) => other !== role))}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
