import type { ExpectStatic as Expect } from "vitest";
import { openScene, type Scene } from "../../support/hand-over/scene.ts";

export const hosts = ["host1", "host2"] as const;

/** Where the guest is, by both hosts' own word. */
export async function whereabouts(scene: Scene): Promise<readonly string[]> {
  const found: string[] = [];
  for (const host of hosts) {
    for (const domain of await scene.domains(host)) found.push(`${host}: ${domain}`);
  }
  return found;
}

/** Repairs where something is on record, until nothing is. What a killed program had begun may still be at work at first. */
export async function repairAll(scene: Scene): Promise<void> {
  const said: string[] = [];
  for (let round = 1; round <= 8; round += 1) {
    const left = hosts.filter((host) => scene.openOperations(host).length > 0);
    if (left.length === 0) return;
    for (const host of left) said.push(JSON.stringify(await scene.run(host, "repair")));
  }
  throw new Error(`repair does not come to an end:\n${said.join("\n")}`);
}

/** One copy with its lease, or none and no lease; nothing on record; one writer at a time, and no record of it lost. */
export async function expectSound(scene: Scene, expect: Expect): Promise<readonly string[]> {
  const found = await whereabouts(scene);
  expect(found.length).toBeLessThanOrEqual(1);
  for (const each of found) expect(each).toMatch(/: nfs1 [-r][-b]----$/);
  expect(await scene.holders()).toEqual(found.map((each) => each.replace(/:.*/, "")));
  expect(hosts.flatMap(scene.openOperations)).toEqual([]);
  expect(await scene.complaints()).toMatch(/^(check-disk: there are no records\n)?$/);
  return found;
}

export async function bring(scene: Scene, expect: Expect, to: "nowhere" | "host1"): Promise<void> {
  const [found] = await whereabouts(scene);
  if (found?.startsWith(`${to}:`)) return;
  if (found !== undefined)
    expect(await scene.run(found.replace(/:.*/, ""), "stop")).toMatchObject({ kind: "done" });
  if (to !== "nowhere") expect(await scene.run(to, "start")).toMatchObject({ kind: "done" });
}

export async function inScene(test: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await openScene(hosts);
  try {
    await test(scene);
  } finally {
    await scene.end();
  }
}

export const minutes = 60_000;
