// The first-steps checklist and the banner.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";

export const homeQuery = queryOptions({ queryKey: ["home"], queryFn: () => dataOf(api.GET("/api/v1/home")) });
