import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { xenVm } from "../../../agents/XenVM/agent.ts";
import { checkCib } from "../../../cib/check/check.ts";
import { configuration } from "../../../cib/configuration.ts";
import { renderers } from "../../../cib/dialect/renderers.ts";
import { evmsCloneSet } from "../../../cib/evms-clone-set.ts";
import { manualOnlyPolicy } from "../../../cib/policy.ts";
import { type XenVmSpec, xenGuest } from "../../../cib/xen-vm.ts";
import { dialects } from "../../../lib/cluster/dialect.ts";
import { guestNameProblem } from "../../../lib/xen/guest-name.ts";
import { refusal } from "./refusal.ts";

describe("A guest in the cluster's configuration", () => {
  test("is unmanaged, blocked where it seems to run twice, and stands alone", () => {
    const { kind, options } = xenGuest({ name: "nfs1" });
    expect({ kind, options }).toEqual({
      kind: "primitive",
      options: { managed: false, multipleActive: "block" },
    });
  });

  test("has one monitor, of the role Started, and the agent's own time-outs", () => {
    const { start, stop, monitor, migrate_to, migrate_from } = xenVm.actions;
    expect(xenGuest({ name: "nfs1" }).operations).toEqual([
      { name: "start", timeoutMs: start.timeoutSeconds * 1000 },
      { name: "stop", timeoutMs: stop.timeoutSeconds * 1000 },
      { name: "migrate_to", timeoutMs: migrate_to.timeoutSeconds * 1000 },
      { name: "migrate_from", timeoutMs: migrate_from.timeoutSeconds * 1000 },
      { name: "monitor", intervalMs: 30_000, timeoutMs: monitor.timeoutSeconds * 1000, role: "Started" },
    ]);
  });

  test("names itself and its configuration to the agent, and has its name for an id", () => {
    expect(xenGuest({ name: "nfs1" })).toMatchObject({ id: "nfs1", parameters: { name: "nfs1" } });
    const spec = { name: "3com", id: "guest-3com", config: "/etc/xen/3com.cfg", provider: "site" };
    expect(xenGuest(spec)).toMatchObject({
      id: "guest-3com",
      provider: "site",
      parameters: { name: "3com", config: "/etc/xen/3com.cfg" },
    });
  });

  test("is what xensan cib check finds nothing wrong with, in both dialects, whatever its name", () => {
    const name = fc
      .stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,16}$/)
      .filter((each) => !guestNameProblem(each));
    fc.assert(
      fc.property(name, fc.constantFrom(...dialects), (drawn, dialect) => {
        const retryAfterMs = dialect === "heartbeat2" ? "never" : undefined;
        const whole = configuration({
          clusterOptions: manualOnlyPolicy(dialect),
          resources: [evmsCloneSet({ retryAfterMs, id: "volumes-of-the-san" }), xenGuest({ name: drawn })],
        });
        const report = checkCib(renderers[dialect].cib(whole));
        expect(report).toMatchObject({ kind: "checked", findings: [], lookedAt: { guests: 1 } });
      }),
      { numRuns: 50 },
    );
  });

  test.each<[XenVmSpec, string]>([
    [
      { name: "7" },
      'primitive "7": "7" cannot be a guest\'s name: xl and xm take a number for the id of a domain; add a letter',
    ],
    [
      { name: "migrating-nfs1" },
      'primitive "migrating-nfs1": "migrating-nfs1" cannot be a guest\'s name: with migrating- a toolstack marks a domain that is on its way; choose another',
    ],
    [
      { name: "3com" },
      'primitive "3com": the id "3com" is not allowed; take letters, digits and _ . -, with a letter or _ first',
    ],
    [
      { name: "nfs1", config: "nfs1.cfg" },
      `primitive "nfs1" > parameter "config": "nfs1.cfg" is not accepted; it takes ${xenVm.parameters.config.accepts}`,
    ],
    [
      { name: "nfs1", monitorMs: 0 },
      'primitive "nfs1": monitorMs is 0; it takes whole milliseconds from 5000 to 2147483647',
    ],
    [
      { name: "nfs1", managed: true } as XenVmSpec,
      'primitive "nfs1": unknown option "managed"; there are name, id, provider, config, monitorMs',
    ],
  ])("is refused for %j", (spec, message) => {
    expect(refusal(() => xenGuest(spec))).toBe(message);
  });
});
