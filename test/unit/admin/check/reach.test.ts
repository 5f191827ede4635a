import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { lookAtReach } from "../../../../admin/check/look/reach.ts";
import type { Question } from "../../../../admin/check/wire/question.ts";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import type { CommandResult, RunCommand } from "../../../../lib/system/command.ts";

const nodes = Array.from({ length: 20 }, (_, index) => {
  const address = `10.0.0.${index + 1}`;
  return { name: `host${index + 1}`, leaseId: undefined, cluster: address, ssh: address, migration: address };
});
const question = { nodes, to: "host5", migrationBySsh: true, toolMs: 400 } as unknown as Question;
const ended = (exitCode: number, stderr = ""): CommandResult => ({
  kind: "exited",
  exitCode,
  stdout: "",
  stderr,
});

/** @param answer of each address; undefined: it hangs until its cap */
function ssh(answer: (address: string, time: number) => CommandResult | undefined) {
  const seen = { most: 0, now: 0, calls: [] as string[] };
  const run: RunCommand = async (_, args, { timeoutMs }) => {
    const address = args.at(-2) ?? "";
    seen.calls.push(address);
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    const result = answer(address, seen.calls.filter((each) => each === address).length);
    await monotonicClock.sleep(result === undefined ? timeoutMs : 5);
    seen.now -= 1;
    return result ?? { kind: "timed-out", afterMs: timeoutMs, stdout: "", stderr: "" };
  };
  return { seen, run };
}

describe("xend's port", () => {
  it("is tried where guests go by it, and by nothing else", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const two = ["127.0.0.1", "127.0.0.2"].map((address, index) => ({
      ...{
        name: `host${index + 1}`,
        leaseId: undefined,
        cluster: address,
        ssh: `10.0.0.${index + 1}`,
        migration: address,
      },
    }));
    const { seen, run } = ssh(() => ended(0));
    const effects = { run, toolstack: "xm", clock: monotonicClock } as const;
    const from = (to: string) =>
      lookAtReach(effects, { ...question, nodes: two, to, relocationPort: port } as Question);
    expect(await from("host2")).toEqual([
      { to: "host1", address: "10.0.0.1", port: undefined, result: { kind: "reached" } },
      { to: "host1", address: "127.0.0.1", port, result: { kind: "reached" } },
    ]);
    expect((await from("host1")).at(-1)).toEqual({
      ...{ to: "host2", address: "127.0.0.2", port },
      result: {
        kind: "failed",
        reason: "nothing listens there: see xend-relocation-server in xend-config.sxp",
      },
    });
    expect(seen.calls).toEqual(["10.0.0.1", "10.0.0.2"]);
    server.close();
  });
});

describe("lookAtReach", () => {
  it("knocks at three doors at a time, at each once", async () => {
    const { seen, run } = ssh(() => ended(0));
    const found = await lookAtReach({ run, toolstack: "xl", clock: monotonicClock }, question);
    expect(found.map(({ to }) => to).slice(0, 2)).toEqual(["host6", "host7"]);
    expect(found.map(({ result }) => result.kind)).toEqual(Array(19).fill("reached"));
    expect([seen.most, new Set(seen.calls).size, seen.calls.length]).toEqual([3, 19, 19]);
  });

  it("does not wait for hosts that hang, one after the other", async () => {
    const { run } = ssh((address) =>
      address.endsWith("1") || Number(address.split(".")[3]) > 10 ? undefined : ended(0),
    );
    const begin = performance.now();
    const found = await lookAtReach(
      { run, toolstack: "xl", clock: monotonicClock, patienceMs: 20 },
      question,
    );
    // Of eleven, three at a time would take four times the cap.
    expect(performance.now() - begin).toBeLessThan(1_200);
    expect(found.filter(({ result }) => result.kind === "failed")).toHaveLength(11);
  });

  it("tries again where sshd turned it away for want of room, and once only", async () => {
    const closed = ended(255, "kex_exchange_identification: Connection closed by remote host\n");
    const once = ssh((address, time) => (address === "10.0.0.7" && time === 1 ? closed : ended(0)));
    const found = await lookAtReach({ run: once.run, toolstack: "xl", clock: monotonicClock }, question);
    expect(found.every(({ result }) => result.kind === "reached")).toBe(true);
    expect(once.seen.calls.filter((each) => each === "10.0.0.7")).toHaveLength(2);
    const always = ssh((address) => (address === "10.0.0.7" ? closed : ended(0)));
    const left = await lookAtReach({ run: always.run, toolstack: "xl", clock: monotonicClock }, question);
    expect(left.filter(({ result }) => result.kind === "failed").map(({ to }) => to)).toEqual(["host7"]);
    expect(always.seen.calls.filter((each) => each === "10.0.0.7")).toHaveLength(2);
  });
});
