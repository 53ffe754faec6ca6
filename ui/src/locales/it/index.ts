// Every word of this language, one file per feature.
import accounts from "./accounts.json";
import common from "./common.json";
import errors from "./errors.json";
import firstRun from "./firstRun.json";
import home from "./home.json";
import inbox from "./inbox.json";
import knowledge from "./knowledge.json";
import messages from "./messages.json";
import practice from "./practice.json";
import settings from "./settings.json";
import shell from "./shell.json";
import whatsapp from "./whatsapp.json";

const words = { accounts, common, errors, firstRun, home, inbox, knowledge, messages, practice, settings, shell, whatsapp };

export default words;
