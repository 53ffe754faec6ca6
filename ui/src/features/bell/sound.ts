// A shop bell, made of five pure tones: no file to fetch, and every browser can play it.

/** Partials of a small brass bell: multiples of the base, their loudness, and how long each rings, in seconds. */
const PARTIALS = [
  [1, 0.5, 1.6],
  [2.0, 0.25, 1.1],
  [2.76, 0.2, 0.8],
  [5.4, 0.1, 0.45],
  [8.9, 0.05, 0.25],
] as const;
/** In hertz. */
const BASE = 1047;
/** Two strokes, as a door does it, in seconds. */
const STROKES = [0, 0.16];
const LOUDNESS = 0.22;

let context: AudioContext | null = null;

/** Browsers play nothing until somebody pressed something on the page; then the bell is made ready. */
export function readySound(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => undefined);
}

function stroke(on: AudioContext, at: number): void {
  for (const [multiple, loud, rings] of PARTIALS) {
    const tone = new OscillatorNode(on, { frequency: BASE * multiple });
    const fade = new GainNode(on, { gain: 0 });
    fade.gain.setValueAtTime(0, at);
    fade.gain.linearRampToValueAtTime(loud * LOUDNESS, at + 0.004);
    fade.gain.exponentialRampToValueAtTime(0.0001, at + rings);
    tone.connect(fade).connect(on.destination);
    tone.start(at);
    tone.stop(at + rings);
  }
}

export function ringSound(): void {
  readySound();
  if (context?.state !== "running") return;
  for (const after of STROKES) stroke(context, context.currentTime + after);
}
