import { describe, expect, it } from "vitest";
import { answerOrder, answerQuestion, type Response } from "../../../../../lib/guard/peers/respond.ts";
import {
  type Address,
  decodeAnswer,
  decodeReply,
  encodeOrder,
  encodeQuestion,
} from "../../../../../lib/guard/wire/exchange.ts";
import { absentHere } from "../scripted-effects.ts";

const standpoint = { here: "host2", hosts: ["host1", "host2"], guests: ["nfs1"], lease: "/dev/SAN/leases" };
const asked: Address = {
  id: "q-1",
  from: "host1",
  to: "host2",
  guest: "nfs1",
  lease: "/dev/SAN/leases",
  hosts: ["host1", "host2"],
};
const disks = [{ target: "/dev/SAN/nfs1", access: "write" }] as const;
const message = { kind: "take", id: "m1", claim: 3 } as const;

const prepare = { kind: "prepare", id: "m1", claim: 3 } as const;

const nobodyAsks = async () => Promise.reject(new Error("nobody asks for this"));
const textOf = (response: Response) => (response.kind === "answer" ? response.text : response.reason);

describe("answerQuestion", () => {
  it("passes on the disks that were asked for, and answers", async () => {
    const seen: unknown[] = [];
    const reportOn = async (...args: unknown[]) => {
      seen.push(args);
      return absentHere;
    };
    const response = await answerQuestion(standpoint, encodeQuestion({ ...asked, disks }), reportOn);
    expect(decodeAnswer(asked, textOf(response))).toEqual({ kind: "decoded", value: absentHere });
    await answerQuestion(standpoint, encodeQuestion({ ...asked, disks: undefined }), reportOn);
    expect(seen).toEqual([
      ["nfs1", { kind: "known", disks }],
      ["nfs1", undefined],
    ]);
  });
});

describe("answerOrder", () => {
  it("has the message carried out, and replies", async () => {
    const receive = async (...args: unknown[]) => {
      expect(args).toEqual(["nfs1", "host1", message]);
      return { kind: "done" } as const;
    };
    const response = await answerOrder(standpoint, encodeOrder({ ...asked, message }), receive);
    expect(decodeReply(asked, textOf(response))).toEqual({ kind: "decoded", value: { kind: "done" } });
  });
});

describe("what ends a hand-over", () => {
  const ends = [message, { kind: "cancel", id: "m1" }] as const;

  it.each([[{ from: "host3" }], [{ hosts: ["host1"] }], [{ hosts: ["host1", "host2", "host3"] }]])(
    "is carried out by a cluster file that was changed meanwhile, with %j",
    async (change) => {
      const changed = { ...asked, ...change };
      for (const message of ends) {
        const order = encodeOrder({ ...changed, message });
        const replied = await answerOrder(standpoint, order, async () => ({ kind: "done" }));
        expect(decodeReply(changed, textOf(replied))).toEqual({ kind: "decoded", value: { kind: "done" } });
      }
    },
  );

  it.each([
    [{ guest: "web1" }, "its cluster file does not know web1: give all hosts the same file"],
    [
      { lease: "none" },
      "its cluster file has lease: /dev/SAN/leases, and that of host1 lease: none: give all hosts the same file",
    ],
  ])("is turned down with %j", async (change, reason) => {
    const changed = { ...asked, ...change };
    for (const message of ends) {
      const order = encodeOrder({ ...changed, message });
      const replied = await answerOrder(standpoint, order, nobodyAsks);
      expect(decodeReply(changed, textOf(replied))).toEqual({
        kind: "decoded",
        value: { kind: "refused", reason },
      });
    }
  });
});

describe("a question or order", () => {
  it.each([
    [{ from: "host3" }, "its cluster file knows no other host host3: give all hosts the same file"],
    [{ from: "host2" }, "its cluster file knows no other host host2: give all hosts the same file"],
    [{ guest: "web1" }, "its cluster file does not know web1: give all hosts the same file"],
    [
      { hosts: ["host1"] },
      "its cluster file has a host host2, and that of host1 has not: give all hosts the same file",
    ],
    [
      { hosts: ["host1", "host2", "host3"] },
      "its cluster file has no host host3, and that of host1 has: give all hosts the same file",
    ],
    [
      { lease: "none" },
      "its cluster file has lease: /dev/SAN/leases, and that of host1 lease: none: give all hosts the same file",
    ],
  ])("with %j is turned down, and nothing is looked at or done", async (change, reason) => {
    const changed = { ...asked, ...change };
    const answered = await answerQuestion(standpoint, encodeQuestion({ ...changed, disks }), nobodyAsks);
    expect(decodeAnswer(changed, textOf(answered))).toEqual({
      kind: "decoded",
      value: { kind: "silent", reason },
    });
    const order = encodeOrder({ ...changed, message: prepare });
    const replied = await answerOrder(standpoint, order, nobodyAsks);
    expect(decodeReply(changed, textOf(replied))).toEqual({
      kind: "decoded",
      value: { kind: "refused", reason },
    });
  });

  it("for another host is turned down in a way that the asker sees", async () => {
    const changed = { ...asked, to: "host9" };
    const answered = await answerQuestion(standpoint, encodeQuestion({ ...changed, disks }), nobodyAsks);
    expect(decodeAnswer(changed, textOf(answered))).toEqual({
      kind: "failed",
      reason: "it is from host2: correct the address of host9",
    });
    const replied = await answerOrder(standpoint, encodeOrder({ ...changed, message }), nobodyAsks);
    expect(decodeReply(changed, textOf(replied)).kind).toBe("failed");
  });

  it("that is none is told apart", async () => {
    for (const input of ["", "{}\n", encodeOrder({ ...asked, message })]) {
      expect((await answerQuestion(standpoint, input, nobodyAsks)).kind).toBe("unreadable");
    }
    for (const input of ["", "{}\n", encodeQuestion({ ...asked, disks })]) {
      expect((await answerOrder(standpoint, input, nobodyAsks)).kind).toBe("unreadable");
    }
  });
});
