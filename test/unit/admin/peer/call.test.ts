import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { call } from "../../../../admin/peer/call.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import {
  type Address,
  decodeAnswer,
  decodeReply,
  encodeOrder,
  encodeQuestion,
  isReady,
} from "../../../../lib/guard/wire/exchange.ts";
import { decodeOverview, encodeOverviewQuestion } from "../../../../lib/guard/wire/overview-exchange.ts";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import { hostScene } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

const asked: Address = {
  id: "q-1",
  from: "host1",
  to: "host2",
  guest: "nfs1",
  lease: "none",
  hosts: ["host1", "host2"],
};
const open = {
  version: 1,
  operation: { kind: "start", id: "a1", guest: "nfs1", sinceMs: 1_700_000_000_000 },
};

describe("a host's answer", () => {
  it("answers the question on standard input about the disks that it names", async () => {
    const disks = [{ target: "/dev/SAN/none", access: "write" }] as const;
    const { out, code } = await scene.peer(["report"], encodeQuestion({ ...asked, disks }));
    const decoded = decodeAnswer(asked, out);
    expect(decoded).toMatchObject({
      value: { report: { presence: { kind: "absent" }, open: undefined, busy: [] } },
    });
    expect(code).toBe(0);
  });

  it("tells an open operation, and whether anybody is at work on it", async () => {
    scene.writeOperation("nfs1", JSON.stringify(open));
    const { out } = await scene.peer(["report"], encodeQuestion({ ...asked, disks: [] }));
    expect(decodeAnswer(asked, out)).toMatchObject({
      value: { report: { open: { operation: open.operation, active: false } } },
    });
  });

  it("answers a question about the host and all its guests", async () => {
    const question = { id: "q-1", from: "host1", to: "host2", lease: "none", hosts: ["host1", "host2"] };
    const { out, code } = await scene.peer(["report"], encodeOverviewQuestion(question));
    const decoded = decodeOverview(question, out);
    expect(decoded).toMatchObject({
      value: { overview: { toolstack: "xl", guests: [{ guest: "nfs1" }, { guest: "web1" }] } },
    });
    expect(code).toBe(0);
    const other = await scene.peer(
      ["report"],
      encodeOverviewQuestion({ ...question, lease: "/dev/SAN/leases" }),
    );
    expect(decodeOverview(question, other.out)).toMatchObject({ value: { kind: "silent" } });
  });

  it("says that it is ready in a session, and answers each question by itself, until there are no more", async () => {
    const questions = ["q1", "q2"].map((id) => ({ ...asked, id, disks: undefined }));
    const input = questions.map((each) => encodeQuestion(each)).join("");
    const { out, code } = await scene.peer(["report", "--session"], input);
    const [ready = "", ...answers] = out.trimEnd().split("\n");
    expect(isReady(ready, "host2")).toBe(true);
    expect(answers).toHaveLength(2);
    for (const question of questions) {
      const own = answers.find((line) => line.includes(`"${question.id}"`));
      expect(decodeAnswer(question, `${own}\n`)).toMatchObject({ value: { kind: "answered" } });
    }
    expect(code).toBe(0);
  });

  it("ends a session at what is no question", async () => {
    const { out, err, code } = await scene.peer(["report", "--session"], "Hello\n");
    expect(isReady(out.trimEnd(), "host2")).toBe(true);
    expect(err).toMatch(/^xensan: standard input has no question /);
    expect(code).toBe(2);
  });

  it("comes with 0 also where something of this host is unknown, because any other code is no answer", async () => {
    scene.writeOperation("web1", "{");
    const question = { id: "q-1", from: "host1", to: "host2", lease: "none", hosts: ["host1", "host2"] };
    expect(await scene.peer(["report"], encodeOverviewQuestion(question))).toMatchObject({ code: 0 });
    const questions = encodeQuestion({ ...asked, guest: "web1", disks: undefined });
    expect(await scene.peer(["report"], questions)).toMatchObject({ code: 0 });
    expect(await scene.peer(["report", "--session"], questions)).toMatchObject({ code: 0 });
  });

  it("is none to anything else", async () => {
    expect(await scene.peer(["report"], "hello\n")).toEqual({
      out: "",
      err: "xensan: standard input has no question (it has no whole answer).\n",
      code: 2,
    });
  });
});

