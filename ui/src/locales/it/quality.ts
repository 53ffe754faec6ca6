// The words of the page about how good the answers are.
import quality from "./quality.json";

const words = { quality };

export default words;
