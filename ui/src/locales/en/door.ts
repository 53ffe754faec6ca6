// The words of the door and of the first run.
import accounts from "./accounts.json";
import firstRun from "./first-run.json";

const words = { accounts, firstRun };

export default words;
