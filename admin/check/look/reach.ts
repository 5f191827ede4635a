import { whySilent } from "../../../lib/guard/peers/silence.ts";
import { sshCaller } from "../../../lib/guard/peers/ssh.ts";
import { within } from "../../../lib/guard/within.ts";
import type { Clock } from "../../../lib/system/clock.ts";
import type { CommandResult, RunCommand } from "../../../lib/system/command.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";
import { whyNoPort } from "./port.ts";

type Reach = HostFacts["reach"][number];
type Target = Omit<Reach, "result">;

export type ReachEffects = {
  readonly run: RunCommand;
  readonly clock: Clock;
  /** Of this host; guests go by xend's own port where it is xm. */
  readonly toolstack: "xl" | "xm";
  /** Milliseconds after which a connection that hangs no longer keeps others waiting. Default: 1500. */
  readonly patienceMs?: number;
};

/**
 * Whether root of this host comes in on every other one, without a question: at its address for ssh, and at that for
 * migrations where ssh carries them.
 *
 * sshd drops connections where more than ten are in their beginnings (MaxStartups). All hosts do this at once; so each
 * begins with its successor in the list, and goes on by a few.
 */
export async function lookAtReach(effects: ReachEffects, question: Question): Promise<readonly Reach[]> {
  const targets = targetsOf(question, effects.toolstack);
  const { clock, patienceMs = 1_500 } = effects;
  const begun: Promise<Reach>[] = [];
  const worker = async () => {
    for (let target = targets[begun.length]; target !== undefined; target = targets[begun.length]) {
      const tried = reach(effects, target, question.toolMs);
      begun.push(tried);
      await within(clock, patienceMs, tried, () => undefined);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return Promise.all(begun);
}

const atATime = 3;

/** Pure. The successor in the list first. */
export function targetsOf(
  {
    nodes,
    from,
    to,
    migrationBySsh,
    relocationPort: port,
  }: Pick<Question, "nodes" | "from" | "to" | "migrationBySsh" | "relocationPort">,
  toolstack: ReachEffects["toolstack"],
): readonly Target[] {
  const own = nodes.findIndex(({ name }) => name === to);
  const others = [...nodes.slice(own + 1), ...nodes.slice(0, Math.max(0, own))];
  return others.flatMap(({ name, ssh, migration }): Target[] => {
    const wanted = toolstack === "xl" && migrationBySsh ? [ssh, migration] : [ssh];
    // Where the host that asks comes in, it has asked.
    const bySsh = from === to ? wanted.filter((address) => address !== ssh) : wanted;
    return [
      ...[...new Set(bySsh)].map((address) => ({ to: name, address, port: undefined })),
      ...(toolstack === "xm" ? [{ to: name, address: migration, port }] : []),
    ];
  });
}

async function reach(effects: ReachEffects, target: Target, timeoutMs: number): Promise<Reach> {
  const { address, port } = target;
  const why =
    port === undefined
      ? await whyNotBySsh(effects, target, timeoutMs)
      : await whyNoPort(address, port, timeoutMs);
  return { ...target, result: why === undefined ? { kind: "reached" } : { kind: "failed", reason: why } };
}

async function whyNotBySsh(
  { run, clock }: ReachEffects,
  { to, address }: Target,
  timeoutMs: number,
): Promise<string | undefined> {
  const end = clock.nowMs() + timeoutMs;
  const call = () => sshCaller(run)(address, "nothing", "", end - clock.nowMs());
  const result = await call();
  if (!wasTurnedAway(result)) return whySilent(to, address, result);
  await clock.sleep(Math.min(300, Math.max(0, end - clock.nowMs())));
  return whySilent(to, address, await call());
}

/** By MaxStartups. */
function wasTurnedAway(result: CommandResult): boolean {
  return (
    result.kind === "exited" &&
    result.exitCode === 255 &&
    /kex_exchange_identification|Connection (?:closed|reset) by/.test(result.stderr)
  );
}
