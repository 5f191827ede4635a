import { Command, CommanderError } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installCommand, uninstallCommand } from "../../../../admin/install/command.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import { version } from "../../../../admin/version.ts";
import {
  agent,
  contentsOf,
  firstRelease,
  manifest,
  newScene,
  put,
  type Scene,
  secondRelease,
  xensan,
} from "./scene.ts";

let scene: Scene;
let root = "";
let executable = "";
beforeEach(() => {
  scene = newScene();
  root = scene.root("host");
  executable = scene.release("release-1", firstRelease);
});
afterEach(() => scene.remove());

type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command line as main.ts does. */
async function xensanRuns(...words: readonly string[]): Promise<Ran> {
  const printed = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    readStandardInput: () => {
      throw new Error("install reads no standard input");
    },
    endWith: () => {
      throw new Error("install ends by what it throws");
    },
  };
  const program = new Command("xensan").exitOverride();
  for (const command of [installCommand(terminal, { executable }), uninstallCommand(terminal)]) {
    program.addCommand(
      command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err }),
    );
  }
  try {
    await program.parseAsync(words, { from: "user" });
    return { code: 0, ...printed };
  } catch (error) {
    if (error instanceof AdminError)
      return { code: error.code, out: printed.out, err: `${printed.err}${error.message}` };
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, ...printed };
    throw error;
  }
}

const what = `xensan ${version} (provider xensan)`;

describe.each(["install", "uninstall"])("xensan %s", (word) => {
  it("takes an empty root for none, and not for the current folder", async () => {
    const { code, out, err } = await xensanRuns(word, "--root", "");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("option '--root <folder>' argument '' is invalid. It is empty: name a path;");
  });
});

describe("xensan install", () => {
  it("shows one line for each file, and then says what is so now", async () => {
    expect(await xensanRuns("install", "--root", root)).toEqual({
      code: 0,
      out:
        `create  0755  5  ${root}/usr/lib/ocf/resource.d/xensan/EvmsSCC\n` +
        `create  0755  6  ${root}/usr/lib/xensan/evacuate\n` +
        `create  0755  8  ${root}/usr/sbin/xensan\n` +
        `${what} is now installed under ${root}.\n`,
      err: "",
    });
    expect(contentsOf(root)).toHaveProperty([xensan]);
  });

  it("says that there is nothing to do", async () => {
    await xensanRuns("install", "--root", root);
    const { code, out } = await xensanRuns("install", "--root", root);
    expect(code).toBe(0);
    expect(out).toContain(`unchanged  0755  8  ${root}/usr/sbin/xensan\n`);
    expect(out).toContain(`${what} is installed under ${root}: nothing to do.\n`);
  });

  it("shows in a dry run the same, and changes nothing", async () => {
    const { out } = await xensanRuns("install", "--root", root, "--dry-run");
    expect(out).toContain(`create  0755  8  ${root}/usr/sbin/xensan\n`);
    expect(out).toContain(`This is what install would do with ${what} under ${root}: nothing was changed.\n`);
    expect(contentsOf(root)).toEqual({});
  });

  it("aligns words, sizes and paths of an upgrade", async () => {
    await xensanRuns("install", "--root", root);
    executable = scene.release("release-2", { ...secondRelease, [xensan]: "x".repeat(1234) });
    const { out } = await xensanRuns("install", "--root", root);
    expect(out).toBe(
      `unchanged  0755     5  ${root}/usr/lib/ocf/resource.d/xensan/EvmsSCC\n` +
        `create     0755     4  ${root}/usr/lib/ocf/resource.d/xensan/XenVM\n` +
        `replace    0755  1234  ${root}/usr/sbin/xensan\n` +
        `remove     0755     6  ${root}/usr/lib/xensan/evacuate\n` +
        `${what} is now installed under ${root}.\n`,
    );
  });

  it("explains each refusal on standard error, and exits with 1", async () => {
    put(`${root}/${xensan}`, "theirs");
    put(`${root}/${agent}`, "theirs");
    const { code, out, err } = await xensanRuns("install", "--root", root);
    expect(code).toBe(1);
    expect(out).toBe(
      `refused  0755  5  ${root}/usr/lib/ocf/resource.d/xensan/EvmsSCC\n` +
        `create   0755  6  ${root}/usr/lib/xensan/evacuate\n` +
        `refused  0755  8  ${root}/usr/sbin/xensan\n`,
    );
    expect(err.split("\n")).toEqual([
      expect.stringMatching(/^xensan: .*EvmsSCC was not written by install: /),
      expect.stringMatching(/^xensan: .*usr\/sbin\/xensan was not written by install: /),
      "2 files are refused, so nothing was written.",
    ]);
  });

  it("prints JSON, and nothing else, for a program", async () => {
    const { out } = await xensanRuns("install", "--root", root, "--json", "--dry-run");
    expect(JSON.parse(out)).toEqual({
      command: "install",
      outcome: "would-install",
      version,
      provider: "xensan",
      root,
      dryRun: true,
      files: [
        { path: agent, mode: "0755", size: 5, status: "create" },
        { path: "usr/lib/xensan/evacuate", mode: "0755", size: 6, status: "create" },
        { path: xensan, mode: "0755", size: 8, status: "create" },
      ],
    });
    put(`${root}/${xensan}`, "theirs");
    const refused = await xensanRuns("install", "--root", root, "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({
      outcome: "refused",
      files: [{}, {}, { status: "refused" }],
    });
  });

  it("puts the agents under another provider", async () => {
    const { out } = await xensanRuns("install", "--root", root, "--provider", "san-2");
    expect(out).toContain(`${root}/usr/lib/ocf/resource.d/san-2/EvmsSCC\n`);
    expect(out).toContain(`xensan ${version} (provider san-2) is now installed under ${root}.\n`);
  });

  it.each(["", "../x", "a/b", ".", "a b", "ä"])(
    "takes %j as no provider, and exits with 2",
    async (provider) => {
      const { code, err } = await xensanRuns("install", "--root", root, "--provider", provider);
      expect(code).toBe(2);
      expect(err).toBe(
        `"${provider}" is no provider name: use letters, digits, "_" and "-", for example --provider xensan.`,
      );
      expect(contentsOf(root)).toEqual({});
    },
  );

  it("exits with 2 for an unknown option, and with 1 for a root that is not there", async () => {
    expect((await xensanRuns("install", "--force")).code).toBe(2);
    expect((await xensanRuns("install", "--root", `${root}/no`)).code).toBe(1);
  });

  it("explains in its help where things go", async () => {
    const { code, out } = await xensanRuns("install", "--help");
    expect(code).toBe(0);
    expect(out).toContain("/usr/lib/ocf/resource.d/<provider>/");
    expect(out).toContain("Exit codes: 0 done or nothing to do, 1 refused, 2 usage.");
  });
});

