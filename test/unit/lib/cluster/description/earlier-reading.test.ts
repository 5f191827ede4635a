import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostDescription } from "../../../../../lib/cluster/description/description.ts";
import { earlierReading } from "../../../../../lib/cluster/description/earlier-reading.ts";
import { fileAccess } from "../../../../../lib/cluster/description/file-access.ts";
import { parseDescription } from "../../../../../lib/cluster/description/parse.ts";
import { readDescription } from "../../../../../lib/cluster/description/read-description.ts";
import { exampleClusterFile } from "../../../../support/example-cluster-file.ts";
import { articleText, heartbeatText, todayText } from "../../../../support/host/clusters.ts";

const bytes = new TextEncoder().encode(exampleClusterFile);

function described(text = exampleClusterFile): HostDescription {
  const parsed = parseDescription(Buffer.from(text));
  if (parsed.kind === "refused") throw new Error("a file that is right is refused");
  return parsed.description;
}

describe("what a cluster file said before", () => {
  let folder = "";
  let path = "";
  beforeEach(() => {
    // Not in /tmp: the folder above must be root's alone.
    folder = mkdtempSync("/run/xensan-earlier-");
    path = join(folder, "xensan", "cluster-file.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const earlier = (reader: string | undefined = "one") => earlierReading(fileAccess, path, reader);

  it("is recalled whole, for the same bytes and the same reader", () => {
    expect(earlier().recall(bytes)).toBeUndefined();
    earlier().keep(bytes, described());
    expect(earlier().recall(bytes)).toEqual(described());
    expect(earlier("another").recall(bytes)).toBeUndefined();
    expect(earlier().recall(new TextEncoder().encode(`${exampleClusterFile}\n`))).toBeUndefined();
  });

  it.each([
    ["the article's", articleText],
    ["today's", todayText(3)],
    ["Heartbeat's", heartbeatText(3)],
  ])("is kept of a file with everything in it: %s", (_, text) => {
    earlier().keep(Buffer.from(text), described(text));
    expect(earlier().recall(Buffer.from(text))).toStrictEqual(described(text));
  });

  it("is root's alone", () => {
    earlier().keep(bytes, described());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "xensan")).mode & 0o022).toBe(0);
    earlier("another").keep(bytes, described());
    expect(earlier("another").recall(bytes)).toEqual(described());
    expect(earlier().recall(bytes)).toBeUndefined();
  });

  it.each([
    ["others may write to it", () => chmodSync(path, 0o646)],
    ["another user owns it", () => chownSync(path, 1000, 0)],
    ["its folder is another user's", () => chownSync(join(folder, "xensan"), 1000, 0)],
    ["it was cut off", () => writeFileSync(path, readFileSync(path, "utf8").slice(0, -20))],
    ["it is empty", () => writeFileSync(path, "")],
    [
      "it is too long",
      () => writeFileSync(path, `${readFileSync(path, "utf8")}${" ".repeat(4 * 1024 * 1024)}`),
    ],
  ])("is no answer where %s", (_, spoil) => {
    earlier().keep(bytes, described());
    expect(earlier().recall(bytes)).toEqual(described());
    spoil();
    expect(earlier().recall(bytes)).toBeUndefined();
  });

  it("is not kept where a JSON file cannot hold it, or where there is no place for it", () => {
    earlier().keep(bytes, { ...described(), provider: undefined } as unknown as HostDescription);
    expect(existsSync(path)).toBe(false);
    writeFileSync(join(folder, "xensan"), "in the way");
    expect(() => earlier().keep(bytes, described())).not.toThrow();
  });

  it("is neither kept nor recalled by what is not built", async () => {
    earlierReading(fileAccess, path).keep(bytes, described());
    expect(existsSync(path)).toBe(false);
    expect(earlierReading(fileAccess, path).recall(bytes)).toBeUndefined();
  });

  it("takes the place of reading, and a file that is refused leaves none", async () => {
    const file = join(folder, "cluster.yaml");
    writeFileSync(file, exampleClusterFile);
    const first = await readDescription(fileAccess, file, earlier());
    expect(first).toEqual({ kind: "description", description: described() });
    const kept = readFileSync(path, "utf8");
    writeFileSync(
      path,
      kept.replace(/^\{.*$/m, (said) => said.replaceAll("host1", "host9")),
    );
    const second = await readDescription(fileAccess, file, earlier());
    expect(second).toMatchObject({ description: { nodes: [{ name: "host9" }, { name: "host2" }] } });
    writeFileSync(file, "nodes: []\n");
    expect((await readDescription(fileAccess, file, earlier())).kind).toBe("refused");
    expect(readFileSync(path, "utf8")).toContain("host9");
  });
});
