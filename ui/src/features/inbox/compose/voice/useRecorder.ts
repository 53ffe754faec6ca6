// Records the microphone: how loud, how long, pause and go on. The sound stays in the browser until it is sent.
import { useEffect, useRef, useState } from "react";

/** Bits a second: enough for a voice, small enough for minutes. */
const BIT_RATE = 24_000;
/** How often a piece is handed over, and the level is read, in milliseconds. */
const PIECE = 500;
const BEAT = 80;
/** Levels kept for the meter. */
const METER = 40;
/** Longer than this nobody listens, in seconds. */
export const LONGEST = 15 * 60;

const BOXES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export type RecorderState = "asking" | "recording" | "paused" | "finishing" | "ready" | "refused" | "failed";

interface Rig {
  stream: MediaStream;
  recorder: MediaRecorder;
  context: AudioContext;
  meter: AnalyserNode;
  pieces: Blob[];
}

async function openRig(): Promise<Rig> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  const mimeType = BOXES.find((box) => MediaRecorder.isTypeSupported(box));
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BIT_RATE, ...(mimeType && { mimeType }) });
  const context = new AudioContext();
  const meter = context.createAnalyser();
  meter.fftSize = 512;
  context.createMediaStreamSource(stream).connect(meter);
  return { stream, recorder, context, meter, pieces: [] };
}

async function finished(recording: Blob): Promise<File> {
  const { toOgg } = await import("./toOgg");
  return toOgg(recording);
}

function close(rig: Rig) {
  rig.stream.getTracks().forEach((track) => track.stop());
  void rig.context.close().catch(() => undefined);
}

/** The loudness now, 0 to 1. */
function levelOf(meter: AnalyserNode): number {
  const samples = new Float32Array(meter.fftSize);
  meter.getFloatTimeDomainData(samples);
  const most = samples.reduce((top, each) => Math.max(top, Math.abs(each)), 0);
  return Math.min(1, most * 1.6);
}

export function useRecorder() {
  const rig = useRef<Rig | null>(null);
  const [state, setState] = useState<RecorderState>("asking");
  const [seconds, setSeconds] = useState(0);
  const [levels, setLevels] = useState<number[]>([]);
  const [made, setMade] = useState<{ blob: File; address: string } | null>(null);
  const spoken = useRef(0);

  useEffect(() => {
    let gone = false;
    openRig()
      .then((opened) => {
        if (gone) return close(opened);
        rig.current = opened;
        opened.recorder.ondataavailable = (event) => opened.pieces.push(event.data);
        opened.recorder.onstop = () => {
          close(opened);
          if (gone) return;
          finished(new Blob(opened.pieces, { type: opened.recorder.mimeType })).then(
            (file) => {
              setMade({ blob: file, address: URL.createObjectURL(file) });
              setState("ready");
            },
            () => setState("failed"),
          );
        };
        opened.recorder.start(PIECE);
        setState("recording");
      })
      .catch((error: unknown) =>
        setState(
          error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "NotFoundError") ? "refused" : "failed",
        ),
      );
    return () => {
      gone = true;
      const opened = rig.current;
      rig.current = null;
      if (!opened) return;
      if (opened.recorder.state !== "inactive") opened.recorder.stop();
      close(opened);
    };
  }, []);

  useEffect(() => {
    if (state !== "recording") return undefined;
    const timer = setInterval(() => {
      const opened = rig.current;
      if (!opened) return;
      setLevels((now) => [...now, levelOf(opened.meter)].slice(-METER));
      spoken.current += BEAT / 1000;
      setSeconds(spoken.current);
      if (spoken.current < LONGEST) return;
      opened.recorder.stop();
      setState("finishing");
    }, BEAT);
    return () => clearInterval(timer);
  }, [state]);

  useEffect(() => () => void (made && URL.revokeObjectURL(made.address)), [made]);

  const stop = () => {
    setState("finishing");
    rig.current?.recorder.stop();
  };
  return {
    state,
    seconds,
    levels,
    made,
    stop,
    pause: () => {
      rig.current?.recorder.pause();
      setState("paused");
    },
    goOn: () => {
      rig.current?.recorder.resume();
      setState("recording");
    },
  };
}
