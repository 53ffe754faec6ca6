// The words every screen may need. Those of one place come with its screens: see the other parts beside this one.
import common from "./common.json";
import errors from "./errors.json";
import home from "./home.json";
import shell from "./shell.json";

const words = { common, errors, home, shell };

export default words;
