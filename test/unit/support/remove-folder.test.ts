import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { poll } from "../../support/lab/poll.ts";
import { removeFolder } from "../../support/remove-folder.ts";

it("removes a folder in which somebody writes for some time yet", async () => {
  const folder = mkdtempSync(join(tmpdir(), "xensan-remove-folder-"));
  const script = 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); echo >"$1/$i"; done';
  const writer = spawn("sh", ["-c", script, "sh", folder], { stdio: "ignore" });
  const ended = new Promise((resolve) => writer.once("close", resolve));
  expect(await poll(() => existsSync(join(folder, "1")), { timeoutMs: 5_000, everyMs: 1 })).toBe(true);
  await removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
  await ended;
});
