import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { completionCommand } from "../../../../admin/completion/command.ts";
import type { Surroundings } from "../../../../admin/guard/surroundings.ts";
import { explanationOf } from "../../../../admin/help/explanation.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import { hostScene } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

async function complete(word: string, surroundings: Surroundings = scene.surroundings) {
  const said = { out: "", code: 0 };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: () => undefined,
    readStandardInput: () => "",
    endWith: () => undefined,
  };
  const command = completionCommand(terminal, surroundings);
  try {
    await new Command("xensan").addCommand(command).parseAsync(["completion", word], { from: "user" });
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    said.code = error.code;
  }
  return { ...said, help: explanationOf(command) };
}

describe("xensan completion", () => {
  it("prints the names of the cluster file", async () => {
    expect(await complete("hosts")).toMatchObject({ out: "host1\nhost2\n", code: 0 });
    expect(await complete("guests")).toMatchObject({ out: "nfs1\nweb1\n", code: 0 });
  });

  it("ends as its help says without a cluster file, and with one that has a mistake", async () => {
    const look = () => {
      throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
    };
    const fileAccess = async () => ({ ...(await scene.surroundings.fileAccess()), look });
    const absent = await complete("hosts", { ...scene.surroundings, fileAccess });
    expect(absent).toMatchObject({ out: "", code: 1 });
    scene.clusterFile.text = "nodes: 7\n";
    expect(await complete("hosts")).toMatchObject({ out: "", code: 2 });
    expect(absent.help).toContain("1 there is no cluster file, 2 usage or a mistake in the cluster file.");
  });
});
