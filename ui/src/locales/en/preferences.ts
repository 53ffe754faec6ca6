// The words of the settings.
import settings from "./settings.json";

const words = { settings };

export default words;
