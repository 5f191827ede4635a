import { leaseText } from "../../lib/guard/peers/cluster-peers.ts";
import { answerVolumesQuestion } from "../../lib/guard/peers/respond.ts";
import { ownVolumes } from "../../lib/storage/own-volumes.ts";
import { readClusterFile } from "../guard/cluster-file.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { VolumesHere } from "./command.ts";

/** Reads a question from standard input, carries it out, and prints the answer. */
export async function answerAbout(
  terminal: Terminal,
  surroundings: Surroundings,
  here: VolumesHere,
): Promise<void> {
  const input = terminal.readStandardInput();
  const description = await readClusterFile(surroundings);
  const standpoint = {
    here: surroundings.machine.hostName,
    hosts: description.nodes.map(({ name }) => name),
    guests: [],
    lease: leaseText(description),
  };
  const response = await answerVolumesQuestion(standpoint, input, async (order, timeoutMs) =>
    ownVolumes(await here(), order, timeoutMs),
  );
  if (response.kind === "answer") return terminal.out(response.text);
  throw new AdminError(adminExit.usage, `standard input has no question (${response.reason}).`);
}
