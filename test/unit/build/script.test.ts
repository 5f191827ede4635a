import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scripts } from "../../../build/executables.ts";
import { type CopiedScript, copyScript, verifyScript } from "../../../build/script.ts";
import { inFolder } from "./fixture.ts";

/** The problems of a script that is copied and then spoilt. */
const problemsOf = (spoil: (copied: CopiedScript) => void = () => {}) =>
  inFolder(async (folder) => {
    const source = join(folder, "tool.sh");
    writeFileSync(source, "#!/bin/sh\necho working\n");
    const copied = copyScript({ source, target: "usr/lib/xensan/tool" }, join(folder, "root"), "1.2.3");
    spoil(copied);
    return verifyScript(copied);
  });

describe("a script of the release", () => {
  it("says its version, ends with the licence, and may be executed", async () => {
    await inFolder(async (folder) => {
      const source = join(folder, "tool.sh");
      writeFileSync(source, "#!/bin/sh\necho working\n");
      const { path } = copyScript({ source, target: "usr/lib/xensan/tool" }, join(folder, "root"), "1.2.3");
      const [first, second, third, ...rest] = readFileSync(path, "utf8").split("\n");
      expect([first, second, third]).toEqual([
        "#!/bin/sh",
        "# tool of xensan 1.2.3, copied from its source: edit that, and not this file.",
        "echo working",
      ]);
      expect(rest.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
      expect(rest).toContain("# ---- xensan 1.2.3 ----");
      expect(statSync(path).mode & 0o7777).toBe(0o755);
    });
  });

  it("is checked", async () => {
    expect(await problemsOf()).toEqual([]);
    expect(await problemsOf(({ path }) => chmodSync(path, 0o644))).toEqual([
      "usr/lib/xensan/tool: its mode is 644 and not 755",
    ]);
    expect(await problemsOf(({ path }) => writeFileSync(path, "#!/bin/bash\n"))).toEqual([
      "usr/lib/xensan/tool: its first line is not #!/bin/sh",
    ]);
    expect(await problemsOf(({ path }) => writeFileSync(path, "#!/bin/sh\nif\n"))).toEqual([
      expect.stringMatching(/^usr\/lib\/xensan\/tool: a shell cannot read it: .*[Ss]yntax error/),
    ]);
  });

  it("of ours has nothing wrong with it", async () => {
    for (const script of scripts) {
      expect(await inFolder(async (folder) => verifyScript(copyScript(script, folder, "1.2.3")))).toEqual([]);
    }
  });
});
