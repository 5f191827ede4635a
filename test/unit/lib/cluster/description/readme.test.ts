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
