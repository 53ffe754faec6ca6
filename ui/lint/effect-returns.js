// A rule of these screens: an effect, or a callback given as `ref`, returns nothing or the way to undo it.
// React calls what an effect returned. A browser may turn a call that gave nothing yesterday into one that gives a promise
// today (`scrollIntoView` did), and no type says so; hence the shape itself is held, not the type.

const EFFECTS = new Set(["useEffect", "useLayoutEffect", "useInsertionEffect"]);
const FUNCTIONS = new Set(["ArrowFunctionExpression", "FunctionExpression"]);

const calledName = ({ callee }) => (callee.type === "MemberExpression" ? callee.property.name : callee.name);

/** Whether this function is what an effect runs, or what React calls with a node. */
function isHandedToReact(node) {
  const { parent } = node;
  if (parent.type === "CallExpression") return parent.arguments[0] === node && EFFECTS.has(calledName(parent));
  return parent.type === "JSXExpressionContainer" && parent.parent.type === "JSXAttribute" && parent.parent.name.name === "ref";
}

/** A clean-up written out, one with a name, or nothing. */
const isCleanUp = (node) =>
  !node || FUNCTIONS.has(node.type) || node.type === "Identifier" || (node.type === "UnaryExpression" && node.operator === "void");

/** What cannot be an effect at all: its promise would be taken for a clean-up. */
const neverEnds = (node) => node.async || node.generator;

export const effectReturns = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      value: "Returns whatever this call gives, and React would call it: use a block, and return nothing or a clean-up by its name.",
      promise: "Gives a promise, and React would call it: start the work inside.",
    },
  },
  create(context) {
    const open = [];
    const enter = (node) => {
      const handed = FUNCTIONS.has(node.type) && isHandedToReact(node);
      open.push(handed);
      if (!handed) return;
      if (neverEnds(node)) context.report({ node, messageId: "promise" });
      else if (node.body.type !== "BlockStatement" && !isCleanUp(node.body)) context.report({ node: node.body, messageId: "value" });
    };
    return {
      ":function": enter,
      ":function:exit": () => open.pop(),
      ReturnStatement(node) {
        if (open.at(-1) && !isCleanUp(node.argument)) context.report({ node, messageId: "value" });
      },
    };
  },
};
