import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complaints, edited } from "./parsing.ts";

const nodeName =
  'the name that "uname -n" prints there: letters, digits, - and ., at most 64 characters, not only digits, not localhost, such as host1';
const address =
  "an IPv4 or IPv6 address or a host name by which the other nodes reach this one, such as 192.168.10.1 (no loopback, link-local, multicast or unspecified address)";
const guestName =
  'a name in letters, digits and _ + . -, at most 17 characters, a letter or digit first, not only digits, not "Domain-0", not beginning with "migrating-" or "Zombie-", not ending with "--incoming" or "--migratedaway", such as nfs1';
const config =
  'an absolute path in letters, digits and _ + . - /, without "." or ".." as a folder and without / at its end, at most 255 characters, such as /etc/xen/nfs1.cfg';
const lease =
  "none, or the absolute path of the lease volume in letters, digits and _ + . - /, at most 255 characters, such as /dev/SAN/leases";
const provider =
  "the name of a folder below /usr/lib/ocf/resource.d in letters, digits, _ and -, not beginning with -, at most 64 characters, such as xensan";

/** Where each value stands in the example, and what it must be. */
const values = {
  node: { line: 9, from: "name: host2", key: "nodes[1].name", accepts: nodeName },
  cluster: { line: 12, from: "cluster: 192.168.10.2", key: "nodes[1].addresses.cluster", accepts: address },
  ssh: { line: 13, from: "ssh: 192.168.1.2", key: "nodes[1].addresses.ssh", accepts: address },
  migration: {
    line: 14,
    from: "migration: 192.168.20.2",
    key: "nodes[1].addresses.migration",
    accepts: address,
  },
  toolstack: { line: 16, from: "toolstack: auto", key: "toolstack", accepts: "auto, xl or xm" },
  dialect: { line: 17, from: "dialect: pacemaker", key: "dialect", accepts: "heartbeat2 or pacemaker" },
  provider: { line: 18, from: "provider: xensan", key: "provider", accepts: provider },
  lease: { line: 19, from: "lease: /dev/SAN/leases", key: "lease", accepts: lease },
  guest: { line: 22, from: "name: nfs1", key: "guests[0].name", accepts: guestName },
  config: { line: 23, from: "config: /etc/xen/nfs1.cfg", key: "guests[0].config", accepts: config },
  priority: {
    line: 24,
    from: "priority: 100",
    key: "guests[0].priority",
    accepts: "a whole number from 0 to 1000",
  },
} as const;
type Value = keyof typeof values;

/** The one complaint about a value, after its place and key. */
const about = (value: Value, written: string) => {
  const { from, line, key } = values[value];
  const text = edited(from, `${from.slice(0, from.indexOf(":"))}: ${written}`).replace(
    "[host1, host2]",
    "[host1]",
  );
  const all = complaints(text);
  if (all.length === 0) return "accepted";
  expect(all).toHaveLength(1);
  const [, column, rest] = /^F, line (\d+), column \d+: (.*)$/.exec(all[0] ?? "") ?? [];
  expect(column).toBe(String(line));
  expect(rest?.startsWith(`${key} is `)).toBe(true);
  return rest?.slice(key.length + 1);
};
const wrong = (value: Value, found: string) => `is ${found}, but it must be ${values[value].accepts}.`;

describe("every value", () => {
  it.each(Object.keys(values) as Value[])(
    "%s: a list, a mapping, nothing and a truth value are refused",
    (value) => {
      expect(about(value, "[a]")).toBe(wrong(value, "a list"));
      expect(about(value, "[]")).toBe(wrong(value, "an empty list"));
      expect(about(value, "{ a: 1 }")).toBe(wrong(value, "a mapping"));
      expect(about(value, "")).toBe(wrong(value, "empty"));
      expect(about(value, "~")).toBe(wrong(value, "the empty value ~"));
      expect(about(value, "null")).toBe(wrong(value, "the empty value null"));
      expect(about(value, '""')).toBe(wrong(value, "empty text"));
      expect(about(value, "true")).toContain("is the truth value true, but it must be ");
    },
  );

  const texts = (Object.keys(values) as Value[]).filter((value) => value !== "priority");
  it.each(texts)(
    "%s: characters that mean something to a shell, SXP, XML, YAML or a pattern are refused",
    (value) => {
      for (const character of [...`\n\r\t\0 '"\`$\\;&|<>(){}[]*?!#~^%=,@`, "\u00a0", "\u202e", "ä", "💾"]) {
        for (const text of [
          `host2${character}x`,
          `${character}host2`,
          `/dev/x${character}`,
          `10.0.0.1${character}`,
        ]) {
          expect(about(value, JSON.stringify(text))).toContain(`, but it must be ${values[value].accepts}.`);
        }
      }
    },
  );

  it("is shown with escapes, on one line and cut, so that no terminal obeys it", () => {
    expect(about("provider", '"a\\nb\\e[2J\\u202e\\u0085"')).toBe(
      wrong("provider", '"a\\nb\\u001b[2J\\u{202e}\\u{85}"'),
    );
    expect(about("provider", `"${"x".repeat(70)}"`)).toBe(wrong("provider", `"${"x".repeat(60)}"…`));
  });

  it("is accepted or refused with one line, whatever the text", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.string({ unit: "grapheme" }), (value, text) => {
        const printable = text.replaceAll(
          /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
          "",
        );
        const said = complaints(
          edited(values[value].from, `${values[value].from.split(":")[0]}: ${JSON.stringify(printable)}`),
        );
        for (const each of said) expect(each).toMatch(/^F, line \d+, column \d+: [^\n\r\p{Cc}]+\.$/u);
      }),
      { numRuns: 300 },
    );
  });
});

