import { describe, expect, it } from "vitest";
import { keptOpen } from "../../../../../lib/guard/peers/kept-open.ts";
import { teller } from "../../../../../lib/guard/peers/teller.ts";
import type { Message, Reply } from "../../../../../lib/guard/step.ts";
import { decodeOrder, encodeReady, encodeReply } from "../../../../../lib/guard/wire/exchange.ts";
import { monotonicClock } from "../../../../../lib/system/clock.ts";
import type { Conversation, StartConversation } from "../../../../../lib/system/conversation.ts";
import { exited } from "../../storage/scripted-run.ts";
import { movedClock } from "../moved-clock.ts";

const peers = [{ name: "host2", address: "10.0.1.2" }];
const topic = { from: "host1", guest: "nfs1", lease: "none", hosts: ["host1", "host2"] };
const prepare: Message = { kind: "prepare", id: "0d4c", claim: 5 };
const take: Message = { kind: "take", id: "0d4c", claim: 5 };
const cancel: Message = { kind: "cancel", id: "0d4c" };
const done: Reply = { kind: "done" };

/** What comes of itself, what comes once something was said, and the end. */
type Line = string | ((order: string) => string | undefined) | undefined;

const answers = (order: string, reply: Reply = done): string => {
  const decoded = decodeOrder(`${order.replace(/\n$/, "")}\n`);
  if (decoded.kind === "failed") throw new Error(decoded.reason);
  return encodeReply(decoded.value, "host2", reply);
};

/** host1, with a session in which these lines come one after the other; what went over which way is noted. */
function scene(lines: readonly Line[]) {
  const left = [...lines];
  const went: string[] = [];
  let said: (order: string) => void = () => undefined;
  let saying = nextSaying();
  function nextSaying(): Promise<string> {
    return new Promise((resolve) => {
      said = resolve;
    });
  }
  let open = true;
  const start: StartConversation = (file, args) => {
    went.push(`opens ${file} ${args.at(-1)}`);
    return {
      isOpen: () => open,
      say: (line) => {
        went.push(`session ${JSON.parse(line).content.message.kind}`);
        said(line);
      },
      nextLine: async () => {
        const next = left.shift();
        if (typeof next === "function" || left.length === 0) {
          const order = await saying;
          saying = nextSaying();
          if (typeof next === "function") return next(order)?.replace(/\n$/, "");
        }
        if (next === undefined) open = false;
        return typeof next === "string" ? next.replace(/\n$/, "") : undefined;
      },
      end: () => {
        if (open) went.push("hangs up");
        open = false;
      },
    };
  };
  const made = teller(
    {
      newId: () => "id-1",
      clock: movedClock(),
      converse: async () => start,
      run: async (_, args, { input = "" }) => {
        went.push(`${args.at(-1)} ${JSON.parse(input).content.message.kind}`);
        return exited(0, answers(input));
      },
    },
    peers,
    topic,
  );
  return {
    ...made,
    went,
    lose: () => {
      open = false;
    },
  };
}

