import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attachLoop, detachLoop, type LoopDevice, limitLoop, loopsBelow } from "./loop-device.ts";

/** Containers with the names of their volumes: { san2: ["vm1", "vm2"] }. */
export type Containers = { readonly [container: string]: readonly string[] };

/** The storage that all nodes share: sparse files behind loop devices, which EVMS's stand-in shows to each node. */
export type San = {
  /** CONTAINER/NAME of each volume, as below /dev/evms. */
  readonly volumes: readonly string[];
  /** The volume's disk is gone, for all nodes at once; their device nodes stay, with nothing behind them. */
  readonly withdraw: (volume: string) => void;
  readonly restore: (volume: string) => void;
  /** From now on every read and write of the volume fails, on all nodes, also for whoever has it open. */
  readonly fail: (volume: string) => void;
  readonly mend: (volume: string) => void;
  /** The loop device behind a volume, e.g. "/dev/loop3": for all nodes the same. @throws Error for one that the lab does not have */
  readonly device: (volume: string) => string;
  readonly forNode: (host: string) => NodeSan;
};

/** What the stand-in evms_activate does when it is called on a node. */
export type Behaviour =
  | { readonly kind: "ok" }
  | { readonly kind: "fail"; readonly exitCode: number; readonly text: string }
  | { readonly kind: "slow"; readonly seconds: number }
  | { readonly kind: "hang" }
  /** Ignores SIGTERM too. */
  | { readonly kind: "hang-hard" };

/** One node's view of the storage. */
export type NodeSan = {
  /** The next calls behave like `once`, one each; further ones like `always`, else as they should. */
  readonly plan: (plan: { readonly once?: readonly Behaviour[]; readonly always?: Behaviour }) => void;
  /** The exit codes of all finished calls of evms_activate on this node, oldest first. */
  readonly calls: () => readonly number[];
  /** evms_activate finds no path to the volume any more; a device node that is there stays. */
  readonly hide: (volume: string) => void;
  readonly show: (volume: string) => void;
};

/** @param mebibytes of each volume; its file is sparse */
export function createSan(
  folder: string,
  hosts: readonly string[],
  containers: Containers,
  mebibytes = 1,
): San {
  const shared = join(folder, "evms");
  const volumes = Object.entries(containers).flatMap(([name, each]) =>
    each.map((volume) => `${name}/${volume}`),
  );
  const attached = new Map<string, LoopDevice>();
  const publish = () => {
    const lines = [...attached].map(([volume, { minor }]) => `${volume} loop${minor} ${minor}\n`);
    writeFileSync(join(shared, "volumes"), lines.join(""));
  };
  const attachedAs = (volume: string) => {
    const loop = attached.get(volume);
    if (loop) return loop;
    throw new Error(`The lab has no volume ${volume}; it has ${volumes.join(", ")}.`);
  };
  const attach = (volume: string) => {
    attached.set(volume, attachLoop(imagePath(folder, volume)));
    publish();
  };

  mkdirSync(join(folder, "images"));
  mkdirSync(shared);
  makeFifo(join(shared, "never"));
  for (const host of hosts) makeNodeFolder(join(shared, "nodes", host));
  for (const volume of volumes) {
    writeFileSync(imagePath(folder, volume), "");
    truncateSync(imagePath(folder, volume), mebibytes * 1024 * 1024);
    attach(volume);
  }
  publish();

  return {
    volumes,
    withdraw: (volume) => detachLoop(attachedAs(volume)),
    restore: (volume) => {
      const loop = attached.get(volume);
      if (!loopsBelow(folder).some(({ device }) => device === loop?.device)) attach(volume);
    },
    fail: (volume) => limitLoop(attachedAs(volume), 512),
    mend: (volume) => limitLoop(attachedAs(volume), 0),
    device: (volume) => attachedAs(volume).device,
    forNode: (host) => nodeSan(join(shared, "nodes", host)),
  };
}

function imagePath(folder: string, volume: string): string {
  return join(folder, "images", volume.replaceAll("/", "-"));
}

function makeNodeFolder(path: string): void {
  mkdirSync(join(path, "answers"), { recursive: true });
  makeFifo(join(path, "requests"));
  for (const file of ["hidden", "plan", "calls"]) writeFileSync(join(path, file), "");
}

function makeFifo(path: string): void {
  execFileSync("mkfifo", [path], { timeout: 10_000 });
}

function nodeSan(path: string): NodeSan {
  const hidden = join(path, "hidden");
  return {
    plan: ({ once = [], always }) => {
      const lines = [...once.map(inWords), ...(always ? [`always ${inWords(always)}`] : [])];
      writeFileSync(join(path, "plan"), lines.map((line) => `${line}\n`).join(""));
    },
    calls: () => linesOf(join(path, "calls")).map(Number),
    hide: (volume) => appendFileSync(hidden, `${volume}\n`),
    show: (volume) => {
      const rest = linesOf(hidden).filter((line) => line !== volume);
      writeFileSync(hidden, rest.map((line) => `${line}\n`).join(""));
    },
  };
}

function inWords(behaviour: Behaviour): string {
  switch (behaviour.kind) {
    case "fail":
      return `fail ${behaviour.exitCode} ${behaviour.text}`;
    case "slow":
      return `slow ${behaviour.seconds}`;
    case "ok":
    case "hang":
    case "hang-hard":
      return behaviour.kind;
  }
}

function linesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