describe("numbers where text is meant", () => {
  it("are refused, with the quotes that they need where these would help", () => {
    expect(about("cluster", "10.0")).toBe(wrong("cluster", "the number 10.0"));
    expect(about("node", "1000")).toBe(wrong("node", "the number 1000"));
    expect(about("node", "1e3")).toBe(
      `is the number 1e3, but it must be ${nodeName}; to have it read as text, write "1e3".`,
    );
    expect(about("node", '"1e3"')).toBe("accepted");
    expect(about("provider", "0x1F")).toBe(
      `is the number 0x1F, but it must be ${provider}; to have it read as text, write "0x1F".`,
    );
    expect(about("provider", "true")).toBe(
      `is the truth value true, but it must be ${provider}; to have it read as text, write "true".`,
    );
    expect(about("guest", ".inf")).toBe(wrong("guest", "the number .inf"));
  });
});

describe("node names", () => {
  it.each(["host1a", "HOST2", "host2.san.example", "a", "9a", "x-1.y2", "no", `${"a".repeat(60)}.bcd`])(
    "takes %s",
    (name) => {
      expect(about("node", name)).toBe("accepted");
    },
  );

  it.each([
    "-host",
    "host-",
    ".host",
    "host.",
    "a..b",
    "a_b",
    "10.0.0.1",
    "1.2",
    "x.10",
    "x.0x7f",
    "localhost",
    "a.localhost",
    `${"a".repeat(61)}.bcd`,
  ])("refuses %s", (name) => {
    expect(about("node", JSON.stringify(name))).toContain(`, but it must be ${nodeName}.`);
  });
});

describe("addresses", () => {
  it.each([
    "10.0.0.9",
    "172.16.255.255",
    "fd00::9",
    "2001:db8:0:0::1",
    "FD00:0:0:0:0:0:0:5",
    "host9",
    "host2.san.example",
  ])("takes %s", (text) => {
    expect(about("cluster", `"${text}"`)).toBe("accepted");
  });

  it.each([
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "169.254.1.1",
    "224.0.0.1",
    "239.1.1.1",
    "255.255.255.255",
    "240.0.0.1",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.1/24",
    "10.0.0.1:22",
    "0x7f000001",
    "2130706433",
    "::",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:10.0.0.1",
    "::ffff:a00:1",
    "fe80::1",
    "FE80::1",
    "febf::1",
    "fe80::1%eth0",
    "ff02::1",
    "[fd00::1]",
    "fd00:::1",
    "fd00::1::2",
    "localhost",
    "root@host2",
    "host2:22",
  ])("refuses %s", (text) => {
    expect(about("cluster", `"${text}"`)).toBe(wrong("cluster", `"${text}"`));
  });
});

