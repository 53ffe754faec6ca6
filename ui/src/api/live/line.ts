// This tab's line to the hub: in the worker all tabs share, or, where the browser has none, in the tab itself.
import { Hub, type ToHub, type ToTab } from "./hub";

export interface Line {
  say: (word: ToHub) => void;
  close: () => void;
}

function sharedLine(hear: (word: ToTab) => void, broken: () => void): Line {
  const worker = new SharedWorker(new URL("./shared.worker.ts", import.meta.url), { type: "module", name: "shopbell-live" });
  worker.onerror = broken;
  worker.port.onmessage = ({ data }: MessageEvent<ToTab>) => hear(data);
  return {
    say: (word) => worker.port.postMessage(word),
    close() {
      worker.port.postMessage({ kind: "bye" } satisfies ToHub);
      worker.port.close();
    },
  };
}

function ownLine(hear: (word: ToTab) => void): Line {
  const hub = new Hub();
  const tab = { tell: hear };
  return { say: (word) => hub.hear(tab, word), close: () => hub.hear(tab, { kind: "bye" }) };
}

/** Opens the line. A worker that cannot start is replaced by the tab's own stream, and the tab says hello again. */
export function openLine(hear: (word: ToTab) => void, again: () => void): Line {
  if (typeof SharedWorker === "undefined") return ownLine(hear);
  let closed = false;
  const line: Line = {
    ...sharedLine(hear, () => {
      if (closed) return;
      Object.assign(line, ownLine(hear));
      again();
    }),
  };
  return {
    say: (word) => line.say(word),
    close() {
      closed = true;
      line.close();
    },
  };
}
