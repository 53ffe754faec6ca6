// What is wrong, the first-steps checklist and the banner.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { key } from "./keys";

/** A disk that fills or a backup that is missed tells no event: looked at anew this often, in milliseconds. */
const LOOK_EVERY = 60_000;

export const homeQuery = queryOptions({
  queryKey: key("home"),
  queryFn: () => dataOf(api.GET("/api/v1/home")),
  refetchInterval: LOOK_EVERY,
});
