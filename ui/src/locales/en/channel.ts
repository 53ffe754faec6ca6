// The words of the WhatsApp pages, loaded when somebody goes there.
import outbox from "./outbox.json";
import prices from "./prices.json";
import templates from "./templates.json";
import whatsapp from "./whatsapp.json";

const words = { outbox, prices, templates, whatsapp };

export default words;
