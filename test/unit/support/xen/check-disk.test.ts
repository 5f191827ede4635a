import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../../../lib/system/command.ts";
import { stage } from "./scene.ts";

const checkDisk = join(import.meta.dirname, "../../../support/xen/check-disk");

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

  it("sees nothing wrong where a guest writes on while it reads", async (test) => {
    const { scene } = stage(test);
    const lines = Array.from({ length: 130 }, (_, index) => record(index + 1, "host1 1 a", index + 1));
    const text = ["xensan-disk", "", ...lines].map((line) => `${line.padEnd(127)}\n`).join("");
    // Record 63 is the first of the second piece of 8 KiB, and 127 of the third.
    writeFileSync(scene.disk, text.slice(0, (2 + 60) * 128));
    for (const [call, last] of [70, 130].entries()) {
      writeFileSync(join(scene.folder, `after-${call + 1}`), text.slice(0, (2 + last) * 128));
    }
    const head = `#!/bin/sh
call=$(($(cat ${scene.folder}/calls 2>/dev/null || echo 0) + 1))
echo "$call" >${scene.folder}/calls
dd bs=8192 count="$call" if="$3" status=none
dd of="$3" if=${scene.folder}/after-$call conv=notrunc status=none
dd bs=8192 skip="$call" if="$3" status=none
`;
    writeFileSync(join(scene.folder, "head"), head, { mode: 0o755 });
    const env = { PATH: `${scene.folder}:${process.env["PATH"]}` };
    expect(await runCommand(checkDisk, [scene.disk], { timeoutMs: 30_000, env })).toMatchObject({
      exitCode: 0,
      stdout: "1-70 host1 1 a\n",
      stderr: "",
    });
  });
});
