import { describe, expect, it } from "vitest";
import { xm } from "../../../../lib/xen/xm.ts";
import { type Expected, exited, scripted } from "../storage/scripted-run.ts";
import { recorded } from "./recordings.ts";

const [long, brief] = [recorded("xm-list-long.txt"), recorded("xm-list.txt")];
const prints = (command: string, text: string): Expected => ({ command, result: exited(0, text) });
const fails = (command: string, stderr = ""): Expected => ({ command, result: exited(1, "", stderr) });
const succeeds = (command: string) => prints(command, "");
const noXend = "Unable to connect to xend: Connection refused. Is xend running?\n";

function stack(...script: readonly Expected[]) {
  const { run, clock, expectDone } = scripted(script);
  return { xm: xm(run, clock), expectDone };
}

const guestIs = (flags: string) => prints("xm list --long", long.replace("-b----", flags));
const done = { kind: "done" };

describe("xm finds a guest", () => {
  it("running, with its disks known from the same answer", async () => {
    const { xm, expectDone } = stack(prints("xm list --long", long), prints("xm list --long", long));
    expect(await xm.find("web2", 900)).toMatchObject({ kind: "running", domains: [{ role: "leaving" }] });
    expect(await xm.listWithDisks(900)).toMatchObject({ domains: [{}, { disks: [{}, {}, {}] }, {}] });
    expectDone();
  });

  it("absent only after both answers, and a guest that xend merely manages is absent", async () => {
    for (const guest of ["nfs9", "spare3"]) {
      const { xm, expectDone } = stack(
        { ...prints("xm list --long", long), takesMs: 300 },
        { ...prints("xm list", brief), timeoutMs: 600 },
      );
      expect(await xm.find(guest, 900)).toEqual({ kind: "absent" });
      expectDone();
    }
  });

  it("unknown without xend", async () => {
    expect(await stack(fails("xm list --long", noXend)).xm.find("nfs1", 900)).toEqual({
      kind: "unknown",
      reason: "xm list --long exited with 1: Unable to connect to xend: Connection refused. Is xend running?",
    });
    const { xm } = stack(prints("xm list --long", long), fails("xm list", noXend));
    expect(await xm.find("nfs9", 900)).toMatchObject({ kind: "unknown" });
    expect(await stack(prints("xm list --long", "")).xm.find("nfs9", 900)).toEqual({
      kind: "unknown",
      reason: "the toolstack's list lacks the control domain",
    });
  });
});

describe("xm changes", () => {
  it.each([
    [
      "create",
      (x: ReturnType<typeof xm>) => x.create({ configPath: "/etc/xen/nfs1", paused: false }, 9),
      "xm create --defconfig=/etc/xen/nfs1",
    ],
    [
      "create, paused",
      (x: ReturnType<typeof xm>) => x.create({ configPath: "/etc/xen/nfs1", paused: true }, 9),
      "xm create --paused --defconfig=/etc/xen/nfs1",
    ],
    ["shutdown", (x: ReturnType<typeof xm>) => x.shutdown(3, true, 9), "xm shutdown 3"],
    ["destroy", (x: ReturnType<typeof xm>) => x.destroy(3, 9), "xm destroy 3"],
    ["rename", (x: ReturnType<typeof xm>) => x.rename(3, "nfs1", 9), "xm rename 3 nfs1"],
  ])("by %s", async (_title, change, command) => {
    const well = stack({ ...succeeds(command), timeoutMs: 9 });
    expect(await change(well.xm)).toEqual(done);
    well.expectDone();
    expect(await change(stack(fails(command, noXend)).xm)).toMatchObject({ kind: "failed" });
  });

  it("pause and unpause for what is seen afterwards", async () => {
    expect(await stack(succeeds("xm pause 3"), guestIs("--p---")).xm.pause(3, 9)).toEqual(done);
    expect(await stack(succeeds("xm pause 3"), guestIs("r-----")).xm.pause(3, 9)).toEqual({
      kind: "failed",
      reason: "domain 3 (nfs1) is running after xm pause",
    });
    expect(await stack(succeeds("xm unpause 3"), guestIs("-b----")).xm.unpause(3, 9)).toEqual(done);
    expect(await stack(fails("xm unpause 3", "x")).xm.unpause(3, 9)).toMatchObject({ kind: "failed" });
  });

  it("nothing for what would be taken for something else", async () => {
    const { xm } = stack();
    expect(await xm.destroy(0, 9)).toMatchObject({ kind: "failed" });
    expect(await xm.create({ configPath: "/etc/xen/x'+y+'", paused: false }, 9)).toMatchObject({
      kind: "failed",
    });
    expect(await xm.rename(3, "migrating-nfs1", 9)).toMatchObject({ kind: "failed" });
  });
});

describe("xm migrates", () => {
  it("live, and says no more than xend did", async () => {
    const to = { domid: 3, host: "host2", leavePaused: false };
    expect(await stack(succeeds("xm migrate --live 3 host2")).xm.migrate(to, 9)).toEqual({
      kind: "said-done",
    });
    expect(
      await stack(fails("xm migrate --live 3 host2", "Error: xc_save failed\n")).xm.migrate(to, 9),
    ).toEqual({
      kind: "said-failed",
      suggests: "unclear",
      reason: "xm migrate exited with 1: Error: xc_save failed",
    });
  });

  it("never where the copy must stay paused, which xend cannot do", async () => {
    const { xm } = stack();
    expect(await xm.migrate({ domid: 3, host: "host2", leavePaused: true }, 9)).toEqual({
      kind: "said-failed",
      suggests: "not-begun",
      reason:
        "xm cannot leave the copy on the destination paused; migrate with xl, or stop the guest and start it there",
    });
    expect(await xm.resume(3, 9)).toEqual({
      kind: "failed",
      reason: "xm of Xen 3.0.4 cannot resume a suspended source; destroy it and start the guest anew",
    });
  });
});

describe("xm tells of its host", () => {
  it("that xend does not answer", async () => {
    expect(await stack(fails("xm info", noXend)).xm.info(9)).toMatchObject({ kind: "unknown" });
  });
});
