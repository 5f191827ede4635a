import type { AgentDeclaration } from "../../lib/ocf/agent.ts";
import { type ExitCode, exitCode } from "../../lib/ocf/exit-code.ts";
import { metadata } from "../../lib/ocf/metadata.ts";
import { usage } from "../../lib/ocf/usage.ts";
import { quoted } from "./shell-text.ts";

/** What an agent answers without Node.js. */
export type Preamble = {
  readonly declaration: AgentDeclaration;
  /** Functions of sh. quick_monitor returns 0 where the Node.js path would exit with 0 and say nothing. */
  readonly functions: string;
  /** What its monitor says where Node.js cannot be started; never that the resource is not running. */
  readonly monitorWithoutNodeJs: ExitCode;
};

export const shellShebang = "#!/bin/sh";

/** To sh a command that does nothing with its arguments; to Node.js a text, and the beginning of a comment. */
const opening = "':' /*";
/** sh never comes here: it has ended, or has become Node.js. */
const closing = "*/";

/**
 * The beginning of an agent's file: both a shell script and, to Node.js, a comment. The texts come first: sh reads a file no
 * further than it runs it, and gets over a text faster than over a function.
 *
 * @param note what the file is, one line
 * @throws Error where a part would end the comment
 */
export function preambleText({ declaration, functions, monitorWithoutNodeJs }: Preamble, note: string) {
  const lines = [
    `# ${note}`,
    "# What is beyond doubt is answered here, without Node.js; everything else by what follows below.",
    `case $#,\${1-} in`,
    `  1,meta-data) printf %s ${quoted(metadata(declaration))}; exit ;;`,
    `  1,usage) printf %s ${quoted(usage(declaration))}; exit ;;`,
    "esac",
    ...startOfNodeJs(monitorWithoutNodeJs),
    "newline='\n'",
    functions.trim(),
    `if [ "$#,\${1-}" = 1,monitor ] && quick_monitor; then exit 0; fi`,
    'start_node "$@"',
  ];
  const script = lines.join("\n");
  if (script.includes(closing)) throw new Error(`the preamble of ${declaration.name} has "${closing}" in it`);
  return `${shellShebang}\n${opening}\n${script}\n${closing}\n`;
}

/** The part of a built agent that sh runs; undefined where there is none. */
export function shellPartOf(text: string): string | undefined {
  const start = `${shellShebang}\n${opening}\n`;
  const end = text.indexOf(`\n${closing}\n`);
  return text.startsWith(start) && end > 0 ? text.slice(0, end + 1) : undefined;
}

/**
 * Rubbish in NODE_OPTIONS makes Node.js exit with 9, which in OCF says "promoted, and failed", and an unreadable file in
 * NODE_EXTRA_CA_CERTS makes it write to standard error; reading a good one takes longer than a whole monitor.
 *
 * A stop without Node.js is 1 and no success: nothing was stopped. Of the others 5 says what is the case: this node lacks
 * a tool, and another may have it.
 */
function startOfNodeJs(monitorCode: ExitCode): readonly string[] {
  return [
    "start_node() {",
    "  unset NODE_OPTIONS NODE_EXTRA_CA_CERTS",
    `  action=\${1-}`,
    "  trap without_node EXIT",
    '  exec node -- "$0" "$@"',
    "}",
    "# shellcheck disable=SC2317 # the trap calls it",
    "without_node() {",
    `  case $action in monitor | status) code=${monitorCode} ;; stop) code=${exitCode.generic} ;; *) code=${exitCode.notInstalled} ;; esac`,
    `  printf '%s%s\\n' "\${OCF_EXIT_REASON_PREFIX:-ocf-exit-reason:}" \\`,
    '    "Node.js cannot be started on $(uname -n): install Node.js 20.19 or later there, with node in the PATH of the cluster manager; nothing was done or found out." >&2',
    '  exit "$code"',
    "}",
  ];
}
