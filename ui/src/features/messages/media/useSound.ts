// One sound being played: where it is, how fast, and that only one sounds at a time.
import { useEffect, useRef, useState } from "react";

export const SPEEDS = [1, 1.5, 2] as const;

let sounding: HTMLAudioElement | null = null;

export interface Sound {
  playing: boolean;
  /** In seconds. */
  at: number;
  duration: number | null;
  speed: number;
  broken: boolean;
  toggle: () => void;
  seek: (seconds: number) => void;
  faster: () => void;
}

export function useSound(address: string): Sound {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [state, setState] = useState({ playing: false, at: 0, duration: null as number | null, broken: false });
  const [speed, setSpeed] = useState<number>(SPEEDS[0]);
  const frame = useRef(0);

  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      audio.current?.pause();
      audio.current = null;
    },
    [address],
  );

  /** Made on first use: a thread of a hundred voice notes holds no hundred players. */
  const ready = () => {
    if (audio.current) return audio.current;
    const made = new Audio(address);
    const follow = () => {
      setState((now) => ({ ...now, at: made.currentTime }));
      if (!made.paused) frame.current = requestAnimationFrame(follow);
    };
    made.onplay = () => {
      setState((now) => ({ ...now, playing: true }));
      follow();
    };
    made.onpause = () => setState((now) => ({ ...now, playing: false }));
    made.onended = () => setState((now) => ({ ...now, playing: false, at: 0 }));
    made.onerror = () => setState((now) => ({ ...now, playing: false, broken: true }));
    made.ondurationchange = () => setState((now) => ({ ...now, duration: Number.isFinite(made.duration) ? made.duration : null }));
    audio.current = made;
    return made;
  };

  return {
    ...state,
    speed,
    toggle: () => {
      const own = ready();
      if (!own.paused) return own.pause();
      if (sounding !== own) sounding?.pause();
      sounding = own;
      own.playbackRate = speed;
      own
        .play()
        .catch((error: unknown) =>
          setState((now) => ({ ...now, broken: error instanceof DOMException && error.name === "NotSupportedError" })),
        );
    },
    seek: (seconds) => {
      ready().currentTime = seconds;
      setState((now) => ({ ...now, at: seconds }));
    },
    faster: () => {
      const next = SPEEDS[(SPEEDS.findIndex((each) => each === speed) + 1) % SPEEDS.length] ?? SPEEDS[0];
      setSpeed(next);
      if (audio.current) audio.current.playbackRate = next;
    },
  };
}
