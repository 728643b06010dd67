/** What whom is offered when: every role, one's own and others' invocations, every state. */
import { describe, expect, test } from "vitest";
import type { Principal, Role } from "../../src/auth/principal.js";
import { actionsOf, mayAnswer, mayControl } from "../../src/invocations/access.js";
import { INVOCATION_STATUSES, type InvocationStatus } from "../../src/invocations/lifecycle.js";
import { invocationOf } from "../support/invocations.js";

const person = (id: string, ...roles: Role[]): Principal => ({ id, tenant: "acme", roles, via: "jwt" });
const CALLER = person("ann", "user");
const OTHER = person("ben", "user");
const OPERATOR = person("olga", "operator");
const FOREIGN: Principal = { ...person("ann", "admin"), tenant: "globex" };
const WITHOUT_ROLE = person("ann");

const invocation = (status: InvocationStatus = "RUNNING", more: object = {}) =>
  invocationOf({ status, tenant: "acme", callerId: "ann", ...more });

describe("an invocation", () => {
  test.each([
    ["its caller", CALLER, true],
    ["somebody else", OTHER, false],
    ["an operator", OPERATOR, true],
    ["an operator's own", person("ann", "operator"), true],
    ["its caller's namesake in another tenant", FOREIGN, false],
    ["its caller without a role", WITHOUT_ROLE, false],
    ["nobody", undefined, false],
  ] as const)("is controlled by %s: %s", (_, principal, granted) => {
    expect(mayControl(principal, invocation())).toBe(granted);
    expect(mayAnswer(principal, invocation("WAITING"), "CALLER")).toBe(granted);
  });

  test("whose question is for operators is not answered by its caller, who may still be one", () => {
    expect(mayAnswer(CALLER, invocation("WAITING"), "OPERATORS")).toBe(false);
    expect(mayAnswer(OPERATOR, invocation("WAITING"), "OPERATORS")).toBe(true);
    expect(mayAnswer(person("ann", "operator"), invocation("WAITING"), "OPERATORS")).toBe(true);
    expect(mayAnswer(FOREIGN, invocation("WAITING"), "OPERATORS")).toBe(false);
  });

  // biome-ignore format: a table
  const OFFERED: Record<InvocationStatus, readonly string[]> = {
    QUEUED: ["FOLLOW", "CANCEL"], RUNNING: ["FOLLOW", "CANCEL"], WAITING: ["FOLLOW", "CANCEL", "ANSWER"], CANCELLING: ["FOLLOW"],
    SUCCEEDED: ["RETRY"], FAILED: ["RETRY"], CANCELLED: ["RETRY"], EXPIRED: ["RETRY"],
  };

  test.each(INVOCATION_STATUSES)("that is %s offers what can be done, to those who may", (status) => {
    expect(actionsOf(CALLER, invocation(status), "CALLER")).toEqual(OFFERED[status]);
    expect(actionsOf(OPERATOR, invocation(status), "OPERATORS")).toEqual(OFFERED[status]);
    expect(actionsOf(OTHER, invocation(status), "CALLER")).toEqual(OFFERED[status].filter((action) => action === "FOLLOW"));
  });

  test("offers no answer without an open question, and no second cancel", () => {
    expect(actionsOf(CALLER, invocation("WAITING"), undefined)).toEqual(["FOLLOW", "CANCEL"]);
    expect(actionsOf(CALLER, invocation("WAITING"), "OPERATORS")).toEqual(["FOLLOW", "CANCEL"]);
    const asked = invocation("RUNNING", { cancel: { requestedAt: 1, outcome: "REQUESTED" } });
    expect(actionsOf(CALLER, asked, undefined)).toEqual(["FOLLOW"]);
  });
});
