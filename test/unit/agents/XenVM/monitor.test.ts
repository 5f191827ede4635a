import { describe, expect, it } from "vitest";
import { absent, act, exited, here, recurring, unknown } from "./scene.ts";

const probe = { action: "monitor" } as const;
const monitor = { action: "monitor", variables: recurring } as const;

describe("XenVM's monitor", () => {
  it.each(["running", "blocked", "runnable", "unclear"] as const)(
    "finds a guest that is %s in one look, and says nothing about it",
    async (state) => {
      for (const action of [probe, monitor]) {
        expect(await act({ ...action, looks: [here(state)] })).toEqual({
          code: 0,
          reason: undefined,
          log: [],
          works: [],
          consumed: [],
          pauses: [],
          caps: [],
          asked: ["auto"],
        });
      }
    },
  );

  it("says not running to a probe at once, and repeated only of a second look, 3 s later", async () => {
    expect(await act({ ...probe, looks: [absent] })).toMatchObject({ code: 7, pauses: [] });
    expect(await act({ ...monitor, looks: [absent] })).toMatchObject({ code: 7, pauses: [3_000] });
    expect(await act({ action: "status", variables: recurring, looks: [absent] })).toMatchObject({ code: 7 });
  });

  it("does not mistake a reboot for an absence, whenever it begins", async () => {
    const moments = [
      [here("rebooting"), absent, here("running")],
      [absent, here("blocked")],
      [here("dying"), here("dying"), absent, here("running")],
      [here("shut-down"), here("running")],
    ];
    for (const looks of moments) expect(await act({ ...monitor, looks })).toMatchObject({ code: 0, log: [] });
    expect(await act({ ...monitor, looks: [here("dying"), absent, absent] })).toMatchObject({ code: 7 });
  });

  it("counts an absence anew after a look that knew nothing", async () => {
    const looks = [absent, unknown("xl list -v exited with 1"), absent, absent];
    expect(await act({ ...monitor, looks })).toMatchObject({ code: 7, pauses: [3_000, 3_000, 3_000] });
  });

  it("is a failure, never an absence, where the toolstack does not know", async () => {
    const looks = [unknown("xl list -v exited with 1: cannot connect")];
    for (const action of [probe, monitor]) {
      expect(await act({ ...action, looks })).toMatchObject({
        code: 1,
        reason: "cannot tell whether nfs1 runs on host1: xl list -v exited with 1: cannot connect.",
      });
    }
    const passing = [unknown("domain 7 has no name at the moment, so it could be nfs1"), here("running")];
    expect(await act({ ...monitor, looks: passing })).toMatchObject({ code: 0 });
  });

  it("is a failure where the time is too short for a second look", async () => {
    expect(await act({ ...monitor, looks: [absent], lookTakesMs: 9_000, withinMs: 12_000 })).toMatchObject({
      code: 1,
      reason:
        "nfs1 was not on host1 just now, and no time was left to look again; give the action a longer timeout.",
    });
  });

  it("is a failure for a guest that does not get on", async () => {
    expect(await act({ ...monitor, looks: [here("shut-down")] })).toMatchObject({
      code: 1,
      reason: "nfs1 is shut-down on host1 as domain 5 and does not get on; look with xl list.",
      pauses: [3_000, 3_000],
    });
  });

  it("is a failure for a crashed guest, at once", async () => {
    expect(await act({ ...monitor, looks: [here("crashed")] })).toMatchObject({
      code: 1,
      pauses: [],
      reason:
        "nfs1 has crashed on host1 and is still there as domain 5; when you have looked at it, run xensan stop nfs1 --force.",
    });
  });

  it.each([
    ["paused", "nfs1"],
    ["suspended", "nfs1"],
    ["paused", "nfs1--incoming"],
    ["suspended", "nfs1--migratedaway"],
  ] as const)("finds a guest that is %s as %s: it is here, and has its disks", async (state, name) => {
    expect(await act({ ...monitor, looks: [here(state, name)] })).toMatchObject({
      code: 0,
      log: [`warning: nfs1 is ${state} on host1 as domain 5.`],
    });
  });

  it("goes by the domain that executes where a migration leaves two", async () => {
    const both = { kind: "running", domains: [here("paused", "nfs1--incoming"), here("running", "nfs1", 6)] };
    const domains = both.domains.flatMap((each) => (each.kind === "running" ? each.domains : []));
    const [first, ...others] = domains;
    if (first === undefined) throw new Error("no domain");
    const looks = [{ kind: "running" as const, domains: [first, ...others] as const }];
    expect(await act({ ...monitor, looks })).toMatchObject({ code: 0, log: [] });
  });

  it("says where Xen's tools are missing: not installed to a probe, doubt to a repeated monitor", async () => {
    const reason =
      "neither xl nor xm is installed on host1, so nothing can be said of guests there; install Xen's tools.";
    expect(await act({ ...probe, toolstack: "missing" })).toMatchObject({ code: 5, reason });
    expect(await act({ ...monitor, toolstack: "missing" })).toMatchObject({ code: 1, reason });
    expect(
      await act({ ...monitor, toolstack: "missing", parameters: { name: "nfs1", toolstack: "xm" } }),
    ).toMatchObject({
      code: 1,
      reason: "xm is not installed on host1, so nothing can be said of guests there; install Xen's tools.",
      asked: ["xm"],
    });
  });

  it("is not configured where a parameter or the check level cannot be used", async () => {
    expect(await act({ ...monitor, parameters: { name: "7" } })).toMatchObject({
      code: 6,
      reason:
        'guest: name is "7", but it accepts a guest\'s name: at most 17 letters, digits and _ + . -, not only digits, such as nfs1.',
    });
    expect(await act({ ...probe, variables: { OCF_CHECK_LEVEL: "deep" } })).toMatchObject({ code: 6 });
  });
});

