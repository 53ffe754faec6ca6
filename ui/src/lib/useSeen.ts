// Whether something has come into sight, so that what costs is done only then.
import { useEffect, useRef, useState, type RefObject } from "react";

export function useSeen<T extends Element>(): [RefObject<T | null>, boolean] {
  const node = useRef<T>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !node.current) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), {
      rootMargin: "200px",
    });
    observer.observe(node.current);
    return () => observer.disconnect();
  }, [seen]);
  return [node, seen];
}
