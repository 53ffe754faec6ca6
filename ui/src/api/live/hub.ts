// The tabs of one browser share one stream: browsers open at most six connections to a plain HTTP address, and a stream
// holds one for as long as it is open. Also decides which tab may ring: none while somebody looks at one, else only one.
import { openStream, type LiveState, type Listener } from "./stream";
import type { News } from "./topics";

/** What a tab tells the hub. */
export type ToHub = { kind: "hello"; person: string; watched: boolean } | { kind: "watched"; watched: boolean } | { kind: "bye" };
/** What the hub tells a tab. */
export type ToTab = { kind: "state"; state: LiveState } | { kind: "news"; news: News } | { kind: "rings"; rings: boolean };

export interface Tab {
  tell: (word: ToTab) => void;
}

export class Hub {
  readonly #open: (listener: Listener) => () => void;
  /** In the order in which they were last looked at: the last of them rings. */
  #tabs: Tab[] = [];
  readonly #watched = new Set<Tab>();
  #close: (() => void) | null = null;
  #person = "";
  #state: LiveState = "connecting";

  constructor(open: (listener: Listener) => () => void = openStream) {
    this.#open = open;
  }

  hear(tab: Tab, word: ToHub): void {
    switch (word.kind) {
      case "hello":
        this.#join(tab, word.person);
        this.#watch(tab, word.watched);
        break;
      case "watched":
        if (this.#tabs.includes(tab)) this.#watch(tab, word.watched);
        break;
      case "bye":
        this.#leave(tab);
        break;
    }
  }

  #join(tab: Tab, person: string): void {
    if (!this.#tabs.includes(tab)) this.#tabs.unshift(tab);
    // Somebody else signed in at another tab: the old stream tells what the old person may hear.
    const changed = this.#close !== null && person !== this.#person;
    if (changed) this.#stop();
    this.#person = person;
    this.#close ??= this.#open({ onNews: (news) => this.#tell({ kind: "news", news }), onState: (state) => this.#setState(state) });
    if (changed) this.#tell({ kind: "news", news: { topic: "reset", id: "" } });
    tab.tell({ kind: "state", state: this.#state });
  }

  #leave(tab: Tab): void {
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    this.#watched.delete(tab);
    if (this.#tabs.length === 0) this.#stop();
    this.#appoint();
  }

  #watch(tab: Tab, watched: boolean): void {
    if (watched) {
      this.#watched.add(tab);
      this.#tabs = [...this.#tabs.filter((other) => other !== tab), tab];
    } else {
      this.#watched.delete(tab);
    }
    this.#appoint();
  }

  #appoint(): void {
    const ringer = this.#watched.size === 0 ? this.#tabs.at(-1) : undefined;
    for (const tab of this.#tabs) tab.tell({ kind: "rings", rings: tab === ringer });
  }

  #setState(state: LiveState): void {
    this.#state = state;
    this.#tell({ kind: "state", state });
  }

  #tell(word: ToTab): void {
    for (const tab of this.#tabs) tab.tell(word);
  }

  #stop(): void {
    this.#close?.();
    this.#close = null;
    this.#state = "connecting";
  }
}
