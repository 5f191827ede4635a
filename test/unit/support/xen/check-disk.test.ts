import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stage } from "./scene.ts";

describe.concurrent("check-disk", () => {
  const record = (number: number, who: string, seconds: number) => `record ${number} ${who} ${seconds} nfs1`;
  it.for<readonly [string, readonly string[], string]>([
    ["a gap", [record(1, "host1 1 a", 1), record(3, "host1 1 a", 3)], "record 2 is missing"],
    [
      "a writer who comes back",
      [record(1, "host1 1 a", 1), record(2, "host2 4 a", 2), record(3, "host1 1 a", 3)],
      "host1 1 a wrote again from record 3 on, after host2 4 a",
    ],
    [
      "an old record after a newer one",
      [record(1, "host1 1 a", 5), record(2, "host2 4 a", 2)],
      "record 2 of host2 4 a is older than the one before it, of host1 1 a",
    ],
  ])("tells of %s", async ([_title, lines, problem], test) => {
    const { scene } = stage(test);
    writeFileSync(scene.disk, lines.map((line) => `${line.padEnd(127)}\n`).join(""));
    expect(await scene.checkDisk()).toMatchObject({ exitCode: 1, stderr: `check-disk: ${problem}\n` });
  });

  it("takes a migration and a reboot for what they are", async (test) => {
    const { scene } = stage(test);
    const lines = [record(1, "host1 1 a", 1), record(2, "host2 4 a", 2), record(3, "host2 5 b", 3)];
    writeFileSync(scene.disk, lines.map((line) => `${line.padEnd(127)}\n`).join(""));
    expect(await scene.checkDisk()).toMatchObject({
      exitCode: 0,
      stdout: "1-1 host1 1 a\n2-2 host2 4 a\n3-3 host2 5 b\n",
    });
  });

  it("takes a guest back that its host, which has booted since, gives the same number to", async (test) => {
    const { scene } = stage(test);
    const lines = [record(1, "host1 1 a", 1), record(2, "host2 4 a", 2), record(3, "host1 1 a", 3)];
    const epochs = ["before", "other", "after"];
    writeFileSync(scene.disk, lines.map((line, at) => `${`${line} ${epochs[at]}`.padEnd(127)}\n`).join(""));
    expect(await scene.checkDisk()).toMatchObject({
      exitCode: 0,
      stdout: "1-1 host1 1 a\n2-2 host2 4 a\n3-3 host1 1 a\n",
    });
  });
});
