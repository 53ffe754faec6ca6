// Toasts for what every mutation has in common: it worked, or it did not and why.
import { useErrorWords } from "@/api/errorWords";
import { toast } from "@/ui/Toast";

export function useToastError(): (error: unknown) => void {
  const words = useErrorWords();
  return (error) => {
    toast({ ...words(error), tone: "bad" });
  };
}
