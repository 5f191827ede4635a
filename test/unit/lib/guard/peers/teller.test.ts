import { describe, expect, it } from "vitest";
import { teller } from "../../../../../lib/guard/peers/teller.ts";
import type { Message, Reply } from "../../../../../lib/guard/step.ts";
import { decodeOrder, encodeReady, encodeReply } from "../../../../../lib/guard/wire/exchange.ts";
import type { StartConversation } from "../../../../../lib/system/conversation.ts";
import { exited } from "../../storage/scripted-run.ts";

const peers = [{ name: "host2", address: "10.0.1.2" }];
const topic = { from: "host1", guest: "nfs1", lease: "none", hosts: ["host1", "host2"] };
const prepare: Message = { kind: "prepare", id: "0d4c", claim: 5 };
const take: Message = { kind: "take", id: "0d4c", claim: 5 };
const cancel: Message = { kind: "cancel", id: "0d4c" };
const done: Reply = { kind: "done" };

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
  let said = "";
  let open = true;
  const start: StartConversation = (file, args) => {
    went.push(`opens ${file} ${args.at(-1)}`);
    return {
      isOpen: () => open,
      say: (line) => {
        said = line;
        went.push(`session ${JSON.parse(line).content.message.kind}`);
      },
      nextLine: async () => {
        const next = left.shift();
        const line = typeof next === "function" ? next(said) : next;
        if (line === undefined) open = false;
        return line?.replace(/\n$/, "");
      },
      end: () => {
        open = false;
        went.push("hangs up");
      },
    };
  };
  const made = teller(
    {
      newId: () => "id-1",
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
      "opens ssh xensan receive --json --session",
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
    expect(went.slice(-1)).toEqual(["xensan receive --json take"]);
  });

  it("goes by a new connection where the old one was lost before it was said", async () => {
    const { tell, went, lose } = scene([encodeReady("host2"), answers]);
    await tell("host2", prepare, 1_000);
    lose();
    expect(await tell("host2", take, 1_000)).toEqual(done);
    expect(went.slice(1)).toEqual(["session prepare", "xensan receive --json take"]);
  });

  it("is not known to be done, and not said again, where the connection is lost after it was said", async () => {
    const { tell, went } = scene([encodeReady("host2"), answers, undefined]);
    await tell("host2", prepare, 1_000);
    expect(await tell("host2", take, 1_000)).toEqual({
      kind: "silent",
      reason: "the connection to it was lost, or it took too long to answer",
    });
    expect(went.slice(1)).toEqual(["session prepare", "session take", "hangs up"]);
  });

  it("is answered by nothing but its own answer", async () => {
    const before = (order: string) => answers(order.replace("id-1", "id-0"));
    const { tell } = scene([encodeReady("host2"), before]);
    expect(await tell("host2", prepare, 1_000)).toMatchObject({
      kind: "silent",
      reason: expect.stringContaining("it answers another question"),
    });
  });

  it("opens no session only to cancel", async () => {
    const { tell, went } = scene([]);
    expect(await tell("host2", cancel, 1_000)).toEqual(done);
    expect(went).toEqual(["xensan receive --json cancel"]);
  });
});
