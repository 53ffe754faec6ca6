// How many conversations stand in each queue.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { key } from "./keys";

export const countsQuery = queryOptions({ queryKey: key("counts"), queryFn: () => dataOf(api.GET("/api/v1/conversations/counts")) });
