import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { receiveCommand } from "../../../../admin/receive/command.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import { version } from "../../../../admin/version.ts";
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
import { hostScene } from "./scene.ts";

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

describe("xensan report", () => {
  it("shows all guests of the cluster file, or those that are named", async () => {
    const one = await scene.xensan(["report", "web1"]);
    expect(one).toEqual({
      out: [
        "GUEST  ON host2  DISKS    UNDER WAY",
        "web1   absent    unknown  nothing",
        "",
        "web1: /nonexistent/web1.cfg does not exist.",
        "",
        "There are no leases (lease: none): the hosts' records and answers alone keep a guest from running twice.",
        "",
      ].join("\n"),
      err: "",
      code: 1,
    });
    const { out } = await scene.xensan(["report"]);
    expect(
      out
        .split("\n")
        .slice(0, 3)
        .map((line) => line.split(" ")[0]),
    ).toEqual(["GUEST", "nfs1", "web1"]);
  });

  it("ends with 1 where something cannot be told at all", async () => {
    scene.writeOperation("nfs1", "{");
    const { out, code } = await scene.xensan(["report", "nfs1"]);
    expect(out).toContain("nfs1   unknown   unknown  unknown\n");
    expect(code).toBe(1);
  });

  it("does not know a guest that is not in the file, nor a host that is not in it", async () => {
    expect(await scene.xensan(["report", "db1"])).toEqual({
      out: "",
      err: 'xensan: /etc/xensan/cluster.yaml has no guest "db1"; it has nfs1, web1.\n',
      code: 2,
    });
    scene.clusterFile.text = scene.clusterFile.text.replace("host2", "host3");
    expect(await scene.xensan(["report"])).toEqual({
      out: "",
      err: `xensan: /etc/xensan/cluster.yaml has no node host2, which is this host's name by "uname -n"; it has host1, host3.\n`,
      code: 1,
    });
  });

  it("tells every problem of the cluster file", async () => {
    scene.clusterFile.text = "nodes: 7\n";
    const { err, code } = await scene.xensan(["report"]);
    expect(err.startsWith("xensan: /etc/xensan/cluster.yaml, line 1, column 1: dialect is missing")).toBe(
      true,
    );
    expect(err).toContain("\n/etc/xensan/cluster.yaml, line 1, column 8: nodes is the number 7");
    expect(code).toBe(2);
  });
});

