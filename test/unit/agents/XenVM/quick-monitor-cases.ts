import fc from "fast-check";
import { heading } from "../../../../agents/XenVM/ordinary.ts";

/** What a monitor is called with, and what `xl list -v` says then. */
export type Case = {
  readonly variables: Readonly<Record<string, string>>;
  readonly answer: string;
  readonly code: number;
};

type Columns = { readonly memory?: string; readonly seconds?: string; readonly reason?: string };

/** A line of `xl list -v` as list_domains() of Xen 4.17 prints it. */
export function row(name: string, domid: number, state: string, columns: Columns = {}): string {
  const { memory = "128", seconds = "14.2", reason = "-" } = columns;
  const numbers = [String(domid).padStart(5), memory.padStart(5), "1".padStart(5)].join(" ");
  const uuid = domid === 0 ? "00000000-0000-0000-0000-000000000000" : "bafaf061-69ff-4d35-b5fa-80bc75685739";
  return `${name.padEnd(40)} ${numbers}     ${state}  ${seconds.padStart(8)} ${uuid} ${reason.padStart(8)} ${"-".padStart(16)}`;
}

export function guestRow(name: string, state: string, reason?: string): string {
  return row(name, 7, state, reason === undefined ? {} : { reason });
}

export function listOf(rows: readonly string[]): string {
  return [heading, ...rows, ""].join("\n");
}

/** Mostly the first, so that many cases are answered; of the others each makes a case special. */
const mostly = <T>(usual: readonly T[], other: readonly T[]) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...other) },
  );

/** What an environment can hold: no NUL. */
const text = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."ab1-_./ \t\n$`'\"\\*?[]!é:=,".split("")), maxLength: 8 }),
  )
  .map((each) => each.replaceAll(/\0|\p{Surrogate}/gu, "x"));

const guests = ["nfs1", "vm-2", "a.b_c+d", "1a", "A", "seventeen-letters"];
const noGuests = [
  "",
  "17",
  "Domain-0",
  "migrating-nfs1",
  "Zombie-x",
  "nfs1--incoming",
  "-x",
  ".x",
  "eighteen---letters",
  "nfs1 ",
  "nfs*",
];

const variable = (name: string, usual: readonly string[], other: readonly string[]) =>
  fc
    .oneof({ weight: 60, arbitrary: mostly(usual, other) }, { weight: 1, arbitrary: text })
    .map((each) => [name, each] as const);

const variables = fc
  .tuple(
    variable("OCF_RESKEY_name", guests, noGuests),
    fc.subarray([
      "config",
      "time",
      "level",
      "policy",
      "toolstack",
      "acpi",
      "scripts",
      "path",
      "interval",
      "other",
    ]),
    variable("OCF_RESKEY_config", ["", "/etc/xen/nfs1.cfg", "/a"], ["/", "etc", "/a b", "/é", "//", "/a\n"]),
    variable(
      "OCF_RESKEY_CRM_meta_timeout",
      ["60000", "20000", "10000", "999999999999"],
      ["", "0", "9", "2000", "060000", "1e6", "-60000", "1000000000000"],
    ),
    variable("OCF_CHECK_LEVEL", ["", "0"], ["10", "00", "x", " 0", "9", "0x0"]),
    variable("OCF_RESKEY_policy", ["", "manual", "cluster"], ["Manual", "manual ", "none"]),
    variable("OCF_RESKEY_toolstack", ["", "auto", "xl"], ["xm", "XL", "auto,xl"]),
    variable("OCF_RESKEY_shutdown_acpi", ["", "true", "false"], ["1", "TRUE", "maybe"]),
    variable("OCF_RESKEY_monitor_scripts", [""], ["/bin/true", " ", "x"]),
    variable(
      "PATH",
      ["/usr/sbin:/usr/bin", "/bin"],
      ["", ":", "/bin:", "bin:/bin", "/bin::/sbin", "/a b:/bin"],
    ),
    variable("OCF_RESKEY_CRM_meta_interval", ["", "0", "10000"], ["x", "1.5"]),
    variable("OCF_RESKEY_reserved_dom0_memory", ["", "0"], ["512", "-1", "00"]),
  )
  .map(([name, chosen, config, time, level, policy, toolstack, acpi, scripts, path, interval, other]) => {
    const optional = { config, time, level, policy, toolstack, acpi, scripts, path, interval, other };
    const given = Object.entries(optional).flatMap(([key, pair]) => (chosen.includes(key) ? [pair] : []));
    return Object.fromEntries([["PATH", "/usr/sbin:/usr/bin"], name, ...given]);
  });

