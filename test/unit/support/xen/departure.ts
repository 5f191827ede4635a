import type { TestContext } from "vitest";
import { streamOf } from "../../lib/xen/recordings.ts";
import { makeScene, processesOf, type StandInHost } from "./scene.ts";

/** A guest on host1, which is asked to go to host2. */
export async function departure({ onTestFinished }: TestContext) {
  const scene = makeScene();
  onTestFinished(scene.end);
  const source = scene.host("host1");
  const destination = scene.host("host2");
  await source.run("create", scene.config("domU"));
  return { scene, source, destination };
}

/** Line by line, since what source and destination say comes in no certain order; numbers of processes and pages differ. */
export const lines = (text: string) =>
  text
    .replaceAll("\r", "")
    .replace(/\[\d+\]/g, "[PID]")
    .replace(/\/\d+\)$/gm, "/LENGTH)")
    .replace(/mfn 0x[0-9a-f]+/g, "mfn MFN")
    .replace(/omain \d+/g, "omain ID")
    .replace(/Dom \d+/g, "Dom ID")
    .trimEnd()
    .split("\n")
    .sort();
export const recorded = (name: string) => lines(streamOf(name, "stderr"));
export const inOrder = (text: string, who: string) =>
  text.split("\n").filter((line) => line.startsWith(`migration ${who}`));

/** The process of an xl of this host, by its command; of two, the one that reads from there. */
export function pidOf(host: StandInHost, command: string, input?: string): number {
  const found = processesOf(host).find(
    (each) => each.arguments.includes(command) && (input === undefined || each.input === input),
  );
  if (found === undefined) throw new Error(`no xl ${command} on ${host.name}`);
  return found.pid;
}