describe("XenVM's monitor scripts", () => {
  const parameters = { name: "nfs1", monitor_scripts: "/opt/nfs /opt/web,/opt/db" };
  const fine = { result: exited(0) };
  const scripts = { "/opt/nfs": fine, "/opt/web": fine, "/opt/db": fine };
  const given = { ...monitor, parameters, looks: [here("running")] };

  it("run one after the other, each with a share of the time that is left", async () => {
    const slow = { ...scripts, "/opt/nfs": { result: exited(0), takesMs: 15_000 } };
    expect(await act({ ...given, scripts: slow })).toMatchObject({ code: 0, caps: [18_333, 20_000, 40_000] });
  });

  it.each([
    [exited(1), "/opt/web exited with 1"],
    [exited(7, "no answer\n"), "/opt/web exited with 7: no answer"],
    [
      { kind: "timed-out", afterMs: 20_000, stdout: "", stderr: "" } as const,
      "/opt/web did not finish within 20 s and was stopped",
    ],
    [{ kind: "not-found", file: "/opt/web" } as const, "/opt/web is not installed"],
    [
      { kind: "signalled", signal: "SIGKILL", stdout: "", stderr: "" } as const,
      "/opt/web was ended by SIGKILL",
    ],
  ])("make the monitor fail with 1, and never 7: %j", async (result, why) => {
    expect(await act({ ...given, scripts: { ...scripts, "/opt/web": { result } } })).toMatchObject({
      code: 1,
      reason: `nfs1 runs, but its monitor script failed: ${why}.`,
    });
  });

  it("are not run by a probe, by status, or while the guest does not execute", async () => {
    expect(await act({ ...given, variables: {} })).toMatchObject({ code: 0, caps: [] });
    expect(await act({ ...given, action: "status" })).toMatchObject({ code: 0, caps: [] });
    expect(await act({ ...given, looks: [here("paused")] })).toMatchObject({ code: 0, caps: [] });
    expect(await act({ ...given, looks: [absent] })).toMatchObject({ code: 7, caps: [] });
  });
});
