import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { monitor } from "../../../../agents/EvmsSCC/monitor.ts";
import { recordFileIn, recordFolder, recordName } from "../../../../agents/EvmsSCC/record-file.ts";
import { evmsSccPreamble } from "../../../../build/preamble/agents.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { lookAtDevice } from "../../../../lib/storage/block-device.ts";
import { askQuickMonitor, isNoticed, shells } from "../../../support/quick-monitor.ts";
import { attachLoop, detachLoop, makeNode } from "../../lib/storage/nodes.ts";
import { scene } from "./scene.ts";

const { functions } = evmsSccPreamble();
const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();

/** What there is at a path, and what is not. */
const places = {
  usable: "vm1",
  another: "vm+2",
  linked: "link",
  empty: "empty",
  dead: "dead",
  character: "character",
  file: "file",
  folder: "sub",
  dangling: "dangling",
  loop: "loop",
  beneath: "file/vm1",
  missing: "missing",
} as const;

let folder = "";
let loops: readonly string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-quick-"));
  const at = (place: keyof typeof places) => join(folder, places[place]);
  loops = [attachLoop(join(folder, "image"), 1024 * 1024), attachLoop(join(folder, "nothing"), 0)];
  const [minor = 0, emptyMinor = 0] = loops.map((loop) => Number(loop.replace(/\D+/, "")));
  makeNode(at("usable"), "b", 7, minor);
  makeNode(at("another"), "b", 7, minor);
  makeNode(at("empty"), "b", 7, emptyMinor);
  makeNode(at("dead"), "b", 259, 1_000_000);
  // With the numbers of a block device that could be used.
  makeNode(at("character"), "c", 7, minor);
  symlinkSync(at("usable"), at("linked"));
  symlinkSync(at("missing"), at("dangling"));
  symlinkSync(at("loop"), at("loop"));
  writeFileSync(at("file"), "");
  mkdirSync(at("folder"));
});

afterAll(() => {
  for (const loop of loops) detachLoop(loop);
  rmSync(folder, { recursive: true });
}, 60_000);

/** `record`: what stands in the file; undefined: there is none. */
type Case = {
  readonly variables: Variables;
  readonly name: string;
  readonly record: string | undefined;
};

let made = 0;

type Variables = Readonly<Record<string, string>>;

/** Writes the records, each into a folder of its own, and gives the variables that lead there. */
function place(cases: readonly Case[]): readonly Variables[] {
  return cases.map(({ variables, name, record }) => {
    made += 1;
    const own = join(folder, "records", String(made));
    mkdirSync(own, { recursive: true });
    if (record !== undefined) writeFileSync(join(own, name), record);
    return { HA_RSCTMP: own, ...variables };
  });
}

function ask(shell: (typeof shells)[number], placed: readonly Variables[], text = functions) {
  return askQuickMonitor(
    shell,
    text,
    placed.map((variables) => ({ variables, before: "" })),
  );
}

/** The Node.js path: the agent's own monitor on the real record and the real devices. */
async function byNodeJs(variables: Variables) {
  const { call, host, lines } = scene({
    variables,
    readSector: async () => ({ kind: "failed", reason: "not read in this test" }),
  });
  try {
    const exit = await monitor(call, {
      ...host,
      recordFileFor: ({ environment: { instance, globallyUnique } }) =>
        recordFileIn(recordFolder(variables["HA_RSCTMP"]), recordName(instance, globallyUnique), bootId),
      lookAtDevice,
    });
    return { exit, said: lines };
  } catch (error) {
    if (error instanceof OcfError) return { exit: error.code, said: [...lines, error.message] };
    throw error;
  }
}

const mostly = <T>(usual: readonly T[], other: readonly T[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...other) },
  );

const odd = [
  "empty",
  "dead",
  "character",
  "file",
  "folder",
  "dangling",
  "loop",
  "beneath",
  "missing",
] as const;

const volumes = fc.array(mostly<keyof typeof places>(["usable", "another", "linked"], odd), { maxLength: 4 });

/** Each with the name of the file that its record has to be in. */
const instances = [
  ["evmsclone", "evmsclone"],
  ["evmsclone:0", "evmsclone"],
  ["a.b_c-D:12", "a.b_c-D"],
] as const;
const oddInstances = [
  ["evmsclone:", "evmsclone%3A"],
  ["a:1:2", "a%3A1"],
  ["é", "%C3%A9"],
  ["a b", "a%20b"],
  ["../x", "..%2Fx"],
  ["*", "*"],
] as const;

