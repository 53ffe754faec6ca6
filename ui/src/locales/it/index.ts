// Every word of this language, one file per feature.
import common from "./common.json";
import shell from "./shell.json";

const words = { common, shell };

export default words;
