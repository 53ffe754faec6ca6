// The shared worker: one hub for all tabs of this browser.
import { Hub, type Tab, type ToHub } from "./hub";

interface SharedWorkerScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const hub = new Hub();

(self as unknown as SharedWorkerScope).onconnect = ({ ports: [port] }) => {
  if (!port) return;
  const tab: Tab = { tell: (word) => port.postMessage(word) };
  port.onmessage = ({ data }: MessageEvent<ToHub>) => hub.hear(tab, data);
};
