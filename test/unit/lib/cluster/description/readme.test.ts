import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseDescription } from "../../../../../lib/cluster/description/parse.ts";

it("the README's cluster file is one", () => {
  const readme = readFileSync(new URL("../../../../../README.md", import.meta.url), "utf8");
  const [, text = ""] = /^```yaml\n(nodes:.*?)^```/ms.exec(readme) ?? [];
  const parsed = parseDescription(Buffer.from(text));
  expect(parsed).toMatchObject({
    kind: "description",
    description: { lease: { kind: "volume", path: "/dev/SAN/leases" }, guests: [{ name: "nfs1" }] },
  });
});

it("the README's keys for what xensan host writes may stand in it", () => {
  const readme = readFileSync(new URL("../../../../../README.md", import.meta.url), "utf8");
  const [, keys = ""] = /^```yaml\n(domain:.*?)^```/ms.exec(readme) ?? [];
  const small =
    "nodes: [{ name: host1, addresses: { cluster: 10.0.0.1 } }]\ndialect: pacemaker\nlease: none\n";
  expect(parseDescription(Buffer.from(small + keys))).toMatchObject({
    kind: "description",
    description: { domain: "san.example", volumes: { lvm: { devices: ["/dev/mapper/mpath2"] } } },
  });
});
