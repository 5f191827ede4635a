import { describe, expect, it } from "vitest";
import { articleText, heartbeatText } from "../../../../support/host/clusters.ts";
import { rendered } from "../../../../support/host/rendered.ts";

/** The grammar of evms.conf: sections of settings, each a word or a list of words; # begins a comment. */
function readEvmsConf(text: string): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> {
  const tokens: readonly string[] = text.replaceAll(/#.*$/gm, "").match(/[{}=[\]]|[^\s{}=[\]]+/g) ?? [];
  const sections: Record<string, Record<string, readonly string[]>> = {};
  let at = 0;
  const take = (wanted?: string) => {
    const token = tokens[at++];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`"${token}" stands where "${wanted ?? "a word"}" is wanted`);
    }
    return token;
  };
  while (at < tokens.length) {
    const section: Record<string, readonly string[]> = {};
    sections[take()] = section;
    take("{");
    while (tokens[at] !== "}") {
      const key = take();
      take("=");
      if (tokens[at] !== "[") section[key] = [take()];
      else {
        const end = tokens.indexOf("]", at);
        section[key] = tokens.slice(at + 1, end);
        at = end + 1;
      }
    }
    take("}");
  }
  return sections;
}

describe("evms.conf", () => {
  it("looks at multipath's devices and activates the container's volumes", () => {
    expect(readEvmsConf(rendered(articleText, "/etc/evms.conf"))).toEqual({
      sysfs_devices: { include: ["dm-*"], exclude: ["iseries!vcd*"] },
      activate: { include: ["/dev/evms/san2/*"] },
    });
  });

  it("has no section for activation where no container is named: EVMS then activates all", () => {
    const text = heartbeatText(2).replace("evms: {}", "evms: { devices: [dm-*, sdb?], exclude: [] }");
    expect(readEvmsConf(rendered(text, "/etc/evms.conf"))).toEqual({
      sysfs_devices: { include: ["dm-*", "sdb?"], exclude: [] },
    });
  });

  it("is read by a grammar that refuses what is none", () => {
    for (const text of ["a {", "a { b }", "a = b", "a { b = [ c }"]) {
      expect(() => readEvmsConf(text)).toThrow();
    }
  });
});
