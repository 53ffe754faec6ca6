// The words of the WhatsApp pages, loaded when somebody goes there.
import templates from "./templates.json";
import whatsapp from "./whatsapp.json";

const words = { templates, whatsapp };

export default words;
