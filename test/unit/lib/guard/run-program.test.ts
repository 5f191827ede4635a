import { describe, expect, it } from "vitest";
import type { GuardEffects } from "../../../../lib/guard/effects.ts";
import type { Operation } from "../../../../lib/guard/operation.ts";
import { runProgram } from "../../../../lib/guard/run-program.ts";
import { type Program, perform, type Step } from "../../../../lib/guard/step.ts";
import { deferred } from "../../../../lib/system/deferred.ts";
import type { Listing } from "../../../../lib/xen/presence.ts";
import { start } from "./operations.ts";
import { absentHere, type Scripted, scriptedEffects } from "./scripted-effects.ts";

function* one(step: Step): Program<unknown> {
  return yield step;
}

const answerTo = async (step: Step, given: Scripted) => {
  const ran = await runProgram(one(step), scriptedEffects(given));
  return ran.kind === "ended" ? ran.result : ran;
};

const done = { kind: "done" } as const;
const report = async () => absentHere;
const reportHere = absentHere.kind === "answered" ? absentHere.report : undefined;
const domain = { domid: 5, name: "nfs1", state: "running", memoryMiB: 1, vcpus: 1 } as const;
const running = { kind: "running", domains: [{ domain, role: "itself" }] } as const;

describe("runProgram carries out", () => {
  it("the opening and closing of operations", async () => {
    const opened: Operation[] = [];
    const store = {
      open: (operation: Operation) => {
        opened.push(operation);
        return { kind: "opened" } as const;
      },
    };
    expect(await answerTo({ kind: "open-operation", operation: start }, { store })).toEqual({
      kind: "opened",
    });
    expect(opened).toEqual([start]);
    const closed: string[] = [];
    const close = (guest: string, id: string) => void closed.push(`${guest} ${id}`);
    expect(await answerTo({ kind: "close-operation", id: "a1" }, { store: { close } })).toBeUndefined();
    expect(closed).toEqual(["nfs1 a1"]);
    const renamed: string[] = [];
    const rename = (guest: string, id: string, as: string) => void renamed.push(`${guest} ${id} ${as}`);
    const asked = { kind: "rename-operation", id: "a1", as: "a2" } as const;
    expect(await answerTo(asked, { store: { rename } })).toBeUndefined();
    expect(renamed).toEqual(["nfs1 a1 a2"]);
  });

  it("a creation that stays paused, from the guest's configuration", async () => {
    const create = async (creation: unknown, timeoutMs: number) => {
      expect({ creation, timeoutMs }).toEqual({
        creation: { configPath: "/etc/xen/nfs1.cfg", paused: true },
        timeoutMs: 180_000,
      });
      return done;
    };
    expect(await answerTo({ kind: "create" }, { toolstack: { create } })).toEqual(done);
  });

  it("a shutdown, with the power button for guests without drivers", async () => {
    const shutdown = async (...args: unknown[]) => {
      expect(args).toEqual([5, true, 30_000]);
      return done;
    };
    expect(await answerTo({ kind: "shut-down", domid: 5 }, { toolstack: { shutdown } })).toEqual(done);
  });

  it.each(["destroy", "pause", "unpause"] as const)("%s, of the domain with that id", async (kind) => {
    const failed = { kind: "failed", reason: "no" } as const;
    const deed = async (domid: number) => (domid === 5 ? done : failed);
    expect(await answerTo({ kind, domid: 5 }, { toolstack: { [kind]: deed } })).toEqual(done);
    expect(await answerTo({ kind, domid: 6 }, { toolstack: { [kind]: deed } })).toEqual(failed);
  });

  it("a migration to the address of its destination, which leaves the copy paused", async () => {
    const step: Step = { kind: "migrate", domid: 5, destination: "host2" };
    const transport = { kind: "plain", sshAddress: "192.168.1.2" } as const;
    const migrate = async (migration: unknown) => {
      expect(migration).toEqual({ domid: 5, host: "192.168.20.2", leavePaused: true, transport });
      return { kind: "said-done" } as const;
    };
    const migrationAddress = () => "192.168.20.2";
    const effects = { toolstack: { migrate }, migrationAddress, transportTo: () => transport };
    expect(await answerTo(step, effects)).toEqual({ kind: "said-done" });
    expect(await answerTo(step, { migrationAddress: () => undefined })).toEqual({
      kind: "said-failed",
      suggests: "not-begun",
      reason: "the cluster file has no host host2",
    });
  });

  it("the lease's calls", async () => {
    const lease = {
      view: async (guest: string) => ({ kind: "owned", version: 3, owner: guest }) as const,
      holding: async () => ({ kind: "not-held" }) as const,
      acquire: async (guest: string, version: number, _timeoutMs: number, from?: string) =>
        ({ kind: "refused", reason: `${guest} ${version} ${from}` }) as const,
      release: async () => ({ kind: "released", version: 4 }) as const,
    };
    expect(await answerTo({ kind: "view-lease" }, { lease })).toEqual({
      kind: "owned",
      version: 3,
      owner: "nfs1",
    });
    expect(await answerTo({ kind: "holding" }, { lease })).toEqual({ kind: "not-held" });
    expect(await answerTo({ kind: "acquire", version: 3, from: "host2" }, { lease })).toEqual({
      kind: "refused",
      reason: "nfs1 3 host2",
    });
    expect(await answerTo({ kind: "acquire", version: 3 }, { lease })).toMatchObject({
      reason: "nfs1 3 undefined",
    });
    expect(await answerTo({ kind: "release" }, { lease })).toEqual({ kind: "released", version: 4 });
    expect(await answerTo({ kind: "release" }, { lease: "none" })).toMatchObject({
      kind: "cut-off",
      reason: "the cluster has no lease volume",
    });
  });

  it("a message to another host", async () => {
    const step: Step = { kind: "tell", host: "host2", message: { kind: "cancel", id: "m1" } };
    const tell = async (...args: unknown[]) => {
      expect(args).toEqual(["host2", { kind: "cancel", id: "m1" }, 240_000]);
      return done;
    };
    expect(await answerTo(step, { tell })).toEqual(done);
  });

  it("one look, and the wait for an absence with the patience that was asked for, and a report after it", async () => {
    const find = async () => running;
    expect(await answerTo({ kind: "look" }, { toolstack: { find } })).toEqual(running);
    for (const [patience, looks] of [
      ["brief", 21],
      ["stop", 301],
    ] as const) {
      let count = 0;
      const counting = async () => {
        count += 1;
        return running;
      };
      const afterLooks = async (seen: unknown) => {
        expect(seen).toEqual(running);
        return report();
      };
      expect(
        await answerTo(
          { kind: "await-absence", patience },
          { toolstack: { find: counting }, report: afterLooks },
        ),
      ).toEqual(reportHere);
      expect(count).toBe(looks);
    }
  });

  it("a pause between two looks", async () => {
    const effects = scriptedEffects({});
    expect(await runProgram(one({ kind: "wait" }), effects)).toEqual({ kind: "ended", result: undefined });
    expect(effects.clock.slept).toContain(1_000);
  });

  it("this host's report, which has to be one", async () => {
    const step: Step = { kind: "report" };
    expect(await answerTo(step, { report })).toEqual(reportHere);
    const silent = { kind: "silent", reason: "nfs1.json cannot be read (EIO)" } as const;
    expect(await answerTo(step, { report: async () => silent })).toEqual({
      kind: "cut-off",
      at: step,
      begun: true,
      reason: "nfs1.json cannot be read (EIO)",
    });
  });
});

