import { describe, expect, it } from "vitest";
import { askEveryone, askForOverviews, tell } from "../../../../../lib/guard/peers/peers.ts";
import { whySilent } from "../../../../../lib/guard/peers/silence.ts";
import {
  type CallHost,
  type RemoteCommand,
  sshArguments,
  sshCaller,
} from "../../../../../lib/guard/peers/ssh.ts";
import {
  decodeOrder,
  decodeQuestion,
  encodeAnswer,
  encodeReply,
} from "../../../../../lib/guard/wire/exchange.ts";
import { decodeOverviewQuestion, encodeOverview } from "../../../../../lib/guard/wire/overview-exchange.ts";
import type { CommandResult } from "../../../../../lib/system/command.ts";
import { exited } from "../../storage/scripted-run.ts";

const topic = { from: "host1", guest: "nfs1", lease: "none", hosts: ["host1", "host2"] };
const peers = [
  { name: "host2", address: "192.168.1.2" },
  { name: "host3", address: "192.168.1.3" },
];
const absent = {
  kind: "answered",
  report: {
    presence: { kind: "absent" },
    uses: { kind: "known", uses: [] },
    open: undefined,
    busy: [],
    closed: undefined,
  },
} as const;

let ids = 0;
const newId = () => `id-${++ids}`;

describe("askForOverviews", () => {
  it("asks every host once about itself, and tells who is silent from who says so", async () => {
    const call: CallHost = async (address, command, input) => {
      expect(command).toBe("report");
      if (address === "192.168.1.3") return { kind: "timed-out", afterMs: 5_000, stdout: "", stderr: "" };
      const question = decodeOverviewQuestion(input);
      if (question.kind === "failed") throw new Error(question.reason);
      const answer = { kind: "silent", reason: "its cluster file knows no other host host1" } as const;
      return exited(0, encodeOverview(question.value, question.value.to, answer));
    };
    const asked = { from: "host1", lease: "none", hosts: ["host1", "host2"] };
    expect([...(await askForOverviews({ call, newId }, peers, asked, 5_000))]).toEqual([
      ["host2", { kind: "silent", reason: "its cluster file knows no other host host1", lives: true }],
      ["host3", { kind: "silent", reason: "it did not answer within 5 s: look at it, and at the network" }],
    ]);
  });
});

describe("askEveryone", () => {
  it("asks all at once, each with a question of its own, and gives their answers in their order", async () => {
    const waiting: (() => void)[] = [];
    const call: CallHost = (address, command, input, timeoutMs) =>
      new Promise((resolve) => {
        expect({ command, timeoutMs }).toEqual({ command: "report", timeoutMs: 5_000 });
        const question = decodeQuestion(input);
        if (question.kind === "failed") throw new Error(question.reason);
        expect(question.value).toMatchObject({
          ...topic,
          disks: [{ target: "/dev/SAN/nfs1", access: "write" }],
        });
        const { to } = question.value;
        expect(peers).toContainEqual({ name: to, address });
        waiting.unshift(() => resolve(exited(0, encodeAnswer(question.value, to, absent))));
      });
    const question = { ...topic, disks: [{ target: "/dev/SAN/nfs1", access: "write" }] } as const;
    const asking = askEveryone({ call, newId }, peers, question, 5_000);
    expect(waiting).toHaveLength(2);
    for (const answer of waiting) answer();
    expect([...(await asking)]).toEqual([
      ["host2", absent],
      ["host3", absent],
    ]);
  });

  it("takes an answer to another host's question for none", async () => {
    let first: string | undefined;
    const call: CallHost = async (_, _command, input) => {
      const question = decodeQuestion(input);
      if (question.kind === "failed") throw new Error(question.reason);
      first ??= encodeAnswer(question.value, question.value.to, absent);
      return exited(0, first);
    };
    const answers = await askEveryone({ call, newId }, peers, { ...topic, disks: undefined }, 5_000);
    expect(answers.get("host2")).toEqual(absent);
    expect(answers.get("host3")).toEqual({
      kind: "silent",
      reason: "what it says cannot be used (it is from host2: correct the address of host3)",
      lives: true,
    });
  });

  it.each([
    ["says itself that it has no answer", "says so", true],
    ["does not let root in", exited(255, "", "root@192.168.1.2: Permission denied (publickey).\n"), true],
    ["has another host key", exited(255, "", "Host key verification failed.\n"), true],
    ["refuses the connection", exited(255, "", "ssh: connect to host: Connection refused\n"), true],
    ["has no xensan", exited(127, "", "sh: xensan: not found\n"), true],
    ["fails there", exited(1, "", "xensan: no\n"), true],
    ["cannot be reached", exited(255, "", "ssh: connect to host: No route to host\n"), undefined],
    ["breaks off", exited(255, "", ""), undefined],
    ["is silent", { kind: "timed-out", afterMs: 5_000, stdout: "", stderr: "" }, undefined],
  ] as const)("knows whether the machine lives that %s", async (_, result, lives) => {
    const call: CallHost = async (_address, _command, input) => {
      if (result !== "says so") return result;
      const question = decodeQuestion(input);
      if (question.kind === "failed") throw new Error(question.reason);
      const said = { kind: "silent", reason: "its cluster file does not know nfs1" } as const;
      return exited(0, encodeAnswer(question.value, question.value.to, said));
    };
    const answers = await askEveryone({ call, newId }, peers, { ...topic, disks: undefined }, 5_000);
    const answer = answers.get("host2");
    expect(answer?.kind).toBe("silent");
    expect(answer?.kind === "silent" ? answer.lives : "answered").toBe(lives);
  });
});

