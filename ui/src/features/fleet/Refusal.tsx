// Why something about a shop was not done: the refusal, and what the shop itself answered.
import { useErrorWords } from "@/api/errorWords";
import { Notice } from "@/ui/Badge";
import { faultWords } from "./faults";
import { faultIn } from "./queries";

export function Refusal({ error }: { error: unknown }) {
  const words = useErrorWords()(error);
  const fault = faultIn(error);
  return (
    <Notice tone="bad" role="alert" title={fault ? faultWords(fault) : words.title}>
      {fault ? words.title : words.description}
    </Notice>
  );
}
