import { setMaxListeners } from "node:events";
import { type Clock, monotonicClock } from "../system/clock.ts";
import { type RunCommand, runCommand } from "../system/command.ts";
import { type Deadline, deadlineAfter } from "../system/deadline.ts";
import { writeFully } from "../system/output.ts";
import type { AgentDeclaration, Parameters, ParameterValues } from "./agent.ts";
import { deadlineMs } from "./deadline.ts";
import { checkLevel, type Environment, parseEnvironment, type Variables } from "./environment.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { type Log, openLog } from "./log.ts";
import { metadata } from "./metadata.ts";
import { type Notification, parseNotification } from "./notification.ts";
import { OcfError } from "./ocf-error.ts";
import { oneLine } from "./one-line.ts";
import { type ParsedParameters, parseParameters } from "./parse-parameters.ts";
import { usage } from "./usage.ts";

/** Everything that one action is given. */
export type Call<P extends Parameters = Parameters> = {
  readonly environment: Environment;
  readonly notification: () => Notification;
  /** @throws OcfError notConfigured where OCF_CHECK_LEVEL is not a number */
  readonly checkLevel: () => number;
  /** For actions that must work whatever the parameters say, such as stop. */
  readonly parsedParameters: ParsedParameters<P>;
  /** @throws OcfError notConfigured where a parameter cannot be used */
  readonly parameters: () => ParameterValues<P>;
  /** Ends before the cluster manager's own time-out, so that there is time to say why. */
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly run: RunCommand;
  readonly log: Log;
  /** Aborted by SIGTERM, SIGINT and SIGHUP. */
  readonly signal: AbortSignal;
};

export type Handler<P extends Parameters> = (call: Call<P>) => Promise<ExitCode>;

export type Handlers<P extends Parameters, A extends string> = { readonly [K in A]: Handler<P> };

/**
 * Runs the action named on the command line and sets the exit code. The handlers are loaded only for actions that
 * need them: `meta-data` and `usage` work without environment, tools, or root.
 */
export async function runAgent<P extends Parameters, A extends string>(
  agent: AgentDeclaration<P, A>,
  loadHandlers: () => Promise<Handlers<P, A>>,
): Promise<void> {
  const [action] = process.argv.slice(2);
  if (action === "meta-data") return answer(metadata(agent), exitCode.success);
  if (action === "usage") return answer(usage(agent), exitCode.success);
  if (action === undefined) return complain(usage(agent), exitCode.arguments);
  if (!isAction(agent, action)) return complain(usage(agent), exitCode.unimplemented);
  // Should the work below never end, Node.js would exit with what stands here, and 0 would be a lie.
  process.exitCode = exitCode.generic;
  process.exitCode = await perform(agent, action, loadHandlers, process.env);
}

const endingSignals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

function isAction<A extends string>(agent: AgentDeclaration<Parameters, A>, word: string): word is A {
  return Object.hasOwn(agent.actions, word);
}

async function perform<P extends Parameters, A extends string>(
  agent: AgentDeclaration<P, A>,
  action: A,
  loadHandlers: () => Promise<Handlers<P, A>>,
  variables: Variables,
): Promise<ExitCode> {
  const stopping = new AbortController();
  const onSignal = (signal: NodeJS.Signals) =>
    stopping.abort(new OcfError(exitCode.generic, `${action} was ended by ${signal} before it was done.`));
  for (const signal of endingSignals) process.on(signal, onSignal);
  // A level 10 monitor waits for many commands at once, each with an ear on this signal.
  setMaxListeners(0, stopping.signal);
  const environment = parseEnvironment(variables);
  const { instance } = environment;
  const log = openLog({
    run: runCommand,
    variables,
    // Asked only where a line is written: Node.js loads its streams for it.
    isAtTerminal: () => process.stderr.isTTY === true,
    tag: `${agent.name}(${instance})[${process.pid}]`,
    writeToStderr: (text) => writeFully(2, text),
  });
  try {
    const parsedParameters = parseParameters(agent, variables);
    const handlers = await loadHandlers();
    return await handlers[action]({
      environment,
      notification: () => parseNotification(variables),
      checkLevel: () => checkLevel(environment),
      parsedParameters,
      parameters: () => {
        if (parsedParameters.ok) return parsedParameters.values;
        throw new OcfError(exitCode.notConfigured, `${instance}: ${parsedParameters.problem}`);
      },
      deadline: deadlineAfter(monotonicClock, deadlineMs(agent, action, environment)),
      clock: monotonicClock,
      run: (file, args, options) => runCommand(file, args, { signal: stopping.signal, ...options }),
      log,
      signal: stopping.signal,
    });
  } catch (error) {
    return report(error, variables, log);
  } finally {
    await log.flush();
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}

/** crm_mon shows the last ocf-exit-reason line that an action wrote, and only its first line. */
function report(error: unknown, variables: Variables, log: Log): ExitCode {
  const expected = error instanceof OcfError;
  const reason = expected ? error.message : `unexpected error, please report it: ${String(error)}`;
  const prefix = variables["OCF_EXIT_REASON_PREFIX"] || "ocf-exit-reason:";
  writeFully(2, `${prefix}${oneLine(reason)}\n`);
  if (expected) log.reason(reason);
  else log.error(error instanceof Error ? `${reason} ${error.stack ?? ""}` : reason);
  return expected ? error.code : exitCode.generic;
}

function answer(text: string, code: ExitCode): void {
  writeFully(1, text);
  process.exitCode = code;
}

function complain(text: string, code: ExitCode): void {
  writeFully(2, text);
  process.exitCode = code;
}
