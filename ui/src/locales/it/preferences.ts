// The words of the settings.
import notifications from "./notifications.json";
import settings from "./settings.json";

const words = { notifications, settings };

export default words;
