// The colleagues: names for lists, mentions and assignments.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { key } from "./keys";

export const teamQuery = queryOptions({ queryKey: key("team"), queryFn: () => dataOf(api.GET("/api/v1/team")), staleTime: 5 * 60_000 });
