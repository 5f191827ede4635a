import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byPermit, codeOf, refusalCode } from "../../../../agents/XenVM/policy.ts";
import type { Found } from "../../../../lib/guard/permit/permit-store.ts";
import type { Ending } from "../../../../lib/guard/step.ts";
import { guestNameProblem } from "../../../../lib/xen/guest-name.ts";

const actions = ["start", "stop", "migrate_to"] as const;
const notValid: readonly Found[] = [
  { kind: "none" },
  { kind: "expired", agoMs: 1 },
  { kind: "unusable", reason: "user 1000 owns it" },
];

/** What crm_mon of Pacemaker 2.1.5 shows of a reason. */
const shown = 127;

describe("XenVM's policy manual", () => {
  it("says what was refused and the command that does it within what crm_mon shows", () => {
    const guest = fc
      .stringMatching(/^[A-Za-z][A-Za-z0-9_+.-]{0,16}$/)
      .filter((name) => !guestNameProblem(name));
    const node = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);
    fc.assert(
      fc.property(
        guest,
        node,
        node,
        fc.constantFrom(...actions),
        fc.constantFrom(...notValid),
        (...drawn) => {
          const [name, here, target, action, permit] = drawn;
          const asked = { action, guest: name, node: here, ...(action === "migrate_to" ? { target } : {}) };
          const decision = byPermit(asked, permit);
          if (decision.kind !== "refuse") throw new Error("not refused");
          const command = { start: "start", stop: "stop", migrate_to: "migrate" }[action];
          const end = `run xensan ${command} ${name}${action === "migrate_to" ? ` ${target}` : ""} on ${here}.`;
          expect(decision.reason.slice(0, shown)).toContain(end);
          expect(decision.reason.startsWith(name) || decision.reason.startsWith("the permit to ")).toBe(true);
        },
      ),
    );
  });

  it("goes on with a permit that is valid, and with nothing else", () => {
    const asked = { action: "start", guest: "nfs1", node: "host1" } as const;
    const permit = {
      guest: "nfs1",
      action: "start",
      bootId: "",
      issuedMs: 0,
      expiresMs: 2,
      issuer: "root",
    } as const;
    expect(byPermit(asked, { kind: "valid", permit, leftMs: 1 })).toEqual({ kind: "go" });
    for (const each of notValid) expect(byPermit(asked, each).kind).toBe("refuse");
  });

  it("refuses a start with 6, so that no node is tried, and all else with 1", () => {
    expect(actions.map(refusalCode)).toEqual([6, 1, 1]);
  });
});

describe("How a guarded program ended, as an exit code", () => {
  const ending = (kind: Ending["kind"]) => ({ kind, reason: "", text: "" }) as Ending;
  it.each([
    ["start", [0, 6, 1, 6]],
    ["stop", [0, 1, 1, 1]],
    ["migrate_to", [0, 1, 1, 1]],
  ] as const)("of %s: done, refused, failed and unfinished are %j", (action, codes) => {
    const kinds = ["done", "refused", "failed", "unfinished"] as const;
    expect(kinds.map((kind) => codeOf(action, ending(kind)))).toEqual(codes);
  });
});
