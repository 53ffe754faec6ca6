// The words of what went quiet, here and in shops that are looked after.
import fleet from "./fleet.json";
import health from "./health.json";

const words = { fleet, health };

export default words;
