// The words of the settings.
import exam from "./exam.json";
import fleet from "./fleet.json";
import notifications from "./notifications.json";
import settings from "./settings.json";
import walk from "./walk.json";

const words = { exam, fleet, notifications, settings, walk };

export default words;
