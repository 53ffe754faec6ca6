// The reactions a press away; the rest stands in the picker.
export const QUICK = ["👍", "❤️", "😂", "😮", "🙏", "✅"] as const;
