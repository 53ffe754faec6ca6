// The words of the WhatsApp pages, loaded when somebody goes there.
import broadcasts from "./broadcasts.json";
import outbox from "./outbox.json";
import prices from "./prices.json";
import templates from "./templates.json";
import whatsapp from "./whatsapp.json";

const words = { broadcasts, outbox, prices, templates, whatsapp };

export default words;
