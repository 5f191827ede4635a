import { describe, expect, it } from "vitest";
import { findFile, searchPath } from "../../../../lib/system/search-path.ts";

const standard = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

describe("searchPath", () => {
  it.each([
    ["nothing inherited", undefined, standard],
    ["an empty PATH", "", standard],
    ["a PATH without sbin keeps its order", "/usr/bin:/bin", "/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"],
    ["a folder of the administrator comes first", "/opt/evms/sbin", `/opt/evms/sbin:${standard}`],
    ["a complete PATH stays as it is", standard, standard],
    ["empty entries, which mean the current folder, are dropped", ":/a::", `/a:${standard}`],
  ])("%s", (_, inherited, expected) => {
    expect(searchPath(inherited)).toBe(expected);
  });
});

describe("findFile", () => {
  it("looks in the folders in their order", () => {
    expect(findFile("sh", "/no/such/folder:/bin")).toBe("/bin/sh");
  });

  it("takes a path as it is", () => {
    expect(findFile("/bin/sh", "")).toBe("/bin/sh");
  });

  it("finds neither a folder nor a file that is not there", () => {
    expect(findFile("bin", "/")).toBeUndefined();
    expect(findFile("/bin/no-such-tool", "/bin")).toBeUndefined();
  });
});
