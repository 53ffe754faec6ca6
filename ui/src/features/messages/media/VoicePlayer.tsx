// A voice note or sound: its outline, play and pause, seek by mouse and keys, and its speed.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Mic, Music, Pause, Play } from "lucide-react";
import { classes } from "@/lib/classes";
import { minutesAndSeconds } from "@/lib/dates";
import { useSeen } from "@/lib/useSeen";
import { Icon } from "@/ui/Icon";
import { peaksQuery } from "../queries";
import { useMediaAddress } from "./address";
import { BARS } from "./peaks";
import { useSound } from "./useSound";

/** A larger file is not decoded for its outline before somebody plays it, in bytes. */
const OUTLINED = 2_000_000;
/** What an arrow key moves, in seconds. */
const STEP = 0.5;

function Outline({ bars, share }: { bars: readonly number[]; share: number }) {
  return (
    <span aria-hidden className="pointer-events-none absolute inset-0 flex items-center gap-[2px]">
      {bars.map((height, index) => (
        <span
          key={index}
          className={classes(
            "min-h-[3px] flex-1 rounded-full bg-current",
            (index + 0.5) / bars.length <= share ? "opacity-100" : "opacity-35",
          )}
          style={{ height: `${Math.round(height * 100)}%` }}
        />
      ))}
    </span>
  );
}

const FLAT = Array.from({ length: BARS }, () => 0.06);

interface VoicePlayerProps {
  id: string;
  /** A sound that is only in this browser so far, with its address. */
  local?: { blob: Blob; address: string };
  voice: boolean;
  bytes?: number | null;
  name?: string | null;
}

export function VoicePlayer({ id, local, voice, bytes, name }: VoicePlayerProps) {
  const { t } = useTranslation("messages");
  const home = useMediaAddress();
  const source = local?.address ?? home(id);
  const sound = useSound(source);
  const [node, seen] = useSeen<HTMLDivElement>();
  const peaks = useQuery({ ...peaksQuery(source, local?.blob), enabled: seen && ((bytes ?? 0) <= OUTLINED || sound.playing) });
  const duration = sound.duration ?? peaks.data?.duration ?? 0;
  const told = sound.playing || sound.at > 0 ? minutesAndSeconds(sound.at) : duration > 0 ? minutesAndSeconds(duration) : "–:––";
  if (sound.broken) {
    return (
      <p className="max-w-72 text-sm">
        {t("voice.broken")}{" "}
        <a href={source} download={name ?? ""} className="font-medium underline underline-offset-2">
          {t("media.download")}
        </a>
      </p>
    );
  }
  return (
    <div
      ref={node}
      role="group"
      aria-label={voice ? t("kinds.voice") : (name ?? t("kinds.audio"))}
      className="flex w-[min(18rem,64vw)] max-w-full items-center gap-3"
    >
      <button
        type="button"
        aria-label={sound.playing ? t("voice.pause") : t("voice.play")}
        onClick={sound.toggle}
        className="grid size-10 shrink-0 place-items-center rounded-full pointer-coarse:size-11 bg-brass-mark text-night transition-transform hover:brightness-95 active:scale-95"
      >
        <Icon of={sound.playing ? Pause : Play} size={18} className={sound.playing ? "" : "ml-0.5"} />
      </button>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        {name && !voice && <span className="truncate text-sm font-medium">{name}</span>}
        <span dir="ltr" className="relative block h-7 pointer-coarse:h-11">
          <Outline bars={peaks.data?.bars ?? FLAT} share={duration > 0 ? sound.at / duration : 0} />
          <input
            type="range"
            min={0}
            max={duration || 1}
            step={STEP}
            value={Math.min(sound.at, duration || 1)}
            disabled={duration === 0}
            aria-label={t("voice.position")}
            aria-valuetext={t("voice.of", { at: minutesAndSeconds(sound.at), all: minutesAndSeconds(duration) })}
            onChange={(event) => sound.seek(Number(event.target.value))}
            className="absolute inset-0 m-0 h-full w-full cursor-pointer appearance-none rounded-md bg-transparent opacity-0 focus-visible:opacity-100 [&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-current [&::-webkit-slider-thumb]:size-3 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-current"
          />
        </span>
        <span className="flex items-center justify-between text-xs">
          <span className="inline-flex items-center gap-1">
            <Icon of={voice ? Mic : Music} size={12} />
            {told}
          </span>
          <button
            type="button"
            aria-label={t("voice.speed", { speed: sound.speed })}
            onClick={sound.faster}
            className="group grid place-items-center font-semibold pointer-coarse:-my-3 pointer-coarse:-me-2 pointer-coarse:size-11"
          >
            <span aria-hidden className="rounded-full px-1.5 py-0.5 ring-1 ring-current/30 group-hover:ring-current/60">
              {sound.speed}×
            </span>
          </button>
        </span>
      </div>
    </div>
  );
}
