import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { permitStore } from "../../../../lib/guard/permit/permit-store.ts";
import { hostScene } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

const folder = () => join(scene.folder, "permits");
const store = () => permitStore(() => ({ bootId: "boot-1", nowMs: 6_000 }), folder());

describe("xensan permit", () => {
  it("lets the agent do one thing once, for a minute unless it says otherwise, in the name of who typed it", async () => {
    expect(await scene.xensan(["permit", "nfs1", "start"])).toEqual({
      out: "From now on the cluster manager may start nfs1 on host2 once, within 60 s.\n",
      err: "",
      code: 0,
    });
    expect(store().peek("nfs1", "start")).toMatchObject({
      kind: "valid",
      leftMs: 59_000,
      permit: { issuer: "root" },
    });
    expect(store().peek("nfs1", "stop")).toEqual({ kind: "none" });
    const { out } = await scene.xensan(["permit", "nfs1", "migrate", "--ttl", "5min", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ action: "migrate", ttlMs: 300_000, dryRun: false });
    expect(readdirSync(folder()).sort()).toEqual(["migrate.nfs1", "start.nfs1"]);
  });

  it("writes nothing in a dry run, nor for a wrong call", async () => {
    expect(await scene.xensan(["permit", "nfs1", "stop", "--dry-run"])).toMatchObject({
      out: "With a permit, the cluster manager may stop nfs1 on host2 once, within 60 s. Nothing was changed.\n",
    });
    for (const args of [["web9", "start"], ["nfs1", "reboot"], ["nfs1", "start", "--ttl", "0"], ["nfs1"]]) {
      expect(await scene.xensan(["permit", ...args])).toMatchObject({ out: "", code: 2 });
    }
    expect(existsSync(folder())).toBe(false);
  });
});