describe("guest names, paths and numbers", () => {
  it.each(["nfs1", "x_", "9a", "a+b.c-d_e", "a".repeat(17), "Domain-01", "xmigrating-", "a--incoming-"])(
    "takes the guest name %s",
    (name) => {
      expect(about("guest", name)).toBe("accepted");
    },
  );

  it.each([
    "_x",
    "Zombie-nfs1",
    "17",
    "007",
    "+5",
    "-a",
    ".a",
    "..",
    "a/b",
    "a:b",
    "Domain-0",
    "migrating-nfs1",
    "nfs1--incoming",
    "a--migratedaway",
    "a".repeat(18),
  ])("refuses the guest name %s", (name) => {
    expect(about("guest", `"${name}"`)).toBe(wrong("guest", `"${name}"`));
  });

  it.each([
    "etc/xen/a",
    "/",
    "/etc/",
    "//etc",
    "/etc/../a",
    "/etc/./a",
    "/..",
    "/etc/a b",
    "/dev/x:y",
    `/${"a".repeat(255)}`,
  ])("refuses the path %s", (path) => {
    expect(about("config", `"${path}"`)).toContain(`, but it must be ${config}.`);
    expect(about("lease", `"${path}"`)).toContain(`, but it must be ${lease}.`);
  });

  it("refuses a provider that a program would take for an option", () => {
    expect(about("provider", "-x")).toBe(wrong("provider", '"-x"'));
    expect(about("provider", "x-")).toBe("accepted");
  });

  it("takes none as lease, and only so spelt", () => {
    for (const none of ["none", '"none"']) {
      const text = edited("lease: /dev/SAN/leases", `lease: ${none}`).replaceAll(/^ +leaseId: .*\n/gm, "");
      expect(complaints(text)).toEqual([]);
    }
    expect(about("lease", "None")).toBe(wrong("lease", '"None"'));
    expect(about("lease", "/dev/mapper/SAN-leases")).toBe("accepted");
  });

  it("takes whole numbers from 0 to 1000 as priority", () => {
    expect([0, 1000, "0x10"].map((number) => about("priority", String(number)))).toEqual(
      Array(3).fill("accepted"),
    );
    for (const number of ["-1", "1001", "1.5", ".nan", ".inf", "1e99"]) {
      expect(about("priority", number)).toBe(wrong("priority", `the number ${number}`));
    }
    expect(about("priority", '"5"')).toBe(wrong("priority", '"5"'));
  });
});

describe("lease ids", () => {
  const accepts = "a whole number from 1 to 2000 that no other node has";
  const withId = (written: string) => complaints(edited("leaseId: 2", `leaseId: ${written}`));

  it.each(["3", "2000", "0x10"])("takes %s", (written) => {
    expect(withId(written)).toEqual([]);
  });

  it.each([
    ["0", "the number 0"],
    ["-1", "the number -1"],
    ["2001", "the number 2001"],
    ["1.5", "the number 1.5"],
    ['"2"', '"2"'],
    ["~", "the empty value ~"],
    ["", "empty"],
    ["true", "the truth value true"],
    ["[2]", "a list"],
  ])("refuses %s", (written, found) => {
    expect(withId(written)).toEqual([
      expect.stringMatching(/^F, line 10, column \d+: nodes\[1\]\.leaseId is .*\.$/),
    ]);
    expect(withId(written)[0]).toContain(`nodes[1].leaseId is ${found}, but it must be ${accepts}.`);
  });

  it("must be there for every node where the lease is a volume", () => {
    expect(complaints(edited("    leaseId: 2\n", ""))).toEqual([
      "F, line 9, column 5: nodes[1].leaseId is missing; where lease is a volume it must be a whole number from 1 to 2000 that no other node has.",
    ]);
  });

  it("must not be there where there is none", () => {
    expect(complaints(edited("lease: /dev/SAN/leases", "lease: none"))).toEqual([
      "F, line 4, column 14: nodes[0].leaseId is 1, but must be left out where lease is none.",
      "F, line 10, column 14: nodes[1].leaseId is 2, but must be left out where lease is none.",
    ]);
  });

  it("must not be another node's, however it is written", () => {
    for (const written of ["1", "0x1", "1.0"]) {
      expect(withId(written)).toEqual([
        `F, line 10, column 14: nodes[1].leaseId is ${written}, which is that of nodes[0] already; each must have its own.`,
      ]);
    }
  });
});