describe("xensan report --json", () => {
  it("answers the question on standard input about the disks that it names", async () => {
    const disks = [{ target: "/dev/SAN/none", access: "write" }] as const;
    const { out, code } = await scene.xensan(["report", "--json"], encodeQuestion({ ...asked, disks }));
    const decoded = decodeAnswer(asked, out);
    expect(decoded).toMatchObject({
      value: { report: { presence: { kind: "absent" }, open: undefined, busy: [] } },
    });
    expect(code).toBe(0);
  });

  it("tells an open operation, and whether anybody is at work on it", async () => {
    scene.writeOperation("nfs1", JSON.stringify(open));
    const { out } = await scene.xensan(["report", "--json"], encodeQuestion({ ...asked, disks: [] }));
    expect(decodeAnswer(asked, out)).toMatchObject({
      value: { report: { open: { operation: open.operation, active: false } } },
    });
  });

  it("answers a question about the host and all its guests", async () => {
    const question = { id: "q-1", from: "host1", to: "host2", lease: "none", hosts: ["host1", "host2"] };
    const { out, code } = await scene.xensan(["report", "--json"], encodeOverviewQuestion(question));
    const decoded = decodeOverview(question, out);
    expect(decoded).toMatchObject({
      value: { overview: { toolstack: "xl", guests: [{ guest: "nfs1" }, { guest: "web1" }] } },
    });
    expect(code).toBe(0);
    const other = await scene.xensan(
      ["report", "--json"],
      encodeOverviewQuestion({ ...question, lease: "/dev/SAN/leases" }),
    );
    expect(decodeOverview(question, other.out)).toMatchObject({ value: { kind: "silent" } });
  });

  it("prints this host for a program where nothing is asked, and where a person sits there", async () => {
    const asFile = await scene.xensan(["report", "--json"], "");
    expect(asFile).toMatchObject({ err: "", code: 0 });
    expect(JSON.parse(asFile.out)).toEqual({
      host: "host2",
      xensan: version,
      toolstack: "xl",
      guests: ["nfs1", "web1"].map((guest) => ({
        ...{ guest, presence: { kind: "absent" }, open: { kind: "none" }, lease: { kind: "none" } },
      })),
      others: { kind: "known", domains: [] },
      memory: { kind: "known", totalMiB: 4096, freeMiB: 3328, controlMiB: 128 },
    });
    scene.isTerminal.input = true;
    expect(await scene.xensan(["report", "--json"])).toEqual(asFile);
  });

  it("ends with 1 where something of this host is unknown, and with 0 where another host asks the same", async () => {
    scene.writeOperation("web1", "{");
    const { out, err, code } = await scene.xensan(["report", "--json"], "");
    expect(JSON.parse(out).guests[1]).toMatchObject({ guest: "web1", open: { kind: "unreadable" } });
    expect({ err, code }).toEqual({ err: "", code: 1 });
    const question = { id: "q-1", from: "host1", to: "host2", lease: "none", hosts: ["host1", "host2"] };
    expect(await scene.xensan(["report", "--json"], encodeOverviewQuestion(question))).toMatchObject({
      code: 0,
    });
    const questions = encodeQuestion({ ...asked, guest: "web1", disks: undefined });
    expect(await scene.xensan(["report", "--json"], questions)).toMatchObject({ code: 0 });
    expect(await scene.xensan(["report", "--json", "--session"], questions)).toMatchObject({ code: 0 });
  });

  it("says that it is ready in a session, and answers each question by itself, until there are no more", async () => {
    const questions = ["q1", "q2"].map((id) => ({ ...asked, id, disks: undefined }));
    const input = questions.map((each) => encodeQuestion(each)).join("");
    const { out, code } = await scene.xensan(["report", "--json", "--session"], input);
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
    const { out, err, code } = await scene.xensan(["report", "--json", "--session"], "Hello\n");
    expect(isReady(out.trimEnd(), "host2")).toBe(true);
    expect(err).toMatch(/^xensan: standard input has no question /);
    expect(code).toBe(2);
  });

  it("is a wrong call with anything else there, or with a guest's name", async () => {
    expect(await scene.xensan(["report", "--json"], "hello\n")).toEqual({
      out: "",
      err: "xensan: standard input has no question (it has no whole answer).\n",
      code: 2,
    });
    expect(await scene.xensan(["report", "--json", "nfs1"], "")).toMatchObject({ code: 2 });
  });
});

describe("xensan receive", () => {
  const prepare = (id: string) => {
    const message = { kind: "prepare", id, claim: undefined } as const;
    return scene.xensan(["receive", "--json"], encodeOrder({ ...asked, message }));
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
    const { out, code } = await scene.xensan(["receive", "--json", "--session"], `${prepares}${cancels}`);
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
    const { out } = await scene.xensan(["receive", "--json", "--session"], `${take}${cancel}`);
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
    const command = receiveCommand(deaf, scene.surroundings);
    await expect(command.parseAsync(["--json"], { from: "user" })).rejects.toThrow("takes no more");
    expect(called).toEqual(["arrived nfs1"]);
  });

  it("does not where it did not take a guest over", async () => {
    scene.remove();
    scene = hostScene({ clock: monotonicClock });
    const take = encodeOrder({ ...asked, message: { kind: "take", id: "m1", claim: undefined } });
    const { out } = await scene.xensan(["receive", "--json"], take);
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
    await receiveCommand(terminal, changing, lines).parseAsync(["--json", "--session"], { from: "user" });
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
    const { out, err, code } = await scene.xensan(["receive", "--json", "--session"], "Hello\n");
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

  it("is a wrong call without its option, or with anything else on standard input", async () => {
    expect(await scene.xensan(["receive"], "")).toMatchObject({ code: 2 });
    expect(await scene.xensan(["receive", "--json"], "")).toEqual({
      out: "",
      err: "xensan: standard input has no order (it is empty).\n",
      code: 2,
    });
  });
});
