import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

/** Reads one line, and then no more. */
const program = `
import { standardInputLines } from "./admin/peer/standard-input-lines.ts";
for await (const line of standardInputLines()) {
  process.stdout.write(line + "\\n");
  break;
}
`;

it("whoever reads no more of them is not kept by a caller that goes on", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  const heard: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => heard.push(text));
  child.stdin.write("one\ntwo\n");
  // Its input stays open.
  const [code] = await once(child, "close");
  expect([code, heard.join("")]).toEqual([0, "one\n"]);
});