describe("evacuation", () => {
  const withKeys = (keys: string) => complaints(edited("guests:", `evacuation: ${keys}\nguests:`));
  const numbers = {
    concurrency: ["a whole number from 1 to 10", 1, 10],
    dom0ReserveMiB: ["a whole number from 0 to 1048576 (MiB)", 0, 1_048_576],
    deadlineSeconds: ["a whole number from 60 to 86400 (seconds)", 60, 86_400],
    moveDeadlineSeconds: ["a whole number from 10 to 86400 (seconds)", 10, 86_400],
    shutdownSeconds: ["a whole number from 5 to 3600 (seconds)", 5, 3_600],
  } as const;
  type Key = keyof typeof numbers;

  it.each(Object.keys(numbers) as Key[])("%s takes its numbers and nothing else", (key) => {
    const [accepts, least, most] = numbers[key];
    // Deadlines nest, so that each limit needs the other key at its own.
    const beside = key === "deadlineSeconds" ? "shutdownSeconds: 30" : "leftover: leave";
    const far = key === "shutdownSeconds" ? "deadlineSeconds: 86400" : beside;
    for (const number of [least, most]) expect(withKeys(`{ ${key}: ${number}, ${far} }`)).toEqual([]);
    for (const [written, found] of [
      [least - 1, `the number ${least - 1}`],
      [most + 1, `the number ${most + 1}`],
      [`${least}.5`, `the number ${least}.5`],
      ['"5"', '"5"'],
      ["5m", '"5m"'],
      ["true", "the truth value true"],
      ["", "empty"],
      ["[1]", "a list"],
    ] as const) {
      const [first, ...others] = withKeys(`\n  ${key}: ${written}`);
      expect(first).toMatch(/^F, line 22, column \d+: /);
      expect(first).toContain(`evacuation.${key} is ${found}, but it must be ${accepts}.`);
      // A deadline that is out of its range may be too short besides.
      expect(
        others.filter((each) => !each.includes("at least twice") && !each.includes("at most half")),
      ).toEqual([]);
    }
  });

  it("leftover takes one of two words", () => {
    for (const word of ["shutdown", "leave"]) expect(withKeys(`{ leftover: ${word} }`)).toEqual([]);
    expect(withKeys("{ leftover: destroy }")).toEqual([
      'F, line 21, column 25: evacuation.leftover is "destroy", but it must be shutdown or leave.',
    ]);
  });

  it("is a mapping of these keys", () => {
    expect(withKeys("{}")).toEqual([]);
    const keys =
      "leftover, concurrency, dom0ReserveMiB, deadlineSeconds, moveDeadlineSeconds and shutdownSeconds";
    expect(withKeys("soon")).toEqual([
      `F, line 21, column 13: evacuation is "soon", but it must be a mapping with the keys ${keys}.`,
    ]);
    expect(withKeys("{ dom0Reserve: 5 }")).toEqual([
      'F, line 21, column 15: evacuation has the unknown key "dom0Reserve" (accepted: leftover, concurrency, dom0ReserveMiB, deadlineSeconds, moveDeadlineSeconds, shutdownSeconds).',
    ]);
  });

  it("has deadlines that nest", () => {
    expect(withKeys("{ deadlineSeconds: 600, shutdownSeconds: 300 }")).toEqual([]);
    expect(withKeys("{ deadlineSeconds: 600, shutdownSeconds: 301 }")).toEqual([
      "F, line 21, column 54: evacuation.shutdownSeconds is 301, but it must be at most half of deadlineSeconds, which is 600.",
    ]);
    expect(withKeys("{ deadlineSeconds: 599 }")).toEqual([
      "F, line 21, column 32: evacuation.deadlineSeconds is 599, but it must be at least twice shutdownSeconds, which is 300 where it is left out.",
    ]);
  });
});

describe("keys", () => {
  const keys =
    "accepted: nodes, toolstack, dialect, provider, lease, migration, migrationCipher, guests, evacuation, platform, domain, time, multipath, modules, heartbeat, corosync, volumes, xen, sanlock";

  it.each([
    [
      "toolstack: auto",
      "toolstak: auto",
      `F, line 16, column 1: the file has the unknown key "toolstak"; did you mean toolstack (${keys})?`,
    ],
    [
      "toolstack: auto",
      "Provider: x",
      `F, line 16, column 1: the file has the unknown key "Provider"; did you mean provider (${keys})?`,
    ],
    [
      "toolstack: auto",
      "fencing: x",
      `F, line 16, column 1: the file has the unknown key "fencing" (${keys}).`,
    ],
    [
      "toolstack: auto",
      "__proto__: x",
      `F, line 16, column 1: the file has the unknown key "__proto__" (${keys}).`,
    ],
    ["toolstack: auto", "1: x", `F, line 16, column 1: the file has the unknown key "1" (${keys}).`],
    [
      "ssh: 192.168.1.2",
      "shs: 192.168.1.2",
      'F, line 13, column 7: nodes[1].addresses has the unknown key "shs"; did you mean ssh (accepted: cluster, ssh, migration)?',
    ],
    [
      "pins:",
      "pin:",
      'F, line 25, column 5: guests[0] has the unknown key "pin"; did you mean pins (accepted: name, config, priority, pins)?',
    ],
  ])("%s as %s is refused", (from, to, expected) => {
    expect(complaints(edited(from, to))).toEqual([expected]);
  });

  it("that are missing are named, at the place where they belong", () => {
    expect(complaints("nodes: []\n")).toEqual([
      "F, line 1, column 1: dialect is missing; it must be heartbeat2 or pacemaker.",
      `F, line 1, column 1: lease is missing; it must be ${lease}.`,
      "F, line 1, column 8: nodes is an empty list, but it must be a list with at least one node.",
    ]);
    expect(
      complaints(edited("config: /etc/xen/nfs1.cfg", "priority: 1").replace("    priority: 100", "   ")),
    ).toEqual([`F, line 22, column 5: guests[0].config is missing; it must be ${config}.`]);
  });
});
