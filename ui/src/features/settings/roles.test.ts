// Who decides about whom.
import { expect, it } from "vitest";
import { rolesBelow } from "./roles";

it("lets owners decide about everybody and managers about those below", () => {
  expect(rolesBelow("owner")).toEqual(["owner", "manager", "agent", "trainee"]);
  expect(rolesBelow("manager")).toEqual(["agent", "trainee"]);
  expect(rolesBelow("trainee")).toEqual([]);
});
