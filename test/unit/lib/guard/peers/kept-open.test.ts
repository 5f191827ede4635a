import { describe, expect, it } from "vitest";
import { keptOpen } from "../../../../../lib/guard/peers/kept-open.ts";
import type { CallHost } from "../../../../../lib/guard/peers/ssh.ts";
import { encodeReady } from "../../../../../lib/guard/wire/exchange.ts";
import { monotonicClock } from "../../../../../lib/system/clock.ts";
import type { Conversation, StartConversation } from "../../../../../lib/system/conversation.ts";
import { exited } from "../../storage/scripted-run.ts";

const question = (id: string) => `${JSON.stringify({ xensan: "question", version: 1, content: { id } })}\n`;
const answer = (id: string) => JSON.stringify({ xensan: "report", version: 1, content: { id } });

/** Another host, whose lines come when a test says so. */
function scene() {
  const went: string[] = [];
  const buffered: string[] = [];
  let open = true;
  let hear: (line: string | undefined) => void = () => undefined;
  const conversation: Conversation = {
    isOpen: () => open,
    say: (line) => void went.push(`session ${JSON.parse(line).content.id}`),
    end: () => {
      open = false;
      went.push("hangs up");
      hear(undefined);
    },
    nextLine: async () => {
      const next = buffered.shift();
      if (next !== undefined || !open) return next;
      return new Promise((resolve) => {
        hear = (line) => {
          hear = () => undefined;
          resolve(line);
        };
      });
    },
  };
  const start: StartConversation = (_, args) => {
    went.push(`opens ${args.at(-1)}`);
    return conversation;
  };
  const each: CallHost = async (_, command, input) => {
    went.push(`${command} ${JSON.parse(input).content?.id}`);
    return exited(0, "by itself");
  };
  const questions = keptOpen(async () => start, monotonicClock);
  const says = async (line: string) => {
    buffered.push(line);
    hear(buffered.shift());
    await settled();
  };
  return {
    ...{ went, says, questions },
    ask: (id: string, timeoutMs = 5_000) =>
      questions.through(each)("10.0.1.2", "report", question(id), timeoutMs),
    tell: () => questions.through(each)("10.0.1.2", "receive", question("order"), 5_000),
    lose: async () => {
      open = false;
      hear(undefined);
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function readyScene() {
  const made = scene();
  const first = made.ask("first");
  await settled();
  await made.says(encodeReady("host2").trimEnd());
  await made.says(answer("first"));
  await first;
  return made;
}

describe("questions to a host that is asked again and again", () => {
  it("wait a moment for the connection, and go by calls of their own where it is not there by then", async () => {
    const { ask, went, questions } = scene();
    const beganMs = performance.now();
    const first = ask("a");
    await settled();
    expect(went).toEqual(["opens /usr/lib/xensan/peer report --session"]);
    expect(await first).toMatchObject({ stdout: "by itself" });
    expect(performance.now() - beganMs).toBeGreaterThan(2_400);
    expect(performance.now() - beganMs).toBeLessThan(5_000);
    // Only the first ones wait.
    expect(await Promise.race([ask("b"), settled()])).toMatchObject({ stdout: "by itself" });
    expect(went).toEqual(["opens /usr/lib/xensan/peer report --session", "report a", "report b"]);
    questions.end();
  });

  it("wait no longer than until it cannot be had", async () => {
    const { ask, lose, went } = scene();
    const first = ask("a");
    await settled();
    const beganMs = performance.now();
    await lose();
    expect(await first).toMatchObject({ stdout: "by itself" });
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    expect(went.at(-1)).toBe("report a");
  });

  it("go by the connection then, and each gets its own answer, in whatever order they come", async () => {
    const { ask, says, went, questions } = await readyScene();
    const [one, other] = [ask("a"), ask("b")];
    await settled();
    expect(went.slice(-2)).toEqual(["session a", "session b"]);
    await says("Welcome to host2!");
    await says(answer("b"));
    await says(answer("a"));
    expect(await one).toEqual({ kind: "exited", exitCode: 0, stdout: `${answer("a")}\n`, stderr: "" });
    expect(await other).toMatchObject({ stdout: `${answer("b")}\n` });
    questions.end();
  });

  it("are asked anew where the connection breaks, also those that wait for an answer", async () => {
    const { ask, lose } = await readyScene();
    const waits = ask("a");
    await settled();
    await lose();
    expect(await waits).toMatchObject({ stdout: "by itself" });
    expect(await ask("b")).toMatchObject({ stdout: "by itself" });
  });

  it("end at their time where no answer comes", async () => {
    const { ask, says, questions } = await readyScene();
    expect(await ask("a", 20)).toMatchObject({ kind: "timed-out", afterMs: 20 });
    // What comes too late is nobody's answer.
    await says(answer("a"));
    // And who did not answer one is asked no other by it.
    expect(await ask("b")).toMatchObject({ stdout: "by itself" });
    questions.end();
  });

  it("go by calls of their own again once it has hung up", async () => {
    const { ask, went, questions } = await readyScene();
    const waits = ask("a");
    await settled();
    questions.end();
    expect(await waits).toMatchObject({ stdout: "by itself" });
    expect(await ask("b")).toMatchObject({ stdout: "by itself" });
    expect(went).toContain("hangs up");
  });

  it("give orders another connection where the one before takes no more", async () => {
    const { questions, went, lose, says } = scene();
    const peer = { name: "host2", address: "10.0.1.2" };
    const first = await questions.forOrders(peer);
    expect(await questions.forOrders(peer)).toBe(first);
    await says(encodeReady("host2").trimEnd());
    expect(await first.ask(question("a").trimEnd(), 20)).toEqual({ kind: "late" });
    await settled();
    const second = await questions.forOrders(peer);
    expect(second).not.toBe(first);
    expect(await first.ask(question("b").trimEnd(), 20)).toEqual({ kind: "unsent" });
    expect(went.filter((each) => each.startsWith("opens"))).toEqual([
      "opens /usr/lib/xensan/peer receive --session",
      "opens /usr/lib/xensan/peer receive --session",
    ]);
    await lose();
    questions.end();
  });

  it("are all that goes by it: orders have connections of their own", async () => {
    const { tell, went } = await readyScene();
    await tell();
    expect(went.at(-1)).toBe("receive order");
  });
});
