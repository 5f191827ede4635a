import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xenVm } from "../../../../agents/XenVM/agent.ts";
import { heading } from "../../../../agents/XenVM/ordinary.ts";
import { xenVmPreamble } from "../../../../build/preamble/agents.ts";
import { quoted } from "../../../../build/preamble/shell-text.ts";
import { deadlineMs } from "../../../../lib/ocf/deadline.ts";
import { parseEnvironment } from "../../../../lib/ocf/environment.ts";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { xl } from "../../../../lib/xen/xl.ts";
import { askQuickMonitor, isNoticed, type QuickAnswer, shells } from "../../../support/quick-monitor.ts";
import { anyCase, type Case, guestRow, listOf, row } from "./quick-monitor-cases.ts";
import { act, exited } from "./scene.ts";

const { functions } = xenVmPreamble();

/** In the shell, xl is a function that says what the case says, and timeout one that runs it. */
function before({ answer, code }: Case): string {
  return [
    'timeout() { shift 3; "$@"; }',
    `xl() { [ "$*" = "list -v" ] || return 99; printf %s ${quoted(answer)}; return ${code}; }`,
  ].join("\n");
}

function ask(
  shell: (typeof shells)[number],
  cases: readonly Case[],
  text = functions,
): readonly QuickAnswer[] {
  const calls = cases.map((each) => ({ variables: each.variables, before: before(each), list: each.answer }));
  return askQuickMonitor(shell, text, calls);
}

/** The Node.js path: the agent's own monitor, on the real reader of a scripted xl. */
async function byNodeJs({ variables, answer, code }: Case) {
  const run: RunCommand = async (_file, args) =>
    args.join(" ") === "list -v"
      ? { kind: "exited", exitCode: code, stdout: answer, stderr: "" }
      : { kind: "exited", exitCode: 1, stdout: "", stderr: "" };
  const environment = parseEnvironment(variables);
  const {
    log,
    reason,
    code: exit,
  } = await act({
    action: "monitor",
    parameters: {},
    variables,
    withinMs: deadlineMs(xenVm, "monitor", environment),
    toolstack: xl(run, monotonicClock),
    listed: "there is no cluster file",
    scripts: { "/bin/true": { result: exited(1) }, x: { result: exited(1) } },
  });
  return { exit, said: [...log, ...(reason === undefined ? [] : [reason])] };
}

