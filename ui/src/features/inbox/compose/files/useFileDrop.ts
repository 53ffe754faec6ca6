// Files dragged over a part of the page. Says whether some hang over it, and takes them when they fall.
import { useEffect, useState, type RefObject } from "react";

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** The part is the nearest element around `inside` that carries `data-file-drop`. */
export function useFileDrop(inside: RefObject<HTMLElement | null>, take: ((files: FileList) => void) | null): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const zone = inside.current?.closest<HTMLElement>("[data-file-drop]");
    if (!zone || !take) return undefined;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) take(event.dataTransfer.files);
    };
    zone.addEventListener("dragover", onOver);
    zone.addEventListener("dragleave", onLeave);
    zone.addEventListener("drop", onDrop);
    return () => {
      zone.removeEventListener("dragover", onOver);
      zone.removeEventListener("dragleave", onLeave);
      zone.removeEventListener("drop", onDrop);
    };
  }, [inside, take]);
  return over;
}
