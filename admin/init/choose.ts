import type { Dialect } from "../../lib/cluster/dialect.ts";
import { AdminError, adminExit } from "../terminal.ts";
import type { InitOptions } from "./command.ts";
import type { Choices, Found, FoundGuest } from "./found.ts";

/** Puts a question to a person; undefined: nobody can be asked. */
export type Ask = (question: string) => Promise<string>;

/**
 * What goes into the file: a flag decides, else the answer to a question, else what was found.
 * @throws AdminError usage where something is missing that only a person knows
 */
export async function choose(found: Found, options: InitOptions, ask: Ask | undefined): Promise<Choices> {
  const dialect =
    options.dialect ??
    (await answer(
      ask,
      "Cluster manager, pacemaker or heartbeat2",
      found.dialect ?? "pacemaker",
      readDialect,
    ));
  const withThisHost = (nodes: Choices["nodes"]) => checkThisHost(nodes, found.hostName);
  const nodes =
    options.node !== undefined
      ? withThisHost(options.node)
      : await answer(ask, "Hosts as NAME=ADDRESS, with blanks between", nodesText(found.nodes), (text) =>
          withThisHost(readNodes(text)),
        );
  const lease =
    options.lease ??
    (await answer(
      ask,
      "Volume for the guests' leases, a path or none",
      found.leaseVolumes[0] ?? "none",
      (text) => text,
    ));
  const migration =
    options.migration ?? (await answer(ask, "How guests travel, ssh or plain", "ssh", readMigration));
  const guests = options.guest ?? (options.guests === false ? [] : await chosenGuests(found, ask));
  return { dialect, nodes, lease, migration, guests };
}

async function chosenGuests({ guests }: Found, ask: Ask | undefined): Promise<readonly FoundGuest[]> {
  const text = guests.map(({ name, config }) => `${name}=${config}`).join(" ");
  return answer(ask, "Guests as NAME=CONFIGURATION, with blanks between, or -", text || "-", readGuests);
}

const mostTries = 3;

/** An empty answer takes what is proposed. */
async function answer<T>(
  ask: Ask | undefined,
  question: string,
  proposed: string,
  read: (text: string) => T,
): Promise<T> {
  if (ask === undefined) return read(proposed);
  for (let tries = 1; ; tries++) {
    const said = (await ask(`${question} [${proposed}]: `)).trim();
    try {
      return read(said === "" ? proposed : said);
    } catch (error) {
      if (tries >= mostTries || !(error instanceof AdminError)) throw error;
      question = `${error.message} ${question.replace(/^.*?\. (?=[A-Z])/, "")}`;
    }
  }
}

export function readDialect(text: string): Dialect {
  if (text === "pacemaker" || text === "heartbeat2") return text;
  throw wrong(`${JSON.stringify(text)} is no cluster manager; it is pacemaker or heartbeat2.`);
}

export function readMigration(text: string): Choices["migration"] {
  if (text === "ssh" || text === "plain") return text;
  throw wrong(`${JSON.stringify(text)} is no way for guests to travel; it is ssh or plain.`);
}

/** Every other command refuses a cluster file that does not have the host on which it runs. */
function checkThisHost(nodes: Choices["nodes"], hostName: string): Choices["nodes"] {
  if (nodes.some(({ name }) => name === hostName)) return nodes;
  const named = nodes.map(({ name }) => name).join(", ") || "none";
  throw wrong(
    `this host is ${hostName} by "uname -n", and the hosts are ${named}: name it too, as --node ${hostName}=ADDRESS.`,
  );
}

function readNodes(text: string): Choices["nodes"] {
  return words(text).map(readNode);
}

export function readNode(text: string): Choices["nodes"][number] {
  const [name, address] = pairIn(text, "a host", "host1=192.168.10.1");
  if (address === "?") {
    throw wrong(`The address of ${name} is not known; say it as --node ${name}=ADDRESS.`);
  }
  return { name, address };
}

function readGuests(text: string): readonly FoundGuest[] {
  return text === "-" ? [] : words(text).map(readGuest);
}

export function readGuest(text: string): FoundGuest {
  const [name, config] = pairIn(text, "a guest", "nfs1=/etc/xen/nfs1.cfg");
  return { name, config };
}

function pairIn(text: string, what: string, example: string): readonly [string, string] {
  const [, name, value] = /^([^=\s]+)=(\S+)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw wrong(`${JSON.stringify(text)} is not ${what}; it is written as ${example}.`);
}

function nodesText(nodes: Found["nodes"]): string {
  return nodes.map(({ name, address }) => `${name}=${address ?? "?"}`).join(" ");
}

function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

function wrong(sentence: string): AdminError {
  return new AdminError(adminExit.usage, sentence);
}
