// Languages a shop may speak with its customers. The screens themselves speak fewer.

export const SHOP_LANGUAGES = ["en", "it", "es", "pt", "fr", "de", "id", "hi", "ur", "ar", "tr", "zh", "th"];
