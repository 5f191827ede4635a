import { parseXlList } from "../../lib/xen/xl-list.ts";

/**
 * What xl says and does on one host, as one list that runs on real Xen (npm run lab:xen) and on the stand-in (unit
 * tests): where the two part, the stand-in is wrong.
 */

export type Said = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type XlHost = {
  readonly xl: (...args: readonly string[]) => Promise<Said>;
  /** Configurations of a guest probe1: one that can be created, and one with more memory than the host has. */
  readonly config: string;
  readonly tooLarge: string;
  /** A name that no host has. */
  readonly nowhere: string;
};

type Step = {
  readonly title: string;
  readonly command: (host: XlHost) => readonly string[];
  readonly exitCode: number;
  /** All of them are on standard error. */
  readonly says?: readonly RegExp[];
  /** Names and states of probe1's domains afterwards; "running" where it may execute. */
  readonly leaves: readonly string[];
};

const unknown = /^\S+ is an invalid domain identifier \(rc=-6\)$/m;

const steps: readonly Step[] = [
  absent("list"),
  {
    ...absent("domid"),
    says: [/^Can't get domid of domain name 'probe1', maybe this domain does not exist\.$/m],
  },
  absent("pause"),
  absent("unpause"),
  absent("shutdown"),
  absent("destroy"),
  {
    title: "a guest is created paused",
    command: ({ config }) => ["create", "-p", config],
    ...{ exitCode: 0, says: [/^Parsing config from /m], leaves: ["probe1 paused"] },
  },
  {
    title: "its name is taken",
    command: ({ config }) => ["create", "-p", config],
    exitCode: 3,
    says: [/Domain with name "probe1" already exists\./, /cannot make domain: -6/],
    leaves: ["probe1 paused"],
  },
  step("it is let go on", ["unpause", "probe1"], ["probe1 running"]),
  step("it is paused", ["pause", "probe1"], ["probe1 paused"]),
  step("a paused one can be paused again", ["pause", "probe1"], ["probe1 paused"]),
  step("pauses are counted", ["unpause", "probe1"], ["probe1 paused"]),
  step("and it goes on after as many", ["unpause", "probe1"], ["probe1 running"]),
  step("it is renamed", ["rename", "probe1", "probe2"], ["probe2 running"]),
  absent("list"),
  {
    title: "a migration to nowhere fails before it begins",
    command: ({ nowhere }) => ["migrate", "probe2", nowhere],
    exitCode: 1,
    says: [/Could not resolve hostname/],
    leaves: ["probe2 running"],
  },
  step("it is destroyed", ["destroy", "probe2"], []),
  {
    title: "there is not enough memory for a guest",
    command: ({ tooLarge }) => ["create", tooLarge],
    ...{ exitCode: 3, says: [/[Mm]emory/], leaves: [] },
  },
  {
    title: "there is no such configuration",
    command: () => ["create", "/no/such.cfg"],
    exitCode: 3,
    says: [/^Failed to read config file: \/no\/such\.cfg: No such file or directory$/m],
    leaves: [],
  },
];

function absent(command: string): Step {
  return {
    title: `${command}: there is no such guest`,
    command: () => [command, "probe1"],
    exitCode: 1,
    says: [unknown],
    leaves: command === "list" ? ["*"] : [],
  };
}

function step(title: string, words: readonly string[], leaves: readonly string[]): Step {
  return { title, command: () => words, exitCode: 0, leaves };
}

/** Where a host differs from the list, one sentence each; empty: nowhere. */
export async function disagreements(host: XlHost): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { title, command, exitCode, says = [], leaves } of steps) {
    const said = await host.xl(...command(host));
    const what = `${title} (xl ${command(host).join(" ")})`;
    if (said.exitCode !== exitCode)
      found.push(`${what}: exit code ${said.exitCode}, not ${exitCode}: ${said.stderr}`);
    for (const text of says) {
      if (!text.test(said.stderr)) found.push(`${what}: no ${text} in ${JSON.stringify(said.stderr)}`);
    }
    const states = await probesOn(host);
    if (leaves[0] !== "*" && states.join() !== leaves.join()) {
      found.push(`${what}: leaves [${states.join(", ")}], not [${leaves.join(", ")}]`);
    }
  }
  return found;
}

export const stepCount = steps.length;

async function probesOn(host: XlHost): Promise<readonly string[]> {
  const listing = parseXlList((await host.xl("list")).stdout);
  if (listing.kind === "unknown") return [listing.reason];
  return listing.domains
    .filter(({ name }) => name?.startsWith("probe"))
    .map(({ name, state }) => `${name} ${/^(?:blocked|runnable|running)$/.test(state) ? "running" : state}`);
}
