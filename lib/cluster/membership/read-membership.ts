import type { RunCommand } from "../../system/command.ts";
import { describeFailure } from "../../system/command-failure.ts";
import type { Dialect } from "../dialect.ts";
import { confirmOffline } from "./confirm-offline.ts";
import { parseCrmMonXml } from "./crm-mon-xml.ts";
import { parseCrmNodeList, parseCrmNodeQuorum } from "./crm-node.ts";
import { combine, parseCibHead, parseCrmadminNodes, parseCrmMonText } from "./heartbeat2-text.ts";
import { type Asked, allUnknown, judge } from "./judge.ts";
import type { Membership } from "./membership.ts";
import { type Parsed, type PartitionReport, parsed, unreadable } from "./report.ts";

/** Each tool's own; on a healthy cluster each answers in well under a second, and on a host with too much to do in some. */
const capMs = 10_000;

/**
 * Asks the cluster manager on this node who is a member now. Never throws for what a cluster manager may do: where a
 * tool is missing, fails, is silent for 10 s or prints what nobody understands, every node is unknown.
 */
export async function readMembership(run: RunCommand, dialect: Dialect, asked: Asked): Promise<Membership> {
  const report = await readers[dialect](run);
  return report.kind === "parsed"
    ? judge(asked, report.value)
    : allUnknown(asked, `The cluster manager on ${asked.self} gave no usable answer: ${report.reason}.`);
}

type Read = (run: RunCommand) => Promise<Parsed<PartitionReport>>;

const readers: { readonly [dialect in Dialect]: Read } = { pacemaker, heartbeat2 };

/**
 * crm_mon shows the CIB, in which the coordinator writes one thing after the other. So Corosync's own view is asked
 * after it: a node that is a member there does not count as offline, and quorum must still be held then.
 */
async function pacemaker(run: RunCommand): Promise<Parsed<PartitionReport>> {
  const shown = await ask(run, "crm_mon", ["-1", "--output-as", "xml"], parseCrmMonXml, saysItself);
  if (shown.kind === "unreadable") return shown;
  const seen = await ask(run, "crm_node", ["-l"], parseCrmNodeList);
  if (seen.kind === "unreadable") return seen;
  const quorum = await ask(run, "crm_node", ["-q"], parseCrmNodeQuorum, saysNo);
  if (quorum.kind === "unreadable") return quorum;
  return parsed(confirmOffline(shown.value, seen.value, quorum.value));
}

/** crm_mon tells in its XML, and not on standard error, why it failed. */
const saysItself = (text: string) => {
  const said = parseCrmMonXml(text);
  return said.kind === "unreadable" && text.includes("<status") ? said : undefined;
};

const saysNo = (text: string) => (text.trim() === "0" ? parsed(false) : undefined);

/** Quorum is asked last, for the same reason. */
async function heartbeat2(run: RunCommand): Promise<Parsed<PartitionReport>> {
  const listed = await ask(run, "crmadmin", ["-N"], parseCrmadminNodes);
  if (listed.kind === "unreadable") return listed;
  const shown = await ask(run, "crm_mon", ["-1"], parseCrmMonText);
  if (shown.kind === "unreadable") return shown;
  const head = await ask(run, "cibadmin", ["-Q"], parseCibHead);
  return head.kind === "unreadable" ? head : combine(listed.value, shown.value, head.value);
}

async function ask<T>(
  run: RunCommand,
  file: string,
  args: readonly string[],
  parse: (text: string) => Parsed<T>,
  /** What can be taken from the output of a run that ended with an error. */
  parseFailed: (text: string) => Parsed<T> | undefined = () => undefined,
): Promise<Parsed<T>> {
  const result = await run(file, args, { timeoutMs: capMs });
  if (result.kind === "exited") {
    const read = result.exitCode === 0 ? parse(result.stdout) : parseFailed(result.stdout);
    if (read !== undefined) return read;
  }
  return unreadable(describeFailure([file, ...args].join(" "), result));
}
