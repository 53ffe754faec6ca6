// This tab's line to the hub: in the worker all tabs share, or, where the browser has none, in the tab itself.
import workerAddress from "./shared.worker.ts?worker&url";
import { Hub, type ToHub, type ToTab } from "./hub";

export interface Line {
  say: (word: ToHub) => void;
  close: () => void;
}

interface ScriptPolicies {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => { createScriptURL: (address: string) => string };
}

/** The page takes no plain text as the address of a script; this one is what the build made of our own file. */
const policies = (globalThis as { trustedTypes?: ScriptPolicies }).trustedTypes;
const policy = policies?.createPolicy("shopbell-live", { createScriptURL: (address) => address });

function sharedLine(hear: (word: ToTab) => void, broken: () => void): Line {
  const worker = new SharedWorker(policy?.createScriptURL(workerAddress) ?? workerAddress, { type: "module", name: "shopbell-live" });
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
  const line: Line = { say: () => undefined, close: () => undefined };
  const broken = () => {
    if (closed) return;
    Object.assign(line, ownLine(hear));
    again();
  };
  try {
    Object.assign(line, sharedLine(hear, broken));
  } catch {
    // A browser or a proxy's policy that forbids the worker: this tab listens for itself.
    return ownLine(hear);
  }
  return {
    say: (word) => line.say(word),
    close() {
      closed = true;
      line.close();
    },
  };
}
