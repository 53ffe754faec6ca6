// The words of the order book, loaded when somebody goes there.
import orders from "./orders.json";

const words = { orders };

export default words;