describe("what a host is ordered", () => {
  const prepare = (id: string) => {
    const message = { kind: "prepare", id, claim: undefined } as const;
    return scene.peer(["receive"], encodeOrder({ ...asked, message }));
  };

  it("does what the order says and replies; what is open keeps the next one out", async () => {
    scene.remove();
    // The lock is looked at by a program, which takes real time.
    scene = hostScene({ clock: monotonicClock });
    scene.writeConfig('name = "nfs1"\ndisk = []\n');
    const first = await prepare("m1");
    expect(decodeReply(asked, first.out)).toEqual({ kind: "decoded", value: { kind: "done" } });
    const second = await prepare("m2");
    expect(decodeReply(asked, second.out)).toMatchObject({
      value: { kind: "refused", reason: expect.stringMatching(/^a migration to it of nfs1 is open there/) },
    });
  });

  it("says that it is ready in a session, and answers each order by itself, until there are no more", async () => {
    scene.remove();
    scene = hostScene({ clock: monotonicClock });
    scene.writeConfig('name = "nfs1"\ndisk = []\n');
    const prepares = encodeOrder({ ...asked, message: { kind: "prepare", id: "m1", claim: undefined } });
    const cancels = encodeOrder({ ...asked, message: { kind: "cancel", id: "m1" } });
    const { out, code } = await scene.peer(["receive", "--session"], `${prepares}${cancels}`);
    const [ready = "", ...replies] = out.trimEnd().split("\n");
    expect(isReady(ready, "host2")).toBe(true);
    expect(replies.map((line) => decodeReply(asked, `${line}\n`))).toEqual([
      { kind: "decoded", value: { kind: "done" } },
      { kind: "decoded", value: { kind: "done" } },
    ]);
    expect(code).toBe(0);
    expect(readdirSync(join(scene.folder, "operations"))).toEqual([]);
  });

  it("has another process see to the cluster's picture of a guest that runs here, once it has answered", async () => {
    scene.remove();
    const called: string[] = [];
    const domain = { domid: 5, name: "nfs1", disk: "/dev/SAN/nfs1" };
    scene = hostScene({ clock: monotonicClock, called: (args) => called.push(args.join(" ")), domain });
    scene.writeConfig('name = "nfs1"\ndisk = []\n');
    // Told twice, because the first answer was lost.
    const take = encodeOrder({ ...asked, message: { kind: "take", id: "m1", claim: undefined } });
    const cancel = encodeOrder({ ...asked, message: { kind: "cancel", id: "m1" } });
    const { out } = await scene.peer(["receive", "--session"], `${take}${cancel}`);
    const replies = out.trimEnd().split("\n").slice(1);
    expect(replies.map((line) => decodeReply(asked, `${line}\n`))).toEqual([
      { kind: "decoded", value: { kind: "done" } },
      { kind: "decoded", value: { kind: "done" } },
    ]);
    expect(called).toEqual(["arrived nfs1"]);
  });

  it("does so most of all where nobody hears the answer any more", async () => {
    scene.remove();
    const called: string[] = [];
    const domain = { domid: 5, name: "nfs1", disk: "/dev/SAN/nfs1" };
    scene = hostScene({ clock: monotonicClock, called: (args) => called.push(args.join(" ")), domain });
    scene.writeConfig('name = "nfs1"\ndisk = []\n');
    const deaf: Terminal = {
      out: () => {
        throw new AdminError(1, "standard output takes no more");
      },
      err: () => undefined,
      readStandardInput: () =>
        encodeOrder({ ...asked, message: { kind: "take", id: "m1", claim: undefined } }),
      endWith: () => undefined,
    };
    const deed = call(deaf, scene.surroundings, ["receive"], () => Promise.reject(new Error("no session")));
    await expect(deed).rejects.toThrow("takes no more");
    expect(called).toEqual(["arrived nfs1"]);
  });

  it("does not where it did not take a guest over", async () => {
    scene.remove();
    scene = hostScene({ clock: monotonicClock });
    const take = encodeOrder({ ...asked, message: { kind: "take", id: "m1", claim: undefined } });
    const { out } = await scene.peer(["receive"], take);
    expect(decodeReply(asked, out)).toMatchObject({ value: { kind: "refused" } });
  });

  it("begins nothing while its cluster file cannot be used, and ends what has begun", async () => {
    scene.remove();
    scene = hostScene({ clock: monotonicClock });
    scene.writeConfig('name = "nfs1"\ndisk = []\n');
    const { surroundings, clusterFile, folder } = scene;
    // Only its stamp is taken from there.
    const stamped = join(folder, "cluster.yaml");
    const right = clusterFile.text;
    const change = (text: string) => {
      clusterFile.text = text;
      writeFileSync(stamped, text);
    };
    const said: string[] = [];
    const replies = async (count: number) => {
      while (said.length < count + 1) await monotonicClock.sleep(5);
    };
    const order = (kind: "prepare" | "cancel") =>
      encodeOrder({
        ...asked,
        message: kind === "prepare" ? { kind, id: "m1", claim: undefined } : { kind, id: "m1" },
      }).trimEnd();
    const lines = async function* () {
      yield order("prepare");
      await replies(1);
      change("nodes: []\n");
      yield order("prepare");
      await replies(2);
      yield order("cancel");
      await replies(3);
      change(`${right}\n`);
      yield order("prepare");
      await replies(4);
      yield order("cancel");
    };
    const terminal: Terminal = {
      out: (text) => void said.push(text),
      err: () => undefined,
      readStandardInput: () => "",
      endWith: () => undefined,
    };
    const access = await surroundings.fileAccess();
    const path = "/etc/xensan/cluster.yaml";
    const at = (asked: string) => (asked === stamped ? path : asked);
    const moved = { ...access, look: (asked: string) => access.look(at(asked)) };
    const changing = { ...surroundings, clusterFile: stamped, fileAccess: async () => moved };
    writeFileSync(stamped, right);
    await call(terminal, changing, ["receive", "--session"], async () => lines());
    expect(said.slice(1).map((line) => decodeReply(asked, line))).toEqual([
      { kind: "decoded", value: { kind: "done" } },
      { kind: "decoded", value: { kind: "refused", reason: expect.stringContaining("dialect is missing") } },
      { kind: "decoded", value: { kind: "done" } },
      { kind: "decoded", value: { kind: "done" } },
      { kind: "decoded", value: { kind: "done" } },
    ]);
    expect(readdirSync(join(folder, "operations"))).toEqual([]);
  });

  it("ends a session at what is no order", async () => {
    const { out, err, code } = await scene.peer(["receive", "--session"], "Hello\n");
    expect(isReady(out.trimEnd(), "host2")).toBe(true);
    expect(err).toMatch(/^xensan: standard input has no order /);
    expect(code).toBe(2);
  });

  it("refuses a guest whose configuration this host does not have, and leaves nothing open", async () => {
    scene.remove();
    scene = hostScene({ clock: monotonicClock });
    const refused = {
      value: {
        kind: "refused",
        reason: "host2 cannot say who has its disks: /nonexistent/nfs1.cfg does not exist",
      },
    };
    expect(decodeReply(asked, (await prepare("m1")).out)).toMatchObject(refused);
    expect(decodeReply(asked, (await prepare("m2")).out)).toMatchObject(refused);
  });

  it("is nothing where standard input has no order", async () => {
    expect(await scene.peer(["receive"], "")).toEqual({
      out: "",
      err: "xensan: standard input has no order (it is empty).\n",
      code: 2,
    });
  });
});

it("takes no other words", async () => {
  for (const words of [
    [],
    ["arrived"],
    ["report", "nfs1"],
    ["receive", "--json"],
    ["report", "--session", "--session"],
  ]) {
    const { out, err, code } = await scene.peer(words, "");
    expect({ out, code }, words.join(" ")).toEqual({ out: "", code: 2 });
    expect(err).toMatch(/^xensan: other hosts call this over ssh, as report or receive, /);
  }
});
