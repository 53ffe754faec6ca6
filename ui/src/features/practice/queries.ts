// What the practice phone asks the server.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Conversation, PracticeCustomer, PracticeMessage } from "@/api/types";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui/Toast";
import { useToastError } from "@/features/common/notify";
import type { components } from "@/api/types.gen";
import type { Saying } from "./sayings";
import { newId } from "@/lib/newId";

export const practiceQuery = queryOptions({ queryKey: key("practice"), queryFn: () => dataOf(api.GET("/api/v1/practice")) });

export const phoneQuery = (customer: string) =>
  queryOptions({
    queryKey: key("practice", "phone", customer),
    queryFn: async () =>
      (await dataOf(api.GET("/api/v1/practice/customers/{id}/messages", { params: { path: { id: customer } } }))).map(
        (line): PhoneLine => ({ ...line, reactions: (line as Partial<PhoneLine>).reactions ?? [] }),
      ),
  });

/** A line of the phone: the message as WhatsApp has it, and what stands on it. */
export type PhoneLine = Omit<PracticeMessage, "content" | "quoted" | "media" | "reactions" | "edited" | "revoked"> & {
  content?: unknown;
  quoted?: string | null;
  media?: { id: string; mime_type: string; bytes: number; filename?: string | null } | null;
  reactions: { emoji: string; from: PracticeMessage["from"] }[];
  edited?: boolean;
  revoked?: boolean;
};

type NewPracticeMessage = components["schemas"]["NewPracticeMessage"];

export interface Said {
  saying: Saying;
  /** The line it answers. */
  quoted?: string | undefined;
}

const digits = (text: string | null | undefined) => text?.replaceAll(/\D/g, "") ?? "";

/** Whether a conversation of the inbox is the one with this practice customer. In the sample shop practice is the shop's own work. */
export function isWith({ contact, practice }: Conversation, customer: PracticeCustomer): boolean {
  if (customer.phone && contact.phone) return digits(customer.phone) === digits(contact.phone);
  if (customer.username && contact.username) return customer.username.replace(/^@/, "") === contact.username.replace(/^@/, "");
  return practice && contact.name === customer.name;
}

/** The conversation the shop has with a practice customer, once they wrote. */
export const conversationWith = (customer: PracticeCustomer) =>
  queryOptions({
    queryKey: key("conversations", "practice", customer.id),
    queryFn: async (): Promise<string | null> => {
      const page = await dataOf(api.GET("/api/v1/conversations", { params: { query: { queue: "all", q: customer.name, limit: 50 } } }));
      const found = page.items.filter((conversation) => isWith(conversation, customer));
      return (found.find(({ practice }) => practice) ?? found[0])?.id ?? null;
    },
  });

export function useSay(customer: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  const { queryKey } = phoneQuery(customer);
  return useMutation({
    mutationFn: ({ saying, quoted }: Said) => {
      const said = saying.kind === "text" ? { text: saying.text } : saying;
      return dataOf(
        api.POST("/api/v1/practice/messages", {
          body: { customer_id: customer, ...said, ...(quoted && { quoted }) } as unknown as NewPracticeMessage,
        }),
      );
    },
    onMutate: async ({ saying, quoted }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      if (saying.kind === "text") {
        const line: PhoneLine = {
          id: `pending-${newId()}`,
          from: "customer",
          text: saying.text,
          kind: "text",
          content: {},
          reactions: [],
          quoted,
          at: new Date().toISOString(),
          state: "queued",
          typing: false,
        };
        client.setQueryData(queryKey, (lines: PhoneLine[] | undefined) => [...(lines ?? []), line]);
      }
      return { before };
    },
    onError: (error, _said, context) => {
      client.setQueryData(queryKey, context?.before);
      toastError(error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: key("practice") }),
  });
}

export type Trouble = components["schemas"]["PracticeTroubleKind"];

/** What is to go wrong; looked at again and again while something waits, since it ends by itself. */
export const troublesQuery = queryOptions({
  queryKey: key("practice", "troubles"),
  queryFn: () => dataOf(api.GET("/api/v1/practice/troubles")),
  refetchInterval: ({ state }) => (state.data?.some((one) => one.on) ? 2000 : false),
});

export function useTrouble() {
  const client = useQueryClient();
  const onError = useToastError();
  return useMutation({
    mutationFn: ({ trouble, on }: { trouble: Trouble; on: boolean }) =>
      dataOf(api.PUT("/api/v1/practice/troubles/{trouble}", { params: { path: { trouble } }, body: { on } })),
    onSuccess: (troubles) => client.setQueryData(troublesQuery.queryKey, troubles),
    onError,
  });
}

/** Whether the shop may send offers, as the customer sets it in WhatsApp. */
export function useWish(customer: string) {
  const { t } = useTranslation("practice");
  const onError = useToastError();
  return useMutation({
    mutationFn: (wish: "stop" | "resume") =>
      dataOf(api.PUT("/api/v1/practice/customers/{id}/wish", { params: { path: { id: customer } }, body: { wish } })),
    onSuccess: (_done, wish) => void toast({ title: t(wish === "stop" ? "setting.stopped" : "setting.resumed") }),
    onError,
  });
}

export function useRenumber(customer: string) {
  const client = useQueryClient();
  const onError = useToastError();
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/practice/customers/{id}/number", { params: { path: { id: customer } } })),
    onSettled: () => client.invalidateQueries({ queryKey: key("practice") }),
    onError,
  });
}

export function useNewCustomer(onMade: (customer: PracticeCustomer) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => dataOf(api.POST("/api/v1/practice/customers", { body: { name } })),
    onSuccess: async (customer) => {
      await client.invalidateQueries({ queryKey: key("practice"), exact: true });
      onMade(customer);
    },
  });
}
