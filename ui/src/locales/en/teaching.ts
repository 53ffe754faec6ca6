// The words of the knowledge pages and the practice phone.
import knowledge from "./knowledge.json";
import practice from "./practice.json";

const words = { knowledge, practice };

export default words;