describe("tell", () => {
  const [peer = { name: "", address: "" }] = peers;
  const message = { kind: "take", id: "m1", claim: 4 } as const;
  const answering =
    (answer: (input: string) => CommandResult): CallHost =>
    async (_, command, input) => {
      expect(command).toBe("receive");
      return answer(input);
    };

  it("sends the message and gives back the reply", async () => {
    for (const reply of [{ kind: "done" }, { kind: "refused", reason: "web1 is there" }] as const) {
      const call = answering((input) => {
        const order = decodeOrder(input);
        if (order.kind === "failed") throw new Error(order.reason);
        expect(order.value).toMatchObject({ ...topic, to: "host2", message });
        return exited(0, encodeReply(order.value, "host2", reply));
      });
      expect(await tell({ call, newId }, peer, topic, message, 1_000)).toEqual(reply);
    }
  });

  it("knows nothing where nothing came back, also when the command failed after it answered", async () => {
    const failing = answering((input) => {
      const order = decodeOrder(input);
      return exited(
        1,
        order.kind === "decoded" ? encodeReply(order.value, "host2", { kind: "done" }) : "",
        "xensan: no\n",
      );
    });
    expect(await tell({ call: failing, newId }, peer, topic, message, 1_000)).toEqual({
      kind: "silent",
      reason: "xensan on host2 exited with 1: xensan: no",
    });
    const late = answering(() => ({ kind: "timed-out", afterMs: 1_000, stdout: "", stderr: "" }));
    expect(await tell({ call: late, newId }, peer, topic, message, 1_000)).toEqual({
      kind: "silent",
      reason: "it did not answer within 1 s: look at it, and at the network",
    });
  });
});

