import { afterEach, describe, expect, it, vi } from "vitest";
import { renderHook, waitFor } from "@testing-library/react";
import { answerIdentity, useIdentityAsked, withIdentity } from "./identity";

const refusal = () => new Response(JSON.stringify({ error: { code: "confirm_identity", message: "" } }), { status: 403 });
const other = () => new Response(JSON.stringify({ error: { code: "not_allowed", message: "" } }), { status: 403 });
const fine = () => new Response("{}", { status: 200 });

afterEach(() => answerIdentity(false));

describe("a request that asks anew who one is", () => {
  it("is sent once more after the person confirmed, and only then", async () => {
    const { result } = renderHook(useIdentityAsked);
    const send = vi.fn<() => Promise<Response>>().mockResolvedValueOnce(refusal()).mockResolvedValueOnce(fine());
    const answer = withIdentity(send);
    await waitFor(() => expect(result.current).toBe(true));
    expect(send).toHaveBeenCalledTimes(1);
    answerIdentity(true);
    expect((await answer).status).toBe(200);
    expect(send).toHaveBeenCalledTimes(2);
    await waitFor(() => expect(result.current).toBe(false));
  });

  it("stays refused when the person does not want to", async () => {
    const { result } = renderHook(useIdentityAsked);
    const send = vi.fn<() => Promise<Response>>().mockResolvedValue(refusal());
    const answer = withIdentity(send);
    await waitFor(() => expect(result.current).toBe(true));
    answerIdentity(false);
    expect((await answer).status).toBe(403);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("asks once for several requests", async () => {
    const { result } = renderHook(useIdentityAsked);
    const send = () => vi.fn<() => Promise<Response>>().mockResolvedValueOnce(refusal()).mockResolvedValueOnce(fine());
    const answers = Promise.all([withIdentity(send()), withIdentity(send())]);
    await waitFor(() => expect(result.current).toBe(true));
    // The second may still be reading its refusal.
    await new Promise((resolve) => setTimeout(resolve));
    answerIdentity(true);
    expect((await answers).map((answer) => answer.status)).toEqual([200, 200]);
  });

  it("asks nobody about other refusals, nor where no dialog is there", async () => {
    const send = vi.fn<() => Promise<Response>>().mockResolvedValue(refusal());
    expect((await withIdentity(send)).status).toBe(403);
    renderHook(useIdentityAsked);
    expect((await withIdentity(() => Promise.resolve(other()))).status).toBe(403);
    expect((await withIdentity(() => Promise.resolve(fine()))).status).toBe(200);
  });
});
