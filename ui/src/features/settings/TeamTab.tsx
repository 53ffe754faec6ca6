// The people of the shop: invited by a link, changed, let go. Nobody is deleted: their words stay signed.
import { useState } from "react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Ellipsis, KeyRound, MonitorSmartphone, UserPlus, UserRoundCheck, UserRoundX } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
import type { OwnerLink, Person, Role } from "@/api/types";
import { Avatar } from "@/ui/Avatar";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { DropdownMenu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { toast } from "@/ui/Toast";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { FactorRules } from "./FactorRules";
import { InviteDialog, LinkDialog } from "./InviteDialog";
import { PersonSessions } from "./PersonSessions";
import { rolesBelow } from "./roles";
import { Section } from "./Section";

const peopleQuery = pagedQuery<Person>(key("people"), (cursor) => dataOf(api.GET("/api/v1/people", { params: { query: { cursor } } })));

type Change = { id: string; role?: Role; active?: boolean };

function usePersonActions(onLink: (link: OwnerLink) => void) {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const onError = useToastError();
  const refresh = () => queryClient.invalidateQueries({ queryKey: key("people") });
  const change = useMutation({
    mutationFn: ({ id, ...body }: Change) => dataOf(api.PATCH("/api/v1/people/{id}", { params: { path: { id } }, body })),
    onSettled: refresh,
    onError,
  });
  const link = useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/people/{id}/password-link", { params: { path: { id } } })),
    onSuccess: onLink,
    onError,
  });
  /** A slip of the finger in the menu is taken back where it is told. */
  const giveRole = (person: Person, role: Role) =>
    change.mutate(
      { id: person.id, role },
      {
        onSuccess: () =>
          toast({
            title: t("settings:team.roleChanged", { name: person.name || person.email, role: t(`common:roles.${role}`) }),
            tone: "good",
            action: { label: t("common:undo"), run: () => change.mutate({ id: person.id, role: person.role }) },
          }),
      },
    );
  return { change, giveRole, link };
}

interface PersonMenuProps {
  person: Person;
  roles: Role[];
  onRole: (role: Role) => void;
  onLink: () => void;
  onSessions: () => void;
  onActive: (active: boolean) => void;
}

function PersonMenu({ person, roles, onRole, onLink, onSessions, onActive }: PersonMenuProps) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <DropdownMenu trigger={<IconButton icon={Ellipsis} label={t("settings:team.actions", { name: person.name || person.email })} />}>
      <MenuLabel>{t("settings:team.role")}</MenuLabel>
      <MenuChoice value={person.role} onChange={onRole} options={roles.map((value) => ({ value, label: t(`common:roles.${value}`) }))} />
      <MenuSeparator />
      <MenuItem icon={KeyRound} onSelect={onLink}>
        {person.invited ? t("settings:team.newInvitation") : t("settings:team.resetLink")}
      </MenuItem>
      <MenuItem icon={MonitorSmartphone} onSelect={onSessions}>
        {t("settings:team.sessions")}
      </MenuItem>
      {person.active ? (
        <MenuItem icon={UserRoundX} dangerous onSelect={() => onActive(false)}>
          {t("settings:team.deactivate")}
        </MenuItem>
      ) : (
        <MenuItem icon={UserRoundCheck} onSelect={() => onActive(true)}>
          {t("settings:team.activate")}
        </MenuItem>
      )}
    </DropdownMenu>
  );
}

function PersonFacts({ person }: { person: Person }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <>
      <span className="[overflow-wrap:anywhere]">{person.email}</span>
      {person.last_seen_at && (
        <>
          {" · "}
          {t("settings:team.lastSeen")} <Time at={person.last_seen_at} />
        </>
      )}
    </>
  );
}

function PeopleSection() {
  const { t } = useTranslation(["settings", "common"]);
  const me = useMe();
  const people = useInfiniteQuery(peopleQuery);
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<OwnerLink | null>(null);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const [sessionsOf, setSessionsOf] = useState<Person | null>(null);
  const actions = usePersonActions(setLink);
  const roles = rolesBelow(me.person.role);
  return (
    <Section
      title={t("settings:tabs.team")}
      description={t("settings:team.lead")}
      action={
        <Button tone="primary" icon={UserPlus} onClick={() => setInviting(true)}>
          {t("settings:team.invite")}
        </Button>
      }
    >
      <PagedList query={people} label={t("settings:tabs.team")} empty={null}>
        {(person) => (
          <Row
            key={person.id}
            lead={<Avatar name={person.name || person.email} />}
            title={person.name || person.email}
            muted={!person.active}
            aside={
              <>
                <Badge tone={person.role === "owner" ? "brass" : "plain"}>{t(`common:roles.${person.role}`)}</Badge>
                {person.invited && person.active && <Badge tone="note">{t("settings:team.invited")}</Badge>}
                {!person.active && <Badge>{t("settings:team.inactive")}</Badge>}
                {person.id === me.person.id && <Badge>{t("settings:team.you")}</Badge>}
              </>
            }
            action={
              person.id !== me.person.id &&
              roles.includes(person.role) && (
                <PersonMenu
                  person={person}
                  roles={roles}
                  onRole={(role) => actions.giveRole(person, role)}
                  onLink={() => actions.link.mutate(person.id)}
                  onSessions={() => setSessionsOf(person)}
                  onActive={(active) => (active ? actions.change.mutate({ id: person.id, active }) : setLeaving(person))}
                />
              )
            }
          >
            <PersonFacts person={person} />
          </Row>
        )}
      </PagedList>
      <InviteDialog open={inviting} onOpenChange={setInviting} />
      <LinkDialog link={link} onClose={() => setLink(null)} />
      <PersonSessions person={sessionsOf} onClose={() => setSessionsOf(null)} />
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={() => setLeaving(null)}
        title={t("settings:team.deactivateTitle", { name: leaving?.name || leaving?.email || "" })}
        description={t("settings:team.deactivateBody")}
        confirmLabel={t("settings:team.deactivate")}
        cancelLabel={t("common:cancel")}
        onConfirm={() => {
          if (leaving) actions.change.mutate({ id: leaving.id, active: false });
          setLeaving(null);
        }}
      />
    </Section>
  );
}

export default function TeamTab() {
  const me = useMe();
  return (
    <>
      <PeopleSection />
      {me.person.role === "owner" && <FactorRules />}
    </>
  );
}
