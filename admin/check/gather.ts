import { checkCib } from "../../cib/check/check.ts";
import { readXml } from "../../cib/read-xml.ts";
import type { HostDescription } from "../../lib/cluster/description/description.ts";
import type { Machine } from "../../lib/guard/machine.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { digest } from "../host/apply/digest.ts";
import type { HostFile } from "../host/host-file.ts";
import { renderHost } from "../host/render-host.ts";
import { askOthers, type HostAnswer, questionFor } from "./ask.ts";
import { readClones } from "./clone/read-clones.ts";
import type { CibFacts, Facts, LookedAt } from "./facts.ts";
import { lookAtHost } from "./look/look.ts";
import { membershipIn } from "./look/membership.ts";
import { printedBy } from "./look/tool.ts";

export type Times = {
  /** Milliseconds that one tool on a host may take. */
  readonly toolMs: number;
  /** Milliseconds until a host has answered. */
  readonly answerMs: number;
};

/** Looks at this host and asks all others, at once. Changes nothing. */
export async function gatherFacts(
  machine: Machine,
  description: HostDescription,
  clusterFile: string,
  { toolMs, answerMs }: Times,
): Promise<Facts> {
  const { hostName: here, run } = machine;
  const files = new Map(description.nodes.map((node) => [node.name, renderHost({ description, node })]));
  const asking = { machine, description, toolMs, filesOf: (host: string) => files.get(host) ?? [] };
  const [own, others, clones, cib] = await Promise.all([
    lookAtHost(machine, questionFor(asking, here), clusterFile, machine.wallClockMs()),
    askOthers(asking, answerMs),
    readClones(run, description.dialect),
    readCib(run, toolMs),
  ]);
  const ownAnswer: HostAnswer = {
    kind: "looked-at",
    lookedAt: { facts: own, clock: { leastMs: 0, mostMs: 0 } },
  };
  const all = description.nodes.map(({ name }): [string, HostAnswer] => [
    name,
    name === here ? ownAnswer : (others.get(name) ?? { kind: "silent", reason: "it was not asked" }),
  ]);
  const hosts = new Map(
    all.flatMap(([host, answer]): [string, LookedAt][] =>
      answer.kind === "looked-at" ? [[host, answer.lookedAt]] : [],
    ),
  );
  return {
    ...{ description, here, hosts, cib },
    answers: new Map(all.map(([host, answer]) => [host, overviewIn(answer)])),
    cluster: {
      views: new Map([...hosts].map(([host, { facts }]) => [host, membershipIn(facts.membership)])),
      clones,
    },
    wantedFiles: new Map([...files].map(([host, list]) => [host, digestsOf(list)])),
  };
}

function overviewIn(answer: HostAnswer): OverviewAnswer {
  return answer.kind === "silent" ? answer : { kind: "answered", overview: answer.lookedAt.facts.overview };
}

function digestsOf(files: readonly HostFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, content }) => [path, digest(content)]));
}

/** The whole CIB, as the cluster manager on this host has it. */
async function readCib(run: RunCommand, toolMs: number): Promise<CibFacts> {
  const printed = await printedBy({ run, toolMs }, "cibadmin", ["-Q"]);
  if (printed.kind === "unknown") return printed;
  try {
    const report = checkCib(readXml(printed.stdout));
    return report.kind === "checked"
      ? { kind: "checked", findings: report.findings }
      : { kind: "unknown", reason: report.reason };
  } catch (error) {
    return { kind: "unknown", reason: error instanceof Error ? error.message : String(error) };
  }
}
