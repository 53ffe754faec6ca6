// A small set of emoji, in groups. WhatsApp knows them all; nothing is loaded from anywhere.
export const EMOJI = {
  faces:
    "😀 😃 😄 😁 😅 😂 🤣 😊 🙂 🙃 😉 😍 🥰 😘 😋 😎 🤩 🥳 😏 😌 😴 🤔 🤗 🤭 🫣 🙄 😬 😮 😯 😲 😳 🥺 😢 😭 😞 😔 😕 🙁 😣 😩 😤 😠 😡 🤯 😱 😨 😓 🤒 🤕 🤧 🫠 🫡",
  hands: "👍 👎 👌 🤌 ✌️ 🤞 🤟 🤙 👋 👏 🙌 🫶 🤝 🙏 💪 👉 👈 👆 👇 ☝️ ✋ 🖐️ ✍️ 🤷 🤦 🙋",
  hearts: "❤️ 🧡 💛 💚 💙 💜 🖤 🤍 🤎 💔 ❣️ 💕 💖 💯 ✨ 🔥 🎉 🎊 🎂 🎁 ⭐ 🌟 ☀️ 🌈 🌹 🌷 🌻 🍀",
  things: "✅ ☑️ ❌ ❗ ❓ ⚠️ 📌 📍 📎 📅 ⏰ ⏳ 📦 🚚 🛵 🚗 🏠 🏪 🛍️ 🛒 💳 💶 💵 🧾 📞 📱 💬 📷 🎥 🎤 🔑 🔧",
  food: "🍕 🍝 🥗 🥖 🥐 🧀 🥩 🍗 🍖 🌭 🍔 🍟 🥪 🍅 🍋 🍎 🍇 🍓 🍰 🧁 🍪 🍫 🍦 ☕ 🫖 🍷 🍺 🥂",
} as const;

export type EmojiGroup = keyof typeof EMOJI;

export const GROUPS = Object.keys(EMOJI) as EmojiGroup[];

export const emojiOf = (group: EmojiGroup) => EMOJI[group].split(" ");