describe("a survey", () => {
  const membership = async () => new Map([["host2", "gone"]] as const);
  const askOthers = async () => new Map([["host2", { kind: "silent", reason: "it is off" }]] as const);

  it("has everybody's answer in the cluster file's order, the membership and the lease", async () => {
    const lease = {
      view: async () => ({ kind: "free", version: 2, lastOwner: undefined }) as const,
      holding: async () => ({ kind: "not-held" }) as const,
      signsOfLife: async () => new Map([["host2", "dead"]] as const),
    };
    const hosts = ["host2", "host1", "host3"];
    expect(
      await answerTo(
        { kind: "survey" },
        { report, membership, askOthers, lease, hosts, confirmedDead: ["host2"] },
      ),
    ).toEqual({
      guest: "nfs1",
      here: "host1",
      answers: new Map([
        ["host2", { kind: "silent", reason: "it is off" }],
        ["host1", absentHere],
        ["host3", { kind: "silent", reason: "it was not asked" }],
      ]),
      membership: new Map([["host2", "gone"]]),
      confirmedDead: ["host2"],
      lease: {
        kind: "volume",
        view: { kind: "free", version: 2, lastOwner: undefined },
        holding: { kind: "not-held" },
        signsOfLife: new Map([["host2", "dead"]]),
      },
    });
  });

  it("asks the others with what the first look here shows, and without where there was none", async () => {
    const listing = { kind: "listed", domains: [] } as const;
    const given: (Listing | undefined)[] = [];
    const asked = async (_: number, listed?: Promise<Listing | undefined>) => {
      given.push(await listed);
      return new Map();
    };
    let others = Promise.resolve();
    const looking: GuardEffects["report"] = async (_, looked) => {
      looked?.(listing);
      // The second look comes only when the others have been asked.
      await others;
      return absentHere;
    };
    const surveyed = async (report: GuardEffects["report"]) => {
      const all = deferred();
      others = all.promise;
      const askOthers: GuardEffects["askOthers"] = (...args) => asked(...args).finally(all.resolve);
      return answerTo({ kind: "survey" }, { report, membership, askOthers, lease: "none" });
    };
    await surveyed(looking);
    await surveyed(async () => absentHere);
    await surveyed(async () => {
      throw new Error("it broke");
    });
    expect(given).toEqual([listing, undefined, undefined]);
  });

  it("is whole also where everything fails, and then knows nothing", async () => {
    const failing = async () => {
      throw new Error("it broke");
    };
    const lease = { view: failing, holding: failing, signsOfLife: failing };
    expect(
      await answerTo({ kind: "survey" }, { report: failing, membership: failing, askOthers: failing, lease }),
    ).toEqual({
      guest: "nfs1",
      here: "host1",
      answers: new Map([
        ["host1", { kind: "silent", reason: "it broke" }],
        ["host2", { kind: "silent", reason: "it broke" }],
      ]),
      membership: new Map(),
      confirmedDead: [],
      lease: {
        kind: "volume",
        view: { kind: "unknown", reason: "it broke" },
        holding: { kind: "unknown", reason: "it broke" },
        signsOfLife: new Map(),
      },
    });
  });

  it("does not wait for what never answers", async () => {
    const never = () => new Promise<never>(() => undefined);
    const given = { report: never, membership: never, askOthers: never, lease: "none" } as const;
    expect(await answerTo({ kind: "survey" }, given)).toMatchObject({
      answers: new Map([
        ["host1", { kind: "silent", reason: "there was no answer within 90 s" }],
        ["host2", { kind: "silent", reason: "there was no answer within 90 s" }],
      ]),
      lease: { kind: "none" },
    });
  });
});

