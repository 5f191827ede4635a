import { describe, expect, it } from "vitest";
import { evmsScc } from "../../../../agents/EvmsSCC/agent.ts";
import { parseParameters } from "../../../../lib/ocf/parse-parameters.ts";

const parsed = (volumes: string) => parseParameters(evmsScc, { OCF_RESKEY_volumes: volumes });

describe("EvmsSCC's parameters", () => {
  it("have defaults that take nothing away and watch all", () => {
    expect(parseParameters(evmsScc, {})).toEqual({
      ok: true,
      values: { backend: "auto", volumes: [], deactivateOnStop: false, ignoreDeprecation: false },
    });
  });

  it.each([
    "san2",
    "lvm2/san2",
    "san2/vm2",
    "/dev/evms/san2/vm2",
    "/dev/mapper/SAN-vm--3",
    "vg.1/lv+2_x",
    "/dev/..evms/a",
    "...",
  ])("accept the volume %s", (name) => {
    expect(parsed(name)).toMatchObject({ ok: true, values: { volumes: [name] } });
  });

  it.each([
    "..",
    ".",
    "/..",
    "../san2",
    "san2/..",
    "san2/../x",
    "/dev/./x",
    "san2/",
    "//dev",
    "/",
    "a//b",
    "$(reboot)",
    "a;b",
    "a=b",
    "ä",
    "if=x",
  ])("refuse the volume %s", (name) => {
    expect(parsed(name)).toMatchObject({ ok: false });
  });

  it("refuse a volume that a tool would take for an option", () => {
    for (const name of ["-an", "--config", "-", "san2 -f", "a\0b"])
      expect(parsed(name)).toMatchObject({ ok: false });
  });
});
