import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoted } from "../../build/preamble/shell-text.ts";

/** One call of an agent's quick monitor. */
export type QuickCall = {
  readonly variables: Readonly<Record<string, string>>;
  /** Lines of sh that run before, such as functions that stand for programs. */
  readonly before: string;
  /** What xl prints in this call, if it is asked. */
  readonly list?: string;
};

/**
 * `timeoutMs`: OCF_RESKEY_CRM_meta_timeout as Node.js would get it. `handed`: whether it would get what xl printed, as it
 * printed it, under the number of its own process and the uptime; or something else.
 */
export type QuickAnswer = {
  readonly answered: boolean;
  readonly handed: "nothing" | "list" | "something else";
  readonly timeoutMs: string;
};

export const shells = ["dash", "busybox sh", "bash --posix"] as const;

/**
 * Runs the functions that a built agent has in its preamble, to the letter, for many calls in one process of a shell:
 * each in a subshell, with nothing but its own variables. What one of them prints beside its answer fails the test.
 */
export function askQuickMonitor(
  shell: (typeof shells)[number],
  functions: string,
  calls: readonly QuickCall[],
): readonly QuickAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), "xensan-quick-"));
  try {
    const script = join(folder, "calls.sh");
    writeFileSync(script, ["newline='\n'", functions, ...calls.map(callText), ""].join("\n"));
    const [program = "", ...words] = shell.split(" ");
    const run = spawnSync(program, [...words, script], {
      // As programs are found; a call may have a PATH of its own.
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      encoding: "utf8",
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.error) throw run.error;
    if (run.stderr !== "" || run.status !== 0) throw new Error(`${shell}: ${run.status} ${run.stderr}`);
    const answers = run.stdout.split("\n").slice(0, -1).map(answerOf);
    if (answers.length !== calls.length)
      throw new Error(`${answers.length} answers to ${calls.length} calls`);
    return answers;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function callText({ variables, before, list = "" }: QuickCall): string {
  const assigned = Object.entries(variables).map(([name, text]) => `${name}=${quoted(text)}`);
  return [
    "(",
    ...assigned,
    before,
    "if quick_monitor; then answer=yes; else answer=no; fi",
    // Whatever else it may be, only digits are changed.
    `case \${OCF_RESKEY_CRM_meta_timeout-} in *[!0123456789]*) OCF_RESKEY_CRM_meta_timeout='' ;; esac`,
    `case \${XENSAN_XL_LIST-} in`,
    "  '') handed=nothing ;;",
    `  "$$ "*[0123456789].[0123456789][0123456789]' '${quoted(`${list}.`)}) handed=list ;;`,
    "  *) handed='something else' ;;",
    "esac",
    `printf '%s %s/%s\\n' "$answer" "\${OCF_RESKEY_CRM_meta_timeout-}" "$handed")`,
  ].join("\n");
}

function answerOf(line: string): QuickAnswer {
  const [, answer, timeoutMs = "", handed] =
    /^(yes|no) (.*)\/(nothing|list|something else)$/.exec(line) ?? [];
  if (answer === undefined) throw new Error(`a quick monitor printed ${JSON.stringify(line)}`);
  return { answered: answer === "yes", timeoutMs, handed: handed as QuickAnswer["handed"] };
}

/**
 * Whether some of these answers is not right, or the shell prints something of its own. Most are found out by a few cases, so
 * they are asked in pieces.
 */
export async function isNoticed<Case>(
  cases: readonly Case[],
  ask: (some: readonly Case[]) => readonly QuickAnswer[],
  isRight: (answered: Case) => Promise<boolean>,
): Promise<boolean> {
  for (let from = 0; from < cases.length; from += 100) {
    const some = cases.slice(from, from + 100);
    let answers: readonly QuickAnswer[];
    try {
      answers = ask(some);
    } catch {
      return true;
    }
    const answered = some.filter((_, index) => answers[index]?.answered);
    if ((await Promise.all(answered.map(isRight))).includes(false)) return true;
  }
  return false;
}
