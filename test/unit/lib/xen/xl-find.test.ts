import { describe, expect, it } from "vitest";
import { xl } from "../../../../lib/xen/xl.ts";
import { type Expected, exited, scripted } from "../storage/scripted-run.ts";
import { polls, streamOf } from "./recordings.ts";

const brief = streamOf("h1-xl-list-v.txt", "stdout");
const long = streamOf("h1-xl-list-l.txt", "stdout");
const prints = (command: string, text: string): Expected => ({ command, result: exited(0, text) });
const fails = (command: string, stderr = ""): Expected => ({ command, result: exited(1, "", stderr) });

function stack(...script: readonly Expected[]) {
  const { run, clock, options, expectDone } = scripted(script);
  return { xl: xl(run, clock), options, expectDone };
}

describe("xl lists", () => {
  it("them in both forms at once, each with the whole time", async () => {
    const { xl, expectDone } = stack(
      { ...prints("xl list -v", brief), timeoutMs: 2_000, takesMs: 500 },
      { ...fails("xl list -l", "xenstored is gone"), timeoutMs: 2_000 },
    );
    expect(await xl.bothLists(2_000)).toMatchObject({
      states: { kind: "listed", domains: [{ domid: 0 }, { domid: 3 }] },
      long: { kind: "unknown", reason: expect.stringContaining("xenstored is gone") },
    });
    expectDone();
  });

  it("domains with their states", async () => {
    const { xl, expectDone } = stack({ ...prints("xl list -v", brief), timeoutMs: 2_000 });
    expect(await xl.list(2_000)).toMatchObject({
      kind: "listed",
      domains: [{ domid: 0 }, { domid: 3, name: "domU", state: "blocked" }],
    });
    expectDone();
  });

  it("them with their disks, within one time", async () => {
    const { xl, expectDone } = stack(
      { ...prints("xl list -v", brief), timeoutMs: 2_000, takesMs: 500 },
      { ...prints("xl list -l", long), timeoutMs: 1_500 },
    );
    expect(await xl.listWithDisks(2_000)).toMatchObject({
      kind: "listed",
      domains: [
        { domid: 0, state: "running", disks: [] },
        { domid: 3, state: "blocked", disks: [{ target: "/dev/vdb", vdev: "xvda", access: "write" }] },
      ],
    });
    expectDone();
  });

  it("no disks of a domain that only the first answer has, or that changed its name in between", async () => {
    const renamed = long.replace('"domU"', '"other"');
    const { xl } = stack(prints("xl list -v", brief), prints("xl list -l", renamed));
    const listing = await xl.listWithDisks(2_000);
    expect(listing.kind === "listed" && listing.domains[1]).not.toHaveProperty("disks");
  });

  it("nothing where either answer fails", async () => {
    const noXl = stack({ command: "xl list -v", result: { kind: "not-found", file: "xl" } });
    expect(await noXl.xl.listWithDisks(2_000)).toEqual({
      kind: "unknown",
      reason: "xl list -v is not installed",
    });
    const half = stack(prints("xl list -v", brief), fails("xl list -l", "libxl_list_domain failed.\n"));
    expect(await half.xl.listWithDisks(2_000)).toEqual({
      kind: "unknown",
      reason: "xl list -l exited with 1: libxl_list_domain failed.",
    });
  });
});

describe("xl finds a guest", () => {
  it("with one answer that shows it", async () => {
    const { xl, expectDone } = stack(prints("xl list -v", brief));
    expect(await xl.find("domU", 2_000)).toMatchObject({
      kind: "running",
      domains: [{ role: "itself", domain: { domid: 3, state: "blocked" } }],
    });
    expectDone();
  });

  it("absent only after both answers", async () => {
    const { xl, expectDone } = stack(
      { ...prints("xl list -v", brief), takesMs: 400 },
      { ...prints("xl list -l", long), timeoutMs: 1_600 },
    );
    expect(await xl.find("nfs1", 2_000)).toEqual({ kind: "absent" });
    expectDone();
  });

  it("running where it appears only in the second", async () => {
    const without = brief.replace(/^domU.*\n/m, "");
    const { xl } = stack(prints("xl list -v", without), prints("xl list -l", long));
    expect(await xl.find("domU", 2_000)).toMatchObject({
      kind: "running",
      domains: [{ domain: { state: "unclear" } }],
    });
  });

  it.each<[string, Expected["result"], string]>([
    [
      "failed",
      exited(1, brief, "libxl_list_domain failed.\n"),
      "xl list -v exited with 1: libxl_list_domain failed.",
    ],
    [
      "hung",
      { kind: "timed-out", afterMs: 2_000, stdout: brief, stderr: "" },
      "xl list -v did not finish within 2 s and was stopped",
    ],
    [
      "was killed",
      { kind: "signalled", signal: "SIGKILL", stdout: brief, stderr: "" },
      "xl list -v was ended by SIGKILL",
    ],
    ["is missing", { kind: "not-found", file: "xl" }, "xl list -v is not installed"],
    [
      "printed without end",
      { kind: "flooded", limitBytes: 9, stdout: brief, stderr: "" },
      "xl list -v printed more than 9 bytes and was stopped",
    ],
    [
      "printed nothing",
      exited(0, ""),
      "xl list printed something other than its table (it does not begin with the heading of its columns)",
    ],
    [
      "sees no domain at all",
      exited(0, `${brief.split("\n")[0]}\n`),
      "the toolstack's list lacks the control domain",
    ],
  ])("unknown where it %s, even if the guest is not in what it printed", async (_title, result, reason) => {
    const { xl, expectDone } = stack({ command: "xl list -v", result });
    expect(await xl.find("nfs1", 2_000)).toEqual({ kind: "unknown", reason });
    expectDone();
  });

  it.each<[string, Expected["result"], string]>([
    ["[]", exited(0, "[]"), "the toolstack's list lacks the control domain"],
    [
      "cut off",
      exited(0, long.slice(0, 300)),
      "xl list -l printed something other than its report (it is not one whole JSON array)",
    ],
    [
      "late",
      { kind: "timed-out", afterMs: 0, stdout: "", stderr: "" },
      "xl list -l was not started, because no time was left",
    ],
  ])("unknown where the second answer is %s", async (_title, result, reason) => {
    const { xl } = stack(prints("xl list -v", brief), { command: "xl list -l", result });
    expect(await xl.find("nfs1", 2_000)).toEqual({ kind: "unknown", reason });
  });

  it("in every moment of a migration, on its source until it is gone and on its destination from the beginning", async () => {
    const kinds = async (name: string) => {
      const all: string[] = [];
      for (const text of polls(name)) {
        const long = '[{"domid":0,"config":{"c_info":{},"b_info":{}}}]';
        const { xl } = stack(prints("xl list -v", text), prints("xl list -l", long));
        const { kind } = await xl.find("domU", 2_000);
        if (all.at(-1) !== kind) all.push(kind);
      }
      return all;
    };
    expect(await kinds("migrate-pv-nc-ok-poll-host1.txt")).toEqual(["absent", "running"]);
    // Its last list was cut off by the end of the recording.
    expect(await kinds("migrate-pv-nc-ok-poll-host2.txt")).toEqual(["running", "absent", "unknown"]);
    expect(await kinds("migrate-pv-ssh-ok-poll-host1.txt")).toEqual(["running", "unknown", "absent"]);
  });
});
