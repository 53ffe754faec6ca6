// The words of conversations: the inbox, messages, and whom one may write to.
import consent from "./consent.json";
import inbox from "./inbox.json";
import memory from "./memory.json";
import messages from "./messages.json";
import privacy from "./privacy.json";

const words = { consent, inbox, memory, messages, privacy };

export default words;
