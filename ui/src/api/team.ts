// The colleagues: names for lists, mentions and assignments.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";

export const teamQuery = queryOptions({ queryKey: ["team"], queryFn: () => dataOf(api.GET("/api/v1/team")), staleTime: 5 * 60_000 });
