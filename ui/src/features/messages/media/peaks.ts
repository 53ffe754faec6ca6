// The outline of a sound: how loud it is, part by part. Decodes in the browser; the sound goes nowhere.

export interface Peaks {
  /** Loudness of each part, 0 to 1. */
  bars: number[];
  /** In seconds. */
  duration: number;
}

/** Bars of one outline. */
export const BARS = 44;
/** The least a bar shows, so that silence is a line too. */
const LEAST = 0.06;
/** Samples a second the sound is decoded to: enough for an outline. */
const RATE = 16_000;

/** The loudest sample of each part, the loudest part being 1. */
export function outline(samples: Float32Array, count: number): number[] {
  const size = samples.length / count;
  const loud = Array.from({ length: count }, (_, bar) => {
    let most = 0;
    for (let at = Math.floor(bar * size); at < Math.floor((bar + 1) * size); at += 1) most = Math.max(most, Math.abs(samples[at] ?? 0));
    return most;
  });
  const top = Math.max(...loud);
  return loud.map((each) => (top === 0 ? LEAST : Math.max(LEAST, each / top)));
}

export async function decodePeaks(file: ArrayBuffer): Promise<Peaks> {
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(file);
  return { bars: outline(sound.getChannelData(0), BARS), duration: sound.duration };
}
