import { describe, expect, it } from "vitest";
import { questionFor } from "../../../../admin/check/ask.ts";
import { targetsOf } from "../../../../admin/check/look/reach.ts";
import { decodeFacts, encodeFacts } from "../../../../admin/check/wire/facts.ts";
import { decodeFactsQuestion, encodeFactsQuestion } from "../../../../admin/check/wire/question.ts";
import { renderHost } from "../../../../admin/host/render-host.ts";
import type { Machine } from "../../../../lib/guard/machine.ts";
import { description, wellHost } from "./host-facts.ts";

const machine = { hostName: "host1", newId: () => "q1" } as Machine;
const filesOf = (name: string) => {
  const node = description.nodes.find((each) => each.name === name);
  return node === undefined ? [] : renderHost({ description, node });
};
const question = questionFor({ machine, description, filesOf, toolMs: 8_000 }, "host2");

describe("a question for facts, and its answer", () => {
  it("come over as they were", () => {
    expect(question.files.map(({ path }) => path)).toContain("/etc/corosync/corosync.conf");
    expect(decodeFactsQuestion(encodeFactsQuestion(question))).toEqual({ kind: "decoded", value: question });
    const facts = wellHost("host2");
    expect(decodeFacts(question, encodeFacts(question, "host2", facts))).toEqual({
      kind: "decoded",
      value: facts,
    });
  });

  it("are refused where they are another host's, another question's, or have what nobody knows", () => {
    const said = encodeFacts(question, "host2", wellHost("host2"));
    expect(decodeFacts(question, said.replace('"host":"host2"', '"host":"host3"'))).toEqual({
      kind: "failed",
      reason: "it is from host3: correct the address of host2",
    });
    expect(decodeFacts(question, said.replace('"id":"q1"', '"id":"q2"'))).toMatchObject({ kind: "failed" });
    expect(decodeFacts(question, said.replace('"sentences":[]', '"sentences":[7]'))).toMatchObject({
      kind: "failed",
    });
    expect(decodeFacts(question, said.replace('"order":{', '"more":1,"order":{'))).toMatchObject({
      kind: "failed",
    });
    const asked = encodeFactsQuestion(question);
    expect(decodeFactsQuestion(asked.replace("/etc/xen/nfs1.cfg", "nfs1.cfg"))).toMatchObject({
      kind: "failed",
    });
    expect(
      decodeFactsQuestion(asked.replace('"ssh":"192.168.10.1"', '"ssh":"-oProxyCommand=x"')),
    ).toMatchObject({
      kind: "failed",
    });
  });
});

describe("targetsOf", () => {
  const nodes = ["host1", "host2", "host3"].map((name, index) => ({
    ...{ name, leaseId: undefined, cluster: `10.0.0.${index + 1}` },
    ...{ ssh: `10.0.1.${index + 1}`, migration: `10.0.2.${index + 1}` },
  }));

  it("begins with the successor, so that not all hosts knock at one door", () => {
    const of = (to: string) =>
      targetsOf({ nodes, from: "host9", to, migrationBySsh: false, relocationPort: 8002 }, "xl").map(
        (each) => each.to,
      );
    expect([of("host1"), of("host2"), of("host3")]).toEqual([
      ["host2", "host3"],
      ["host3", "host1"],
      ["host1", "host2"],
    ]);
  });

  it("has the address for migrations, where ssh carries them and it is another", () => {
    const [first, second] = targetsOf(
      { nodes, from: "host9", to: "host1", migrationBySsh: true, relocationPort: 8002 },
      "xl",
    );
    expect([first, second]).toEqual([
      { to: "host2", address: "10.0.1.2", port: undefined },
      { to: "host2", address: "10.0.2.2", port: undefined },
    ]);
    const own = targetsOf(
      { nodes, from: "host1", to: "host1", migrationBySsh: true, relocationPort: 8002 },
      "xl",
    );
    expect(own.map(({ address }) => address)).toEqual(["10.0.2.2", "10.0.2.3"]);
    const same = nodes.map((node) => ({ ...node, migration: node.ssh }));
    expect(
      targetsOf(
        { nodes: same, from: "host9", to: "host1", migrationBySsh: true, relocationPort: 8002 },
        "xl",
      ),
    ).toHaveLength(2);
  });
});
