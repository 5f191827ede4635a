import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeLock } from "../../../../lib/system/lock.ts";
import { client, host } from "../../lib/guard/sanlock/host.ts";
import { recorded, volume } from "../../lib/guard/sanlock/recordings.ts";
import type { Expected } from "../../lib/storage/scripted-run.ts";
import { hostScene, xensan } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

const gets = client("gets -h 1", recorded("gets-live"));
const idle = client("status", recorded("status-nothing"));
const removed = client(`rem_lockspace -s xensan:1:${volume}:0`, "rem_lockspace\nrem_lockspace done 0\n");
const gone = client("gets -h 1", recorded("gets-left"));

async function leave(script: readonly Expected[], ...words: readonly string[]) {
  const sanlock = host(script);
  const surroundings = { ...scene.surroundings, leaseHost: async () => sanlock.host };
  const ran = await xensan(surroundings, ["lease", "leave", ...words]);
  sanlock.expectDone();
  return ran;
}

describe("xensan lease leave", () => {
  it("leaves, and says so to people and programs", async () => {
    const all = [gets, idle, gets, idle, removed, gone];
    expect(await leave(all)).toEqual({ out: `host2 has left ${volume}.\n`, err: "", code: 0 });
    expect(JSON.parse((await leave(all, "--json")).out)).toEqual({
      ...{ command: "lease leave", host: "host2", volume, dryRun: false, outcome: "left" },
      text: `host2 has left ${volume}.`,
    });
  });

  it("says in a dry run what it would do, and what is in the way", async () => {
    expect(await leave([gets, idle], "--dry-run")).toEqual({
      out: `host2 would leave ${volume}. Nothing was changed.\n`,
      err: "",
      code: 0,
    });
    const held = client("status", recorded("status-held"));
    const refused = await leave([gets, held], "--dry-run");
    expect(refused).toMatchObject({ out: "", code: 1 });
    expect(refused.err).toContain("xensan: host2 did not leave the lease volume: sanlock still has claims");
    expect(await leave([gets, held])).toEqual(refused);
  });

  it("is refused while a guest is here, whatever sanlock knows of it", async () => {
    scene.remove();
    scene = hostScene({ domain: { name: "web1", domid: 5, disk: "/dev/san2/web1" } });
    for (const words of [[], ["--dry-run"]]) {
      expect(await leave([gets, idle], ...words)).toEqual({
        out: "",
        err: "xensan: host2 did not leave the lease volume: web1 is here: move it away or stop it first.\n",
        code: 1,
      });
    }
  });

  it("has nothing to leave where it has not joined, where there are no leases, or no cluster file", async () => {
    expect(await leave([gone])).toEqual({
      out: `host2 has not joined ${volume}: nothing to leave.\n`,
      err: "",
      code: 0,
    });
    expect(await leave([client("gets -h 1", recorded("gets-no-daemon"))])).toMatchObject({
      out: "sanlock does not run on host2: nothing to leave.\n",
      code: 0,
    });
    expect(await scene.xensan(["lease", "leave"])).toEqual({
      out: "The cluster has no leases (lease: none in /etc/xensan/cluster.yaml): host2 has nothing to leave.\n",
      err: "",
      code: 0,
    });
    const absent = async () => {
      const access = await scene.surroundings.fileAccess();
      const look = () => {
        throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
      };
      return { ...access, look };
    };
    const without = await xensan({ ...scene.surroundings, fileAccess: absent }, ["lease", "leave", "--json"]);
    expect(JSON.parse(without.out)).toMatchObject({ outcome: "nothing", volume: "none" });
    expect(without.code).toBe(0);
  });

  it("refuses where the cluster file cannot be used, since that may name a volume", async () => {
    scene.clusterFile.text = "nodes: 7\n";
    const ran = await leave([]);
    expect(ran).toMatchObject({ out: "", code: 1 });
    expect(ran.err).toContain("/etc/xensan/cluster.yaml");
  });

  it("refuses while something is under way with a guest, and keeps nobody from one afterwards", async () => {
    const path = `${scene.surroundings.machine.paths.locks}/web1`;
    const purpose = { what: "a start", sinceMs: 1, user: "root" };
    const start = await takeLock(path, purpose);
    const refused = await leave([gets, idle]);
    expect(refused).toMatchObject({ out: "", code: 1 });
    expect(refused.err).toContain(
      "xensan: host2 did not leave the lease volume: a start of root is under way with web1: wait until it is done.\n",
    );
    if (start.kind === "taken") start.release();
    expect(await leave([gets, idle, gets, idle, removed, gone])).toMatchObject({ code: 0 });
    expect(await takeLock(path, purpose)).toMatchObject({ kind: "taken" });
  });
});
