import { describe, expect, it } from "vitest";
import { leave, lookAtLeaving } from "../../../../../lib/guard/sanlock/leave.ts";
import type { Expected } from "../../storage/scripted-run.ts";
import { client, host } from "./host.ts";
import { recorded, volume } from "./recordings.ts";

const gets = (name: string) => client("gets -h 1", recorded(name));
const status = (name: string) => client("status", recorded(name));
const said = (code: number, leaseId = 1) =>
  client(
    `rem_lockspace -s xensan:${leaseId}:${volume}:0`,
    `rem_lockspace\nrem_lockspace done ${code}\n`,
    code === 0 ? 0 : 1,
  );
const gone = gets("gets-left");
const leaving = client("gets -h 1", `s xensan:1:${volume}:0 REM \nh 1 gen 1 timestamp 5 LIVE\n`);

async function left(script: readonly Expected[], timeoutMs = 60_000) {
  const scene = host(script);
  const ending = await leave(scene.host, timeoutMs);
  scene.expectDone();
  return ending;
}

describe("leave", () => {
  it("asks sanlock to leave where nobody has a claim, and sees that it has", async () => {
    expect(await left([gets("gets-live"), status("status-nothing"), said(0), gone])).toEqual({
      kind: "left",
    });
  });

  it("takes back a joining that is under way, and gives up the number that the daemon has", async () => {
    expect(await left([gets("gets-adding"), status("status-nothing"), said(0), gone])).toEqual({
      kind: "left",
    });
    expect(await left([gets("gets-not-ready"), status("status-nothing"), said(0, 2), gone])).toEqual({
      kind: "left",
    });
  });

  it("has nothing to do where this host has not joined, or no daemon runs", async () => {
    expect(await left([gone])).toEqual({ kind: "nothing", why: "not-joined" });
    expect(await left([gets("gets-no-daemon")])).toEqual({ kind: "nothing", why: "no-daemon" });
  });

  it.each([
    ["status-held", "nfs1 (held)"],
    ["status-orphan", "nfs1 (held by nobody)"],
  ])("asks for nothing with %s", async (name, guests) => {
    expect(await left([gets("gets-live"), status(name)])).toEqual({
      kind: "refused",
      reason:
        `sanlock still has claims on ${volume} for guests of this host, whose holders it would kill: ${guests}; ` +
        "move these guests away or stop them, and run xensan repair for those that nobody holds",
    });
  });

  it.each(["ADD", "REM"])("asks for nothing while a claim is on its way (%s)", async (word) => {
    const underWay = recorded("status-held").replace(/^(r .*)$/m, `$1 ${word}`);
    expect(await left([gets("gets-live"), client("status", underWay)])).toMatchObject({ kind: "refused" });
  });

  it.each<readonly [string, readonly Expected[]]>([
    ["the lockspace", [client("gets -h 1", "rubbish\n")]],
    ["the claims", [gets("gets-live"), client("status", "daemon host1\nrubbish\n")]],
    ["whether the daemon still runs", [gets("gets-live"), client("status", "", 1)]],
    ["sanlock", [{ command: "sanlock client gets -h 1", result: { kind: "not-found", file: "sanlock" } }]],
  ])("asks for nothing where %s cannot be told", async (_, script) => {
    expect(await left(script)).toMatchObject({ kind: "refused" });
  });

  it("looks at the claims again before it asks again", async () => {
    const busy = [gets("gets-live"), status("status-nothing"), said(-16)];
    expect(await left([...busy, gets("gets-live"), status("status-nothing"), said(0), gone])).toEqual({
      kind: "left",
    });
    expect(await left([...busy, gets("gets-live"), status("status-held")])).toMatchObject({
      kind: "refused",
    });
  });

  it("waits for a leaving that somebody else has asked for", async () => {
    expect(await left([leaving, leaving, gone])).toEqual({ kind: "left" });
    const both = [gets("gets-live"), status("status-nothing"), said(-115)];
    expect(await left([...both, leaving, gone])).toEqual({ kind: "left" });
  });

  it("fails where sanlock does not do it, or not in time", async () => {
    const begun = [gets("gets-live"), status("status-nothing")];
    expect(await left([...begun, said(-22)])).toEqual({
      kind: "failed",
      reason: "sanlock's rem_lockspace ended with -22 (sanlock does not take the values)",
    });
    expect(await left([...begun, client(`rem_lockspace -s xensan:1:${volume}:0`, "")])).toMatchObject({
      kind: "failed",
    });
    const hangs: Expected = {
      command: `sanlock client rem_lockspace -s xensan:1:${volume}:0`,
      result: { kind: "timed-out", afterMs: 60_000, stdout: "", stderr: "" },
      timeoutMs: 60_000,
    };
    expect(await left([...begun, hangs])).toEqual({
      kind: "failed",
      reason: "sanlock client rem_lockspace did not finish within 60 s and was stopped",
    });
    expect(await left([leaving, leaving, leaving], 500)).toEqual({
      kind: "failed",
      reason: `sanlock has not left ${volume} in time; look at it with sanlock client status`,
    });
  });

  it("is looked at without asking for anything", async () => {
    const scene = host([gets("gets-live"), status("status-nothing")]);
    expect(await lookAtLeaving(scene.host, 9)).toEqual({ kind: "may", leaseId: 1 });
    scene.expectDone();
  });
});
