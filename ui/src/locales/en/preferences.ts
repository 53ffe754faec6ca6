// The words of the settings.
import fleet from "./fleet.json";
import notifications from "./notifications.json";
import settings from "./settings.json";

const words = { fleet, notifications, settings };

export default words;
