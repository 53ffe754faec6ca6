// A rule of these screens: a feature imports from another only what that one shows of itself. The face of each feature is
// this table; a new line in it is a decision, made openly. `common` is everybody's.

/** The files of a feature that others may import, without their ending. */
export const FACES = {
  accounts: ["Door", "NewPasswordField", "queries"],
  bell: ["BellSection"],
  common: ["*"],
  consent: ["ConsentPanel"],
  exam: ["ExamTab", "FromChat", "TryFirst", "queries"],
  fleet: ["OperatorsTab"],
  health: ["evidence", "mendedAt"],
  inbox: [
    "ai/AiSwitch",
    "ai/LiveReply",
    "ai/Trace",
    "compose/forms/FormDialog",
    "compose/forms/types",
    "compose/limits",
    "compose/quickEmoji",
    "compose/voice/Recorder",
    "queries",
    "words",
  ],
  knowledge: ["FileUpload", "SourceOutcome", "queries"],
  memory: ["FactsPanel", "SummaryCard"],
  messages: ["MessageBody", "Words", "kinds", "media/VoicePlayer", "media/address", "media/gallery", "parts/Interactive"],
  notifications: ["NotificationsTab"],
  orders: ["CustomerOrders", "CustomerPicker", "OrderLine"],
  practice: ["Phone", "queries"],
  privacy: ["Keeping", "PersonalData"],
  settings: ["QrCode", "Section"],
  shop: ["ShopForm", "languages", "opening", "queries"],
  templates: ["PhonePreview", "draft", "marks", "queries"],
  walk: ["WalkTab"],
  whatsapp: ["SectionPage", "connect/ConnectPicture"],
};

/** The feature and the file in it a path means, or null outside the features. */
function placeOf(path) {
  const found = /(?:^|\/)features\/([^/]+)\/(.+)$/.exec(path);
  return found && { feature: found[1], file: found[2].replace(/\.tsx?$/, "") };
}

/** Where an import leads, as a path from `src/`. */
function target(from, source) {
  if (source.startsWith("@/")) return source.slice(2);
  if (!source.startsWith(".")) return null;
  const parts = from.split("/").slice(0, -1);
  for (const step of source.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

export const featureFaces = {
  meta: { type: "problem", schema: [], messages: { hidden: "“{{file}}” of {{feature}} is not part of its face (lint/feature-faces.js)." } },
  create(context) {
    const here = placeOf(context.filename.replaceAll("\\", "/"));
    if (!here) return {};
    const check = (node) => {
      const source = node?.value;
      const path = typeof source === "string" ? target(`features/${here.feature}/${here.file}`, source) : null;
      const there = path && placeOf(path);
      if (!there || there.feature === here.feature) return;
      const face = FACES[there.feature] ?? [];
      if (face.includes("*") || face.includes(there.file)) return;
      context.report({ node, messageId: "hidden", data: there });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
    };
  },
};
