import { access } from "node:fs/promises";
import { join } from "node:path";
import { monotonicClock } from "../../../lib/system/clock.ts";
import { deadlineAfter } from "../../../lib/system/deadline.ts";
import type { Cluster } from "./cluster.ts";
import { type Failure, startedOn } from "./crm-mon.ts";
import type { LabNode, Output } from "./node.ts";

/** What `npm run build` makes, as it goes onto a host. */
const builtRoot = join(import.meta.dirname, "../../../dist/root");

export const cloneId = "evmscloneset";
export const primitiveId = "evmsclone";

/** Installs what was built on a node, with the built command itself. */
export async function installXensan(node: LabNode): Promise<void> {
  const xensan = join(builtRoot, "usr/sbin/xensan");
  await access(xensan).catch(() => {
    throw new Error(`${xensan} is missing; run: npm run build`);
  });
  // The lock is on the machine's root folder, which the nodes of all labs have.
  const isTaken = ({ exitCode, stderr }: Output) =>
    exitCode !== 0 && stderr.includes("Another xensan that writes files is at work");
  const deadline = deadlineAfter(monotonicClock, 60_000);
  let output = await node.run(xensan, ["install"]);
  while (isTaken(output) && deadline.remainingMs() > 0) {
    await monotonicClock.sleep(200);
    output = await node.run(xensan, ["install"]);
  }
  if (output.exitCode === 0) return;
  throw new Error(`xensan install on ${node.name} ended with ${output.exitCode}: ${output.stderr.trim()}`);
}

/** The XML that `xensan cib evmscloneset` prints on a node, in the dialect of the cluster that runs there. */
export async function cloneSetXml(node: LabNode, ...args: readonly string[]): Promise<string> {
  return (await succeed(node, "xensan", ["cib", "evmscloneset", ...args])).stdout;
}

/** Loads a resource as an administrator does; whether it worked is in the output. */
export function createResource(node: LabNode, xml: string): Promise<Output> {
  return node.run("cibadmin", ["--create", "--scope", "resources", "--xml-pipe"], { input: xml });
}

/** Loads the generated policy and the generated clone. */
export async function loadCloneSet(node: LabNode, xml: string): Promise<void> {
  const policy = (await succeed(node, "xensan", ["cib", "policy"])).stdout;
  await succeed(
    node,
    "cibadmin",
    ["--modify", "--allow-create", "--scope", "crm_config", "--xml-pipe"],
    policy,
  );
  const { exitCode, stderr } = await createResource(node, xml);
  if (exitCode !== 0) throw new Error(`cibadmin refused the clone with ${exitCode}: ${stderr.trim()}`);
}

/**
 * The same resource with another time-out for its start, so that a test of it need not wait the suggested one.
 * @throws Error when the XML has no start operation with a time-out
 */
export function withStartTimeout(xml: string, seconds: number): string {
  const changed = xml.replace(/<op\b[^>]*\bname="start"[^>]*>/, (operation) =>
    operation.replace(/\btimeout="[^"]*"/, `timeout="${seconds}s"`),
  );
  if (changed === xml) throw new Error(`There is no start operation with a time-out in: ${xml}`);
  return changed;
}

/** Waits until each of these nodes sees that the clone has a healthy instance on exactly these nodes. */
export async function untilStartedOn(lab: Cluster, names: readonly string[]): Promise<void> {
  await lab.until(
    `${cloneId} is started on ${names.join(", ")}`,
    async () => {
      for (const name of names) {
        const seen = startedOn(await lab.node(name).crmMon(), cloneId).join(", ");
        if (seen !== names.join(", ")) return `${name} says that it is started on [${seen}]`;
      }
      const state = await lab.coordinatorState();
      return state === "S_IDLE" || `the coordinator is in ${state}`;
    },
    { timeoutMs: 40_000 },
  );
}

/** Waits until crm_mon shows that an action of the clone has failed on a node. */
export async function untilFailed(lab: Cluster, task: "start" | "monitor", host: string): Promise<Failure> {
  const found: Failure[] = [];
  await lab.until(`crm_mon shows a failed ${task} on ${host}`, async () => {
    const { failures } = await lab.crmMon();
    found.push(...failures.filter((each) => each.task === task && each.node === host));
    return found.length > 0 || `it shows ${JSON.stringify(failures)}`;
  });
  const [first] = found;
  if (!first) throw new Error(`until() ended without a failed ${task} on ${host}.`);
  return first;
}

/** The volumes that a node has under /dev/evms as block devices, e.g. ["san2/vm1"]. */
export async function volumesOn(node: LabNode): Promise<readonly string[]> {
  const { stdout } = await node.run("find", ["/dev/evms", "-type", "b", "-printf", "%P\\n"]);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}

async function succeed(
  node: LabNode,
  file: string,
  args: readonly string[],
  input?: string,
): Promise<Output> {
  const output = await node.run(file, args, input === undefined ? {} : { input });
  if (output.exitCode === 0) return output;
  throw new Error(
    `${file} ${args.join(" ")} on ${node.name} ended with ${output.exitCode}: ${output.stderr.trim()}`,
  );
}