const flags = fc
  .tuple(...["-r", "-b", "-p", "-s", "-rscwS?", "-d"].map((letters) => fc.constantFrom(...letters.split(""))))
  .map((letters) => letters.join(""));
const state = fc.oneof(
  { weight: 16, arbitrary: fc.constantFrom("r-----", "-b----", "------") },
  { weight: 1, arbitrary: flags },
);

const columns = fc.record({
  memory: mostly(["0", "128", "99999", "100000", "1048576"], ["1234567890", "-1", "1 2"]),
  seconds: mostly(
    ["0.0", "14.2", "999999.9", "1234567.8", "99999999999.9"],
    ["1.23", "x", "1", "9999999999999.9", "1 2.3", "1.2.3"],
  ),
  reason: mostly(["-", "-", "0", "3"], ["10", "x", ""]),
});

/** The guest, most often here, among others; now and then a list that contradicts itself. */
const rowsFor = (guest: string) =>
  fc
    .tuple(
      mostly(["Domain-0"], ["(null)", "dom 0", guest]),
      mostly([0], [1, 7]),
      fc.array(
        fc.tuple(
          mostly(
            ["db1", "web-2", "long-name.of_a+guest", "x"],
            [
              `${guest}--incoming`,
              `${guest}--migratedaway`,
              `migrating-${guest}`,
              `Zombie-${guest}`,
              "(null)",
              "a.very-long.name-of-a-guest-that-has-41-x",
              "café",
              guest,
              "a b",
              `${guest}x`,
            ],
          ),
          state,
          columns,
        ),
        { maxLength: 4 },
      ),
      fc.option(state, { freq: 20 }),
      columns,
      fc.boolean(),
    )
    .map(([name, domid, others, own, width, last]) => {
      const named = others.map((each) => [...each] as const);
      const all =
        own === null
          ? named
          : last
            ? [...named, [guest, own, width] as const]
            : [[guest, own, width] as const, ...named];
      const rest = all.map(([called, flag, wide], index) => row(called, index * 3 + 10, flag, wide));
      return [row(name, domid, "r-----"), ...rest];
    });

/** One character more, less or another. */
const damage = fc.tuple(
  fc.constantFrom("insert", "remove", "replace", "cut", "twice", "empty line"),
  fc.nat(),
  fc.constantFrom(..." \t\n\r-0x:é(\u0001".split("")),
);

function damaged(answer: string, [how, where, character]: readonly [string, number, string]): string {
  const at = where % (answer.length + 1);
  const [head, tail] = [answer.slice(0, at), answer.slice(at)];
  switch (how) {
    case "insert":
      return head + character + tail;
    case "remove":
      return head + tail.slice(1);
    case "replace":
      return head + character + tail.slice(1);
    case "empty line":
      return `${answer.slice(0, answer.indexOf("\n", at) + 1)}\n${answer.slice(answer.indexOf("\n", at) + 1)}`;
    case "cut":
      return head;
    default:
      return answer + answer.slice(answer.lastIndexOf("\n", answer.length - 2) + 1);
  }
}

export const anyCase: fc.Arbitrary<Case> = variables.chain((given) => {
  const guest = given["OCF_RESKEY_name"] ?? "";
  return fc
    .tuple(rowsFor(guest), fc.option(damage, { freq: 3 }), mostly([0], [1, 124, 127]), fc.boolean())
    .map(([rows, harm, code, severe]) => {
      const answer = listOf(rows);
      return { variables: given, answer: harm !== null && severe ? damaged(answer, harm) : answer, code };
    });
});
