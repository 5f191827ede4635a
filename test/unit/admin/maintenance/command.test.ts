import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { evacuationLock } from "../../../../lib/evacuation/paths.ts";
import { takeLock } from "../../../../lib/system/lock.ts";
import { hostScene } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;

beforeEach(() => {
  scene = hostScene();
});

afterEach(() => scene.remove());

const since = "since 2023-11-14T22:13:20.000Z";
const closed = `host2 takes no guest in: host2 is in maintenance ${since}, by root: run xensan maintenance off there when that is over.\n`;
const evacuation = () => ({ intake: { evacuation: join(scene.folder, "evacuation"), maintenance: "" } });

describe("xensan maintenance", () => {
  test("shows whether this host takes guests in", async () => {
    expect(await scene.xensan(["maintenance"])).toEqual({
      out: "host2 takes guests in.\n",
      err: "",
      code: 0,
    });
    await scene.xensan(["maintenance", "on"]);
    expect((await scene.xensan(["maintenance"])).out).toBe(closed);
    expect(JSON.parse((await scene.xensan(["maintenance", "--json"])).out)).toEqual({
      host: "host2",
      closed: { kind: "maintenance", sinceMs: 1_700_000_000_000, by: "root" },
    });
  });

  test("on and off are part of what the host says of its guests", async () => {
    const on = await scene.xensan(["maintenance", "on"]);
    expect(on.out).toBe(
      "host2 takes no guest in from now on. Those that are here stay; xensan evacuate moves them away.\n",
    );
    scene.writeConfig('disk = []\nname = "nfs1"\n');
    expect((await scene.xensan(["report", "nfs1"])).out).toContain(`\n${closed}`);
    expect((await scene.xensan(["maintenance", "on"])).out).toBe(closed);
    expect((await scene.xensan(["maintenance", "off"])).out).toBe("host2 takes guests in again.\n");
    expect((await scene.xensan(["maintenance", "off"])).out).toBe("host2 takes guests in.\n");
    expect((await scene.xensan(["report", "nfs1"])).out).not.toContain("takes no guest in");
  });

  test("--dry-run changes nothing", async () => {
    expect((await scene.xensan(["maintenance", "on", "--dry-run"])).out).toMatch(
      /^Would change it: host2 takes no/,
    );
    expect((await scene.xensan(["maintenance"])).out).toBe("host2 takes guests in.\n");
    await scene.xensan(["maintenance", "on"]);
    expect((await scene.xensan(["maintenance", "off", "--dry-run"])).out).toBe(
      "Would change it: host2 takes guests in again.\n",
    );
    expect((await scene.xensan(["maintenance"])).out).toBe(closed);
  });

  test("off ends what a killed evacuation left, and no evacuation that is at work", async () => {
    const text = '{"version":1,"closure":{"kind":"evacuation","sinceMs":5,"by":"root"}}\n';
    writeFileSync(join(scene.folder, "evacuation"), text);
    const taken = await takeLock(evacuationLock(evacuation()), {
      what: "an evacuation",
      sinceMs: 5,
      user: "root",
    });
    expect(await scene.xensan(["maintenance", "off"])).toEqual({
      out: "",
      err: "xensan: host2 takes no guest in as long as it is being emptied, and it is: wait until xensan evacuate has ended there.\n",
      code: 1,
    });
    if (taken.kind !== "taken") throw new Error("the lock was not taken");
    taken.release();
    expect(await scene.xensan(["maintenance", "off"])).toMatchObject({ code: 0 });
    expect((await scene.xensan(["maintenance"])).out).toBe("host2 takes guests in.\n");
  });

  test.each([
    [["maintenance", "maybe"], 2],
    [["maintenance", "on", "--json"], 2],
  ])("%s is usage", async (args, code) => {
    expect((await scene.xensan(args)).code).toBe(code);
    expect((await scene.xensan(["maintenance"])).out).toBe("host2 takes guests in.\n");
  });

  test("says so where it cannot be written down", async () => {
    scene.remove();
    writeFileSync(scene.folder, "");
    expect(await scene.xensan(["maintenance", "on"])).toMatchObject({
      err: expect.stringMatching(
        /^xensan: .*maintenance cannot be written \(E\w+\): look at the disk, then try again\.\n$/,
      ),
      code: 1,
    });
  });
});
