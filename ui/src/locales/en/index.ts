// The words every screen may need, one file per feature. Those of the WhatsApp pages come with them: see channel.ts.
import accounts from "./accounts.json";
import common from "./common.json";
import consent from "./consent.json";
import errors from "./errors.json";
import firstRun from "./firstRun.json";
import home from "./home.json";
import inbox from "./inbox.json";
import knowledge from "./knowledge.json";
import messages from "./messages.json";
import practice from "./practice.json";
import settings from "./settings.json";
import shell from "./shell.json";

const words = { accounts, common, consent, errors, firstRun, home, inbox, knowledge, messages, practice, settings, shell };

export default words;