describe("what a hand-over says", () => {
  it("goes over one connection, from its first message to its last", async () => {
    const { tell, hangUp, went } = scene([encodeReady("host2"), answers, answers]);
    expect(await tell("host2", prepare, 1_000)).toEqual(done);
    expect(await tell("host2", take, 1_000)).toEqual(done);
    hangUp();
    expect(went).toEqual([
      "opens ssh /usr/lib/xensan/peer receive --session",
      "session prepare",
      "session take",
      "hangs up",
    ]);
  });

  it("is not mixed up with what a shell's start-up files say", async () => {
    const { tell } = scene(["Welcome!", encodeReady("host2"), "You have mail.", answers]);
    expect(await tell("host2", prepare, 1_000)).toEqual(done);
  });

  it.each([
    ["knows no sessions", [undefined]],
    ["is another host", [encodeReady("host3"), undefined]],
  ])("has a connection of its own, each, where the other end %s", async (_, lines) => {
    const { tell, went } = scene(lines);
    expect(await tell("host2", prepare, 1_000)).toEqual(done);
    expect(await tell("host2", take, 1_000)).toEqual(done);
    expect(went.filter((each) => each.startsWith("session"))).toEqual([]);
    expect(went.slice(-1)).toEqual(["/usr/lib/xensan/peer receive take"]);
  });

  it("goes by a new connection where the old one was lost before it was said", async () => {
    const { tell, went, lose } = scene([encodeReady("host2"), answers]);
    await tell("host2", prepare, 1_000);
    lose();
    expect(await tell("host2", take, 1_000)).toEqual(done);
    expect(went.slice(1)).toEqual(["session prepare", "/usr/lib/xensan/peer receive take"]);
  });

  it("is not known to be done, and not said again, where the connection is lost after it was said", async () => {
    const { tell, went } = scene([encodeReady("host2"), answers, undefined]);
    await tell("host2", prepare, 1_000);
    expect(await tell("host2", take, 1_000)).toEqual({
      kind: "silent",
      reason: "the connection to it was lost, or it took too long to answer",
    });
    expect(went.slice(1)).toEqual(["session prepare", "session take"]);
  });

  it("is answered by nothing but its own answer", async () => {
    const before = (order: string) => answers(order.replace("id-1", "id-0"));
    const { tell, hangUp } = scene([encodeReady("host2"), before, () => "never comes"]);
    expect(await tell("host2", prepare, 50)).toMatchObject({
      kind: "silent",
      reason: expect.stringContaining("it took too long to answer"),
    });
    hangUp();
  });

  it("is not known to be done where the answer cannot be used", async () => {
    const other = (order: string) => answers(order).replace('"host":"host2"', '"host":"host3"');
    const { tell, hangUp } = scene([encodeReady("host2"), other, () => "never comes"]);
    expect(await tell("host2", prepare, 1_000)).toMatchObject({
      kind: "silent",
      reason: expect.stringContaining("it is from host3"),
    });
    hangUp();
  });

  it("shares the connection of whoever keeps one open, which it leaves so", async () => {
    const lineOf = (guest: string) => ({ ...topic, guest });
    const said: string[] = [];
    let hear: (line: string) => void = () => undefined;
    let open = true;
    const conversation: Conversation = {
      isOpen: () => open,
      say: (line) => void said.push(line),
      end: () => {
        open = false;
      },
      nextLine: () =>
        new Promise((resolve) => {
          hear = resolve;
        }),
    };
    let ids = 0;
    const machine = {
      ...{ newId: () => `id-${++ids}`, clock: monotonicClock },
      run: async () => exited(1, ""),
      keptOpen: keptOpen(async () => () => conversation, monotonicClock),
    };
    const [one, other] = ["nfs1", "web1"].map((guest) => teller(machine, peers, lineOf(guest)));
    const told = [one?.tell("host2", prepare, 5_000), other?.tell("host2", prepare, 5_000)];
    await settled();
    hear(encodeReady("host2").trimEnd());
    await settled();
    const refused: Reply = { kind: "refused", reason: "host2 is in maintenance" };
    hear(answers(said[1] ?? "", refused).trimEnd());
    await settled();
    one?.hangUp();
    hear(answers(said[0] ?? "").trimEnd());
    expect(await Promise.all(told)).toEqual([done, refused]);
    expect(open).toBe(true);
    machine.keptOpen.end();
    expect(open).toBe(false);
  });

  it("goes another way where no connection can be begun", async () => {
    const went: unknown[] = [];
    const machine = {
      ...{ newId: () => "id-1", clock: movedClock() },
      run: async (_: string, __: readonly string[], { input = "" }) => {
        went.push(JSON.parse(input).content.message.kind);
        return exited(0, answers(input));
      },
    };
    const converse = async (): Promise<StartConversation> => () => {
      throw new Error("spawn ENOMEM");
    };
    const ways = [{ converse }, { keptOpen: keptOpen(converse, monotonicClock) }];
    for (const way of ways)
      expect(await teller({ ...machine, ...way }, peers, topic).tell("host2", prepare, 1_000)).toEqual(done);
    expect(went).toEqual(["prepare", "prepare"]);
  });

  it("takes no longer than it may, by whatever way", async () => {
    const clock = movedClock();
    const beganMs = clock.nowMs();
    let limitMs: number | undefined;
    const { tell } = teller(
      {
        ...{ newId: () => "id-1", clock },
        converse: async () => () => ({
          ...{ isOpen: () => true, say: () => undefined, end: () => undefined },
          // Never ready.
          nextLine: () => new Promise(() => undefined),
        }),
        run: async (_, __, { input = "", timeoutMs }) => {
          limitMs = timeoutMs;
          return exited(0, answers(input));
        },
      },
      peers,
      topic,
    );
    expect(await tell("host2", prepare, 30_000)).toEqual(done);
    expect(clock.nowMs() - beganMs + (limitMs ?? Number.NaN)).toBe(30_000);
  });

  it("opens no session only to cancel", async () => {
    const { tell, went } = scene([]);
    expect(await tell("host2", cancel, 1_000)).toEqual(done);
    expect(went).toEqual(["/usr/lib/xensan/peer receive cancel"]);
  });
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
