// What drawing a message asks of the server.
import { queryOptions } from "@tanstack/react-query";
import { errorFrom } from "@/api/client";
import { key } from "@/api/keys";
import { decodePeaks } from "./media/peaks";

/** The shape of a sound, computed here from the file itself. */
export const peaksQuery = (address: string, local?: Blob) =>
  queryOptions({
    queryKey: key("peaks", address),
    staleTime: Infinity,
    retry: false,
    queryFn: async ({ signal }) => {
      if (local) return decodePeaks(await local.arrayBuffer());
      const answer = await fetch(address, { signal });
      if (!answer.ok) throw await errorFrom(answer);
      return decodePeaks(await answer.arrayBuffer());
    },
  });