describe("runProgram", () => {
  function* looks(): Program<string> {
    yield* perform({ kind: "look" });
    yield* perform({ kind: "create" });
    return "over";
  }
  const find = async () => running;
  const create = async () => done;

  it("gives the program each answer and tells of each step", async () => {
    const seen: unknown[] = [];
    const effects = scriptedEffects({ toolstack: { find, create } });
    const progress = {
      began: ({ kind }: Step) => void seen.push(`began ${kind}`),
      ended: ({ kind }: Step, answer: unknown, tookMs: number) => void seen.push([kind, answer, tookMs]),
    };
    expect(await runProgram(looks(), effects, { progress })).toEqual({ kind: "ended", result: "over" });
    expect(seen).toEqual(["began look", ["look", running, 0], "began create", ["create", done, 0]]);
  });

  it("ends a program whose effect throws, and says at which step", async () => {
    const broken = async () => {
      throw new Error("the disk is gone.");
    };
    const effects = scriptedEffects({ toolstack: { find, create: broken } });
    expect(await runProgram(looks(), effects)).toEqual({
      kind: "cut-off",
      at: { kind: "create" },
      begun: true,
      reason: "the disk is gone",
    });
  });

  it("ends a program whose effect does not keep its deadline", async () => {
    const effects = scriptedEffects({ toolstack: { find: () => new Promise(() => undefined) } });
    expect(await runProgram(looks(), effects)).toMatchObject({ reason: "it did not end within 15 s" });
  });

  it("heeds an interruption between two steps, and lets the one that is under way end", async () => {
    const abort = new AbortController();
    const ended: string[] = [];
    const interrupted = async () => {
      abort.abort();
      ended.push("find");
      return running;
    };
    const effects = scriptedEffects({ toolstack: { find: interrupted, create } });
    expect(await runProgram(looks(), effects, { signal: abort.signal })).toEqual({
      kind: "cut-off",
      at: { kind: "create" },
      begun: false,
      reason: "it was interrupted",
    });
    expect(ended).toEqual(["find"]);
  });

  it("heeds an interruption where it only waits", async () => {
    const abort = new AbortController();
    const effects = scriptedEffects({
      toolstack: {
        find: async () => {
          abort.abort();
          return running;
        },
      },
    });
    const ran = await runProgram(one({ kind: "await-absence", patience: "stop" }), effects, {
      signal: abort.signal,
    });
    expect(ran).toMatchObject({ kind: "cut-off", begun: true, reason: "it was interrupted" });
  });
});