const anyCase = fc
  .tuple(
    mostly<readonly [string, string]>(instances, oddInstances),
    mostly(["", "false", "0"], ["true", "1", "yes"]),
    mostly(["", "0"], ["10", "x", "00"]),
    mostly([bootId], [bootId.toUpperCase(), bootId.replace(/.$/, "0"), "damaged", "", ` ${bootId}`]),
    mostly(["started"], ["stopped", "started ", "", "Started"]),
    volumes,
    mostly(
      ["\n", "\n", "\n", "\n", ""],
      ["\n\n", "\r\n", " \n", "\n \n", "\n# x\n", "\nrelative\n", "\n/\u{e9}\n"],
    ),
    fc.boolean(),
    mostly([true], [false]),
  )
  .map(([[instance, name], unique, level, boot, state, listed, end, named, written]): Case => {
    const paths = listed.map((place) => join(folder, places[place]));
    return {
      variables: {
        OCF_RESOURCE_INSTANCE: instance,
        OCF_RESKEY_CRM_meta_globally_unique: unique,
        OCF_CHECK_LEVEL: level,
        ...(named ? { OCF_RESKEY_backend: "neither" } : {}),
      },
      name: `xensan-EvmsSCC-${name}`,
      record: written ? [boot, state, ...paths].join("\n") + end : undefined,
    };
  });

describe("EvmsSCC's quick monitor", () => {
  it.each([
    ["dash", 1_500],
    ["busybox sh", 500],
    ["bash --posix", 500],
  ] as const)(
    "in %s answers only as the Node.js path does, in %d cases",
    async (shell, count) => {
      const seed = fc.sample(fc.integer(), 1)[0] ?? 0;
      const cases = fc.sample(anyCase, { numRuns: count, seed });
      const placed = place(cases);
      const answers = ask(shell, placed);
      let answered = 0;
      for (const [index, variables] of placed.entries()) {
        if (!answers[index]?.answered) continue;
        answered += 1;
        const told = `seed ${seed}: ${JSON.stringify(cases[index])}`;
        expect(await byNodeJs(variables), told).toEqual({ exit: 0, said: [] });
      }
      // Else it would be idle to ask, and idle to answer.
      expect(answered).toBeGreaterThan(count / 5);
      expect(answered).toBeLessThan((count * 9) / 10);
    },
    120_000,
  );

  /**
   * Checks of the shell, and what is left when one is out. That stat(1) failed shows in the
   * number of its answers too, and of no volumes Node.js says the same.
   */
  const checks: readonly (readonly [string, string])[] = [
    ["'' | 0) ;; *) return 1 ;; esac", "*) ;; esac"],
    ['[ "$line" = started ] || return 1', ":"],
    ['[ "$line" = "$boot" ]', ":"],
    ['[ -z "$line" ]', ":"],
    ["6???) ;; *) return 1 ;; esac", "*) ;; esac"],
    ["'' | 0* | *[!0123456789]*) return 1", "x) :"],
    ["|| return 1\n    case $size in", "|| size=1\n    case $size in"],
  ];

  it("would be noticed without any of its checks", async () => {
    const placed = place(fc.sample(anyCase, { numRuns: 1_500, seed: 2007 }));
    const isRight = async (variables: Variables) => (await byNodeJs(variables)).exit === 0;
    const unnoticed: string[] = [];
    for (const [check, left] of checks) {
      expect(functions.split(check), check).toHaveLength(2);
      const text = functions.replace(check, () => left);
      if (!(await isNoticed(placed, (some) => ask("dash", some, text), isRight))) unnoticed.push(check);
    }
    expect(unnoticed).toEqual([]);
  }, 120_000);

  it.each(shells)("in %s sees each volume of a long record", (shell) => {
    const usable = join(folder, places.usable);
    const record = [bootId, "started", ...Array.from({ length: 200 }, () => usable)].join("\n");
    const name = "xensan-EvmsSCC-default";
    const placed = place([
      { variables: {}, name, record: `${record}\n` },
      { variables: {}, name, record: `${record}\n${join(folder, places.dead)}\n` },
    ]);
    const answers = ask(shell, placed);
    expect(answers.map(({ answered }) => answered)).toEqual([true, false]);
  });
});
