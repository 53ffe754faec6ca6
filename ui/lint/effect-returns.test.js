import { RuleTester } from "eslint";
import { afterAll, describe, it } from "vitest";
import { effectReturns } from "./effect-returns.js";

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({
  languageOptions: { ecmaVersion: 2024, sourceType: "module", parserOptions: { ecmaFeatures: { jsx: true } } },
});

tester.run("an effect returns nothing or a clean-up", effectReturns, {
  valid: [
    "useEffect(() => { foot.current?.scrollIntoView(); }, []);",
    "useEffect(() => { const stop = listen(); return stop; }, []);",
    "useEffect(() => { if (!on) return; return () => stop(); }, []);",
    "useEffect(() => () => { stop(); }, []);",
    "useEffect(() => { items.map((item) => item.id); void [1].find((x) => { return x > 0; }); }, []);",
    "const other = useMemo(() => scrollIntoView(), []);",
    "<li ref={foot} />",
    "<li ref={(node) => { node?.scrollIntoView(); }} />",
  ],
  invalid: [
    { code: "useEffect(() => foot.current?.scrollIntoView({ block: 'nearest' }), [length]);", errors: [{ messageId: "value" }] },
    { code: "useEffect(() => node && node.scrollTo(0, 0), []);", errors: [{ messageId: "value" }] },
    { code: "React.useLayoutEffect(() => { return box.current.scrollTo(0, 0); });", errors: [{ messageId: "value" }] },
    { code: "useInsertionEffect(function () { return open(); });", errors: [{ messageId: "value" }] },
    { code: "useEffect(async () => { await load(); }, []);", errors: [{ messageId: "promise" }] },
    { code: "<li ref={(node) => node?.scrollIntoView()} />", errors: [{ messageId: "value" }] },
    { code: "<li ref={(node) => (on ? node?.scrollIntoView() : undefined)} />", errors: [{ messageId: "value" }] },
  ],
});
