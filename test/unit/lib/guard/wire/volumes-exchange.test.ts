import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askForVolumes } from "../../../../../lib/guard/peers/peers.ts";
import { answerVolumesQuestion } from "../../../../../lib/guard/peers/respond.ts";
import {
  decodeVolumes,
  decodeVolumesQuestion,
  encodeVolumes,
  encodeVolumesQuestion,
} from "../../../../../lib/guard/wire/volumes-exchange.ts";
import type { VolumesAnswer, VolumesOrder } from "../../../../../lib/storage/own-volumes.ts";
import { exited } from "../../storage/scripted-run.ts";

const order: VolumesOrder = {
  ...{ kind: "activate", names: ["SAN/nfs1"], backend: "auto", refresh: true, dryRun: false },
};
const asked = {
  ...{ id: "q-1", from: "host1", to: "host2", hosts: ["host1", "host2"] },
  ...{ order, timeoutMs: 48_000 },
};

const clauses = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/\p{Cc}/gu, " "));
const sight = fc.record(
  {
    name: clauses,
    path: clauses,
    state: fc.constantFrom("usable", "absent", "not-a-block-device", "dead", "unknown"),
    size: fc.nat(),
  },
  { requiredKeys: ["name", "path", "state"] },
);
const answers = fc.oneof(
  fc.record({ kind: fc.constant("silent"), reason: clauses }),
  fc.record({
    kind: fc.constant("answered"),
    report: fc.record(
      {
        manager: fc.constantFrom("EVMS", "LVM2"),
        volumes: fc.array(sight, { maxLength: 5 }),
        problem: clauses,
      },
      { requiredKeys: ["manager", "volumes"] },
    ),
  }),
) as fc.Arbitrary<VolumesAnswer>;

describe("what hosts say to each other of volumes", () => {
  it("is read as it was written", () => {
    expect(decodeVolumesQuestion(encodeVolumesQuestion(asked))).toEqual({ kind: "decoded", value: asked });
    fc.assert(
      fc.property(answers, (answer) => {
        expect(decodeVolumes(asked, encodeVolumes(asked, "host2", answer))).toEqual({
          kind: "decoded",
          value: answer,
        });
      }),
    );
  });

  it.each([
    [{ names: ["-ay"] }],
    [{ names: ["/dev/../etc"] }],
    [{ names: ["SAN;reboot"] }],
    [{ kind: "deactivate" }],
    [{ backend: "sh" }],
  ])("is no question with %j", (change) => {
    const text = JSON.stringify({ ...asked, order: { ...order, ...change } });
    expect(decodeVolumesQuestion(`{"xensan":"volumes-question","version":1,"content":${text}}\n`).kind).toBe(
      "failed",
    );
  });

  it("is no answer from another host, or to another question", () => {
    const answer: VolumesAnswer = { kind: "silent", reason: "no" };
    expect(decodeVolumes(asked, encodeVolumes(asked, "host3", answer))).toEqual({
      kind: "failed",
      reason: "it is from host3: correct the address of host2",
    });
    expect(decodeVolumes(asked, encodeVolumes({ id: "q-2" }, "host2", answer)).kind).toBe("failed");
  });
});

describe("a host that is told to activate volumes", () => {
  const standpoint = { here: "host2", hosts: ["host1", "host2"], guests: [], lease: "none" };
  const carriedOut: unknown[] = [];
  const carryOut = async (given: VolumesOrder, timeoutMs: number) => {
    carriedOut.push([given, timeoutMs]);
    return { manager: "LVM2", volumes: [] } as const;
  };

  it("does so in the time that it was given, four fifths of the asker's", async () => {
    const answer = await askForVolumes(
      {
        newId: () => "q-1",
        call: async (_address, command, input, timeoutMs) => {
          expect([command, timeoutMs]).toEqual(["volumes", 60_000]);
          const response = await answerVolumesQuestion(standpoint, input, carryOut);
          return exited(0, response.kind === "answer" ? response.text : "");
        },
      },
      { name: "host2", address: "192.168.1.2" },
      { from: "host1", hosts: ["host1", "host2"], order },
      60_000,
    );
    expect(answer).toEqual({ kind: "answered", report: { manager: "LVM2", volumes: [] } });
    expect(carriedOut).toEqual([[order, 48_000]]);
  });

  it.each([
    [{ to: "host3" }, "it is host2 and not host3: correct its address in the cluster file"],
    [{ from: "host9" }, "its cluster file knows no other host host9: give all hosts the same file"],
    [
      { hosts: ["host1", "host2", "host3"] },
      "its cluster file has no host host3, and that of host1 has: give all hosts the same file",
    ],
  ])("does nothing for %j", async (change, reason) => {
    const input = encodeVolumesQuestion({ ...asked, ...change });
    const response = await answerVolumesQuestion(standpoint, input, () => {
      throw new Error("nothing may be done");
    });
    const said = response.kind === "answer" ? response.text : "";
    expect(JSON.parse(said)).toMatchObject({ content: { answer: { kind: "silent", reason } } });
  });
});
