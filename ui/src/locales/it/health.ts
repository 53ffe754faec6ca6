// The words of what went quiet.
import health from "./health.json";

const words = { health };

export default words;