describe("xensan uninstall", () => {
  it("shows what it removed", async () => {
    await xensanRuns("install", "--root", root);
    expect(await xensanRuns("uninstall", "--root", root)).toEqual({
      code: 0,
      out:
        `remove  0755  5  ${root}/usr/lib/ocf/resource.d/xensan/EvmsSCC\n` +
        `remove  0755  6  ${root}/usr/lib/xensan/evacuate\n` +
        `remove  0755  8  ${root}/usr/sbin/xensan\n` +
        `xensan ${version} is no longer installed under ${root}.\n`,
      err: "",
    });
    expect(contentsOf(root)).toEqual({});
  });

  it("exits with 0 where nothing is installed", async () => {
    expect(await xensanRuns("uninstall", "--root", root)).toEqual({
      code: 0,
      out: `Nothing is installed under ${root}.\n`,
      err: "",
    });
    const { out } = await xensanRuns("uninstall", "--root", root, "--json");
    expect(JSON.parse(out)).toEqual({
      command: "uninstall",
      outcome: "nothing",
      version: null,
      root,
      dryRun: false,
      files: [],
    });
  });

  it("exits with 1 where it left a file, and names it", async () => {
    await xensanRuns("install", "--root", root);
    put(`${root}/${xensan}`, "mine");
    const dry = await xensanRuns("uninstall", "--root", root, "--dry-run");
    expect(dry.code).toBe(1);
    expect(dry.err).toContain("\n1 file is left by uninstall; nothing was changed.");
    const { code, out, err } = await xensanRuns("uninstall", "--root", root);
    expect(code).toBe(1);
    expect(out).toContain(`left    0755  4  ${root}/usr/sbin/xensan\n`);
    expect(err).toBe(
      `xensan: ${root}/usr/sbin/xensan was changed after install wrote it, so it is left: delete it if nobody needs it, then run uninstall again.\n` +
        "1 file is left; all else is removed.",
    );
    expect(contentsOf(root)).toHaveProperty([manifest]);
  });

  it("says in a dry run what it would do", async () => {
    await xensanRuns("install", "--root", root);
    const { out } = await xensanRuns("uninstall", "--root", root, "--dry-run");
    expect(out).toContain(
      `This is what uninstall would do with xensan ${version} under ${root}: nothing was changed.\n`,
    );
    expect(contentsOf(root)).toHaveProperty([xensan]);
  });
});