describe("XenVM's quick monitor", () => {
  it.each([
    ["dash", 3_000],
    ["busybox sh", 1_000],
    ["bash --posix", 1_000],
  ] as const)(
    "in %s answers only as the Node.js path does, in %d cases",
    async (shell, count) => {
      const seed = fc.sample(fc.integer(), 1)[0] ?? 0;
      const cases = fc.sample(anyCase, { numRuns: count, seed });
      const answers = ask(shell, cases);
      const answered = cases.filter((_, index) => answers[index]?.answered);
      for (const each of answered) {
        expect(await byNodeJs(each), `seed ${seed}: ${JSON.stringify(each)}`).toEqual({ exit: 0, said: [] });
      }
      // Else it would be idle to ask, and idle to answer.
      expect(answered.length).toBeGreaterThan(count / 5);
      expect(answered.length).toBeLessThan((count * 9) / 10);
      const handed = cases.filter((_, index) => answers[index]?.handed !== "nothing");
      expect(answers.filter((each) => each.handed === "something else")).toEqual([]);
      expect(handed.filter(({ code }) => code !== 0)).toEqual([]);
      expect(handed.filter((each) => answered.includes(each))).toEqual([]);
      expect(handed.length).toBeGreaterThan(count / 50);
    },
    120_000,
  );

  /**
   * Checks of the shell, and what is left when one is out. The one of other_name_of_guest is not among them: the Node.js
   * path too says that a guest runs which also arrives or leaves.
   */
  const checks: readonly (readonly [string, string])[] = [
    ["0* | *[!0123456789]* | ? | ?? | ??? | ???? | ?????????????*) return 1", "x) :"],
    ["'' | 0) ;; *) return 1 ;; esac\n  # Milli", "*) ;; esac\n  # Milli"],
    ["ordinary_parameters || return 1", ":"],
    [" | ??????????????????*) return 1", ") return 1"],
    ["Domain-0 | migrating-* | Zombie-* | *--incoming | *--migratedaway) return 1", "x--y) :"],
    [" && printf .\n  ) || return 1", "; printf .\n  )"],
    ['*"$newline$newline"*) return 1', '"x") :'],
    ['case $list in "$heading$newline"*"$newline".) ;; *) return 1 ;; esac', ""],
    ['[ $# -eq 9 ] && [ "$2" -gt "$last" ] || return 1', '[ "$2" -gt "$last" ] || return 1'],
    ['[ $# -eq 9 ] && [ "$2" -gt "$last" ] || return 1', "[ $# -eq 9 ] || return 1"],
    ["*[!0123456789]* | ??????????*) return 1", "*[!0123456789]*) return 1"],
    ["*[!0123456789.]* | *.*.* | ???????????????*) return 1", "x) :"],
    ["???????????????*) return 1 ;; esac\n  case $1 in", "x) :;; esac\n  case $1 in"],
    ['executes "$5" || return 1', ":"],
    ['[ -n "$control" ] && ', ""],
    [' && [ -n "$seen" ]', ""],
  ];

  it("would be noticed without any of its checks", async () => {
    const cases = fc.sample(anyCase, { numRuns: 6_000, seed: 2007 });
    const right = new Map<Case, boolean>();
    const isRight = async (each: Case) => {
      const known = right.get(each);
      if (known !== undefined) return known;
      const { exit, said } = await byNodeJs(each);
      const same = exit === 0 && said.length === 0;
      right.set(each, same);
      return same;
    };
    const unnoticed: string[] = [];
    for (const [check, left] of checks) {
      expect(functions.split(check)).toHaveLength(2);
      const text = functions.replace(check, () => left);
      if (!(await isNoticed(cases, (some) => ask("dash", some, text), isRight))) unnoticed.push(check);
    }
    expect(unnoticed).toEqual([]);
  }, 120_000);

  const plain = { OCF_RESOURCE_INSTANCE: "guest", OCF_RESKEY_name: "nfs1", PATH: "/usr/sbin:/usr/bin" };
  const dom0 = row("Domain-0", 0, "r-----");
  const usual: Case = { variables: plain, answer: listOf([dom0, guestRow("nfs1", "-b----")]), code: 0 };

  it.each(shells)("in %s answers for each of the states in which a guest runs", (shell) => {
    const cases = ["r-----", "-b----", "------"].map((state) => ({
      ...usual,
      answer: listOf([dom0, guestRow("nfs1", state)]),
    }));
    expect(ask(shell, cases).map(({ answered }) => answered)).toEqual([true, true, true]);
  });

  it.each(shells)("in %s answers for what Xen 4.17 printed, and for wide columns", (shell) => {
    const recorded = readFileSync("test/captures/xen/h1-xl-list-v.txt", "utf8");
    const stdout = recorded.slice(recorded.indexOf("Name "), recorded.indexOf("# --- stderr"));
    const wide = row("big", 9, "r-----", { memory: "1048576", seconds: "12345678.9" });
    const cases = [
      { ...usual, variables: { ...plain, OCF_RESKEY_name: "domU" }, answer: stdout },
      { ...usual, answer: listOf([row("(null)", 0, "r-----"), guestRow("nfs1", "-b----"), wide]) },
      { ...usual, variables: { ...plain, OCF_RESKEY_config: "/etc/xen/nfs1.cfg", OCF_CHECK_LEVEL: "0" } },
      { ...usual, variables: { ...plain, OCF_RESKEY_policy: "cluster", OCF_RESKEY_toolstack: "xl" } },
    ];
    expect(ask(shell, cases).map(({ answered }) => answered)).toEqual([true, true, true, true]);
  });

  const odd: readonly (readonly [string, Partial<Case>])[] = [
    ["a paused guest", { answer: listOf([dom0, guestRow("nfs1", "--p---")]) }],
    ["a crashed one", { answer: listOf([dom0, guestRow("nfs1", "---sc-", "3")]) }],
    ["one that reboots", { answer: listOf([dom0, guestRow("nfs1", "---sr-", "1")]) }],
    ["one that dies", { answer: listOf([dom0, guestRow("nfs1", "-----d")]) }],
    ["one that arrives", { answer: listOf([dom0, guestRow("nfs1--incoming", "--p---")]) }],
    ["one that is here and left", { answer: `${usual.answer}${row("nfs1--migratedaway", 9, "---ss-")}\n` }],
    [
      "one that is here twice",
      { answer: `${usual.answer}${guestRow("nfs1", "-b----").replace(" 7 ", " 8 ")}\n` },
    ],
    ["an absent one", { answer: listOf([dom0]) }],
    ["one without a name", { answer: listOf([dom0, guestRow("(null)", "-b----")]) }],
    ["a list without the control domain", { answer: listOf([guestRow("nfs1", "-b----")]) }],
    [
      "the brief list",
      { answer: "Name                                        ID   Mem VCPUs\tState\tTime(s)\n" },
    ],
    ["no last line break", { answer: usual.answer.slice(0, -1) }],
    ["an empty line", { answer: `${usual.answer}\n` }],
    ["an empty first line", { answer: `\n${usual.answer}` }],
    ["nothing", { answer: "" }],
    ["the heading alone", { answer: `${heading}\n` }],
    ["an xl that fails at the end", { code: 1 }],
    ["one that was ended by timeout", { code: 124 }],
    ["check level 10", { variables: { ...plain, OCF_CHECK_LEVEL: "10" } }],
    ["monitor scripts", { variables: { ...plain, OCF_RESKEY_monitor_scripts: "/bin/true" } }],
    ["toolstack xm", { variables: { ...plain, OCF_RESKEY_toolstack: "xm" } }],
    ["a parameter that cannot be used", { variables: { ...plain, OCF_RESKEY_shutdown_acpi: "perhaps" } }],
    [
      "two names of a configuration",
      { variables: { ...plain, OCF_RESKEY_config: "/a", OCF_RESKEY_xmfile: "/b" } },
    ],
    ["no name", { variables: { ...plain, OCF_RESKEY_name: "" } }],
    ["a pattern for a name", { variables: { ...plain, OCF_RESKEY_name: "nfs?" } }],
    ["a command for a name", { variables: { ...plain, OCF_RESKEY_name: "$(touch /tmp/x)" } }],
    ["a PATH with the current folder", { variables: { ...plain, PATH: "/usr/bin:" } }],
    ["two seconds", { variables: { ...plain, OCF_RESKEY_CRM_meta_timeout: "2000" } }],
  ];
  it.each(odd)("leaves to Node.js: %s", (_, differs) => {
    for (const shell of shells) expect(ask(shell, [{ ...usual, ...differs }])[0]?.answered).toBe(false);
  });

  it("takes the time of its own look off what Node.js may use", () => {
    const variables = { ...plain, OCF_RESKEY_CRM_meta_timeout: "60000" };
    expect(ask("dash", [{ ...usual, variables, code: 124 }])).toEqual([
      { answered: false, timeoutMs: "57000", handed: "nothing" },
    ]);
    expect(ask("dash", [{ ...usual, variables }])).toEqual([
      { answered: true, timeoutMs: "60000", handed: "nothing" },
    ]);
  });

  const other = row("db1", 9, "-b----");
  it.each<[string, QuickAnswer["handed"], Partial<Case>]>([
    ["a paused guest", "list", { answer: listOf([dom0, guestRow("nfs1", "--p---")]) }],
    ["an absent one", "list", { answer: listOf([dom0, other]) }],
    ["many others", "list", { answer: listOf([dom0, ...Array.from({ length: 200 }, () => other)]) }],
    ["more than fit", "nothing", { answer: listOf([dom0, ...Array.from({ length: 300 }, () => other)]) }],
    ["an end in the midst of a line", "nothing", { answer: listOf([dom0]).slice(0, -1) }],
    ["an xl that fails at the end", "nothing", { answer: listOf([dom0]), code: 1 }],
    [
      "a list in the environment, and check level 10",
      "nothing",
      { variables: { ...plain, XENSAN_XL_LIST: "1 1.00 x.", OCF_CHECK_LEVEL: "10" } },
    ],
    [
      "its own variable set, and an xl that fails",
      "nothing",
      { variables: { ...plain, looked: "x" }, code: 1 },
    ],
  ])("with %s, hands Node.js the %s", (_, handed, differs) => {
    for (const shell of shells)
      expect(ask(shell, [{ ...usual, ...differs }])[0]).toMatchObject({ answered: false, handed });
  });
});
