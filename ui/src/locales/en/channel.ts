// The words of the WhatsApp pages, loaded when somebody goes there.
import whatsapp from "./whatsapp.json";

const words = { whatsapp };

export default words;
