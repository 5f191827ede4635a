import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choice, flag, list } from "../../../../lib/ocf/parameter.ts";

const described = { name: "x", shortdesc: "X", longdesc: "An X." };
const backend = choice({ ...described, choices: ["auto", "evms", "lvm"], default: "auto" });
const switchable = flag({ ...described, default: false });
const volumes = list({ ...described, item: /^[a-z0-9/]+$/, accepts: "volumes" });

const yes = (value: unknown) => ({ ok: true, value });
const no = { ok: false };

/** The spellings that ocf_is_true of the installed resource-agents takes for true. */
const shellTruths = ["yes", "true", "1", "YES", "TRUE", "True", "ja", "on", "ON"];

describe("a choice", () => {
  it("takes its words as they are spelled and nothing else", () => {
    expect(backend.parse("evms")).toEqual(yes("evms"));
    for (const text of ["EVMS", "evms ", "", "evm", "evms,lvm"]) expect(backend.parse(text)).toEqual(no);
  });

  it("says in words what it takes", () => {
    expect(backend.accepts).toBe("auto, evms or lvm");
    expect(choice({ ...described, choices: ["on", "off"], default: "on" }).accepts).toBe("on or off");
    expect(choice({ ...described, choices: ["only"], default: "only" }).accepts).toBe("only");
  });

  it("keeps its description for the metadata", () => {
    expect(backend).toMatchObject({ ...described, type: "string", default: "auto" });
  });
});

describe("a flag", () => {
  it("takes every spelling of ocf_is_true, and their opposites, in any case", () => {
    for (const text of [...shellTruths, "Yes", "oN"]) expect(switchable.parse(text)).toEqual(yes(true));
    for (const text of ["no", "false", "0", "NO", "FALSE", "False", "nein", "off", "OFF"]) {
      expect(switchable.parse(text)).toEqual(yes(false));
    }
  });

  it("agrees with the installed ocf_is_true", () => {
    const shell = spawnSync(
      "sh",
      [
        "-c",
        '. /usr/lib/ocf/lib/heartbeat/ocf-shellfuncs; for w; do ocf_is_true "$w" && echo "$w"; done',
        "sh",
      ]
        .concat(shellTruths)
        .concat("no", "false", "0", "off", "nein"),
      { encoding: "utf8", env: { OCF_ROOT: "/usr/lib/ocf", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } },
    );
    expect(shell.stdout.trim().split("\n")).toEqual(shellTruths);
  });

  it("refuses what is neither: a typo must not mean no", () => {
    for (const text of ["", "yess", "2", "true ", "enabled", "y\nno"])
      expect(switchable.parse(text)).toEqual(no);
  });

  it("spells its default as metadata does", () => {
    expect(switchable).toMatchObject({ type: "boolean", default: "false", accepts: "true or false" });
    expect(flag({ ...described, default: true }).default).toBe("true");
  });
});

describe("a list", () => {
  it("splits at blanks, commas and line breaks, in any number", () => {
    expect(volumes.parse(" san2,san3 , /dev/a\n\tb ")).toEqual(yes(["san2", "san3", "/dev/a", "b"]));
  });

  it("is empty for empty text and for blanks alone", () => {
    expect(volumes.parse("")).toEqual(yes([]));
    expect(volumes.parse(" ,\n")).toEqual(yes([]));
    expect(volumes.default).toBe("");
  });

  it("is refused as a whole for one item that does not fit", () => {
    expect(volumes.parse("san2 $(reboot)")).toEqual(no);
  });

  it("gives back what was put in, whatever stands between", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z0-9/]+$/)),
        fc.stringMatching(/^[ ,\n\t]+$/),
        (items, between) => {
          expect(volumes.parse(items.join(between))).toEqual(yes(items));
        },
      ),
    );
  });
});
