import { startXenLab } from "../../support/xenlab/lab.ts";
import { agreementPoints } from "./agreement.ts";
import { clonePoints, loadClone, loading, startedOnBoth } from "./clone.ts";
import { evacuationPoints } from "./evacuation.ts";
import { failurePoints } from "./failures.ts";
import { migrationPoints } from "./migration.ts";
import { oneWriterPoints, prepareGuest, preparing } from "./one-writer.ts";
import { type Count, type Point, proveAll } from "./point.ts";
import type { Scene } from "./scene.ts";
import { setUp } from "./set-up.ts";

/**
 * `npm run lab:xen`: two real Xen hosts under QEMU, and what xensan promises, proven on them point by point. With
 * "shell" the hosts stay up for a person. The lab takes itself away however this program ends.
 */
async function main([word = "", ...more]: readonly string[]): Promise<void> {
  const points = lists[word];
  if (more.length > 0 || (points === undefined && word !== "shell")) {
    process.stderr.write(
      'xensan: lab:xen takes nothing, "--failures" (what goes wrong on the way), "--all" (both), or "shell" (the hosts stay up).\n',
    );
    process.exitCode = 2;
    return;
  }
  const lab = await startXenLab(say);
  try {
    say("Both hosts run Xen. Installing xensan, and making the volume group SAN on the shared disk.");
    const scene = await setUp(lab);
    if (points === undefined) return await shell(scene);
    end(await proveAll(scene, points, say));
  } catch (error) {
    say(`FAILED  ${error instanceof Error ? error.message : error} Logs: ${await lab.collectLogs()}`);
    end({ passed: 0, failed: 1 });
  } finally {
    lab.end();
  }
}

/** The article's proof of concept. */
const core: readonly Point[] = [
  ...clonePoints,
  ...agreementPoints,
  ...oneWriterPoints,
  ...migrationPoints,
  ...evacuationPoints,
];

/** What a word on the command line has proven. */
const lists: Readonly<Record<string, readonly Point[]>> = {
  "": core,
  "--failures": [loading, preparing, ...failurePoints],
  "--all": [...core, ...failurePoints],
};

function end({ passed, failed }: Count): void {
  say(`All of it took ${(performance.now() / 60_000).toFixed(1)} minutes.`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

/** A playground for newcomers. */
async function shell(scene: Scene): Promise<void> {
  say("Loading the clone, and giving nfs1 a file system and its lease.");
  await loadClone(scene);
  await startedOnBoth(scene);
  await prepareGuest(scene);
  for (const host of scene.lab.hosts) say(`${host.name}: ${scene.lab.login(host).join(" ")}`);
  say(
    "Try there: crm_mon -1; xensan start nfs1; xensan domains; xensan migrate nfs1 host2; xl console nfs1.",
  );
  say("Ctrl-C takes both hosts away.");
  // Until a signal, which the lab's own clean-up handles.
  await new Promise(() => setInterval(() => undefined, 60_000));
}

function say(line: string): void {
  process.stdout.write(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`xensan: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