describe("ssh", () => {
  it("is given nothing that varies but the address, which no shell sees", async () => {
    const calls: unknown[] = [];
    const call = sshCaller(async (file, args, options) => {
      calls.push({ file, args, options });
      return exited(0);
    });
    await call("192.168.1.2", "report", "{}\n", 7_000);
    const args = sshArguments("192.168.1.2", "report");
    expect(calls).toEqual([{ file: "ssh", args, options: { timeoutMs: 7_000, input: "{}\n" } }]);
    expect(args.slice(-3)).toEqual(["--", "192.168.1.2", "/usr/lib/xensan/peer report"]);
    expect(sshArguments("host2", "receive").at(-1)).toBe("/usr/lib/xensan/peer receive");
    for (const option of ["BatchMode=yes", "StrictHostKeyChecking=yes", "ControlPath=none"])
      expect(args).toContain(option);
  });

  it.each([
    [
      "calls a host again whose sshd insists on the slow exchange of keys",
      "no matching key exchange method",
      3,
    ],
    ["does not where the connection broke off for another reason", "Connection reset by peer", 2],
  ])("%s", async (_, said, times) => {
    const calls: (readonly string[])[] = [];
    const call = sshCaller(async (_, args) => {
      calls.push(args);
      const isQuick = args.includes("KexAlgorithms=-sntrup761*");
      // Only at the level INFO it tells why.
      const stderr = args.indexOf("LogLevel=INFO") >= 0 ? `ssh: ${said}\n` : "";
      return isQuick ? { kind: "exited", exitCode: 255, stdout: "", stderr } : exited(0);
    });
    expect(await call("192.168.1.2", "receive", "{}\n", 7_000)).toMatchObject({
      exitCode: times === 3 ? 0 : 255,
    });
    expect(calls.map((args) => args.at(-1))).toEqual(
      ["/usr/lib/xensan/peer receive", "true", "/usr/lib/xensan/peer receive"].slice(0, times),
    );
  });

  it("does not ask why where ssh has told", async () => {
    let calls = 0;
    const call = sshCaller(async () => {
      calls += 1;
      return { kind: "exited", exitCode: 255, stdout: "", stderr: "Connection refused\n" };
    });
    await call("192.168.1.2", "report", "{}\n", 7_000);
    expect(calls).toBe(1);
  });

  it("exchanges keys quickly, but for what is secret or has one try only", () => {
    const exchange = (command: RemoteCommand) =>
      sshArguments("host2", command).filter((word) => word.startsWith("KexAlgorithms="));
    for (const command of [
      "report",
      "questions",
      "receive",
      "session",
      "volumes",
      "facts",
      "nothing",
    ] as const)
      expect(exchange(command), command).toEqual(["KexAlgorithms=-sntrup761*"]);
    for (const command of ["heartbeatKey", "corosyncKey", "transport"] as const)
      expect(exchange(command), command).toEqual([]);
  });
});

describe("whySilent", () => {
  // What ssh of OpenSSH 9.2 printed, but for the last.
  it.each([
    [
      "Host key verification failed.",
      "its ssh host key is not known here: compare it, and accept it with ssh 10.0.0.2 as root",
    ],
    [
      "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.",
      "its ssh host key is another than the one that is known here: find out why, then run ssh-keygen -R 10.0.0.2",
    ],
    [
      "root@10.0.0.2: Permission denied (publickey).",
      "it does not let root of this host in: put this host's public key into /root/.ssh/authorized_keys on host2",
    ],
    [
      "ssh: Could not resolve hostname host2: Name or service not known",
      "its address 10.0.0.2 has no meaning here: correct it in the cluster file, or in /etc/hosts",
    ],
    [
      "ssh: connect to host 10.0.0.2 port 22: Connection refused",
      "nothing listens for ssh at 10.0.0.2: start sshd on host2",
    ],
    [
      "ssh: connect to host 10.0.0.2 port 22: No route to host",
      "there is no way to 10.0.0.2: look at host2 and at the network",
    ],
    [
      "ssh: connect to host 10.0.0.2 port 22: Connection timed out",
      "it does not react at 10.0.0.2: look at host2 and at the network",
    ],
    [
      "Connection timed out during banner exchange\nConnection to 10.0.0.2 port 22 timed out",
      "it does not react at 10.0.0.2: look at host2 and at the network",
    ],
    ["", "the connection to it broke off: look at host2 and at the network"],
    ["something new", "ssh exited with 255: something new"],
  ])("says what to do after %j", (stderr, reason) => {
    expect(whySilent("host2", "10.0.0.2", exited(255, "", `${stderr}\n`))).toBe(reason);
  });

  it.each([
    [
      exited(127, "", "bash: line 1: xensan: command not found\n"),
      "xensan is not installed there, is an older one, or is not where its ssh looks for programs: install it on host2",
    ],
    [exited(1, "", "xensan: the file is bad\n"), "xensan on host2 exited with 1: xensan: the file is bad"],
    [{ kind: "not-found", file: "ssh" }, "ssh is not installed here: install the ssh client"],
    [{ kind: "signalled", signal: "SIGKILL", stdout: "", stderr: "" }, "ssh was ended by SIGKILL"],
    [
      { kind: "flooded", limitBytes: 9, stdout: "", stderr: "" },
      "ssh printed more than 9 bytes and was stopped",
    ],
  ] as const)("says why after %j", (result, reason) => {
    expect(whySilent("host2", "10.0.0.2", result)).toBe(reason);
    expect(whySilent("host2", "10.0.0.2", exited(0))).toBeUndefined();
  });
});
