import type { Clock } from "../system/clock.ts";
import { deadlineAfter } from "../system/deadline.ts";
import type { DeviceState, LookAtDevice } from "./block-device.ts";
import { type Selection, select } from "./selection.ts";
import type { Outcome, Volume, VolumeManager } from "./volume-manager.ts";

export const backends = ["auto", "evms", "lvm"] as const;
/** `auto`: EVMS where evms_activate is installed, else LVM2. */
export type Backend = (typeof backends)[number];

/** What a node is to do with its volumes. */
export type VolumesOrder = {
  readonly kind: "list" | "activate";
  /** Containers, volume groups or device paths; empty: all. */
  readonly names: readonly string[];
  readonly backend: Backend;
  /** Volumes that are active already are read anew too: another node may have resized one. */
  readonly refresh: boolean;
  /** Only looks. */
  readonly dryRun: boolean;
};

export type VolumeSight = {
  readonly name: string;
  readonly path: string;
  readonly state: DeviceState["kind"];
  /** Bytes; only of what is usable. */
  readonly size?: number;
};

/** What a node says of its volumes after that. */
export type VolumesReport = {
  readonly manager: VolumeManager["title"];
  /** Those that were asked for, in the volume manager's order. */
  readonly volumes: readonly VolumeSight[];
  /** What failed, or would: one clause. */
  readonly problem?: string;
};

export type VolumesAnswer =
  | { readonly kind: "answered"; readonly report: VolumesReport }
  | { readonly kind: "silent"; readonly reason: string };

export type VolumesHost = {
  readonly evms: () => Promise<VolumeManager>;
  readonly lvm: () => Promise<VolumeManager>;
  readonly isInstalled: (program: string) => boolean;
  readonly lookAtDevice: LookAtDevice;
  readonly sizeOfDevice: (path: string) => number | undefined;
  readonly clock: Clock;
};

/** A look after the activation must have time left. */
const lookMs = 5_000;

/** Carries out an order on this node. What it says is what was seen last, whatever the tools said. */
export async function ownVolumes(
  host: VolumesHost,
  order: VolumesOrder,
  timeoutMs: number,
): Promise<VolumesReport> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const manager = await managerFor(host, order.backend);
  if (!host.isInstalled(manager.program)) {
    const problem = `${manager.program} is not installed there`;
    return { manager: manager.title, volumes: [], problem };
  }
  const workMs = () => Math.max(deadline.remainingMs() - Math.min(lookMs, timeoutMs / 4), 0);
  const outcome = await carryOut(manager, order, workMs);
  const listing = await manager.list(deadline.remainingMs());
  const listed = listing.kind === "listed" ? listing.volumes : [];
  const { paths, unknownNames } = select(order.names, listed);
  const problem =
    [outcome, listing].find((each) => each.kind === "failed")?.reason ??
    problemOf(manager, order, { paths, unknownNames });
  const volumes = paths.map((path) => sightOf(host, path, listed));
  return { manager: manager.title, volumes, ...(problem === undefined ? {} : { problem }) };
}

function problemOf(
  { title }: VolumeManager,
  { kind, dryRun }: VolumesOrder,
  { paths, unknownNames }: Selection,
): string | undefined {
  // EVMS lists only what is active: before an activation, that says nothing about what there will be.
  if (dryRun && title === "EVMS") return undefined;
  if (unknownNames.length > 0) return `${title} lists nothing under ${unknownNames.join(", ")}`;
  return kind === "activate" && paths.length === 0 ? `${title} lists no volume` : undefined;
}

async function managerFor(host: VolumesHost, backend: Backend): Promise<VolumeManager> {
  if (backend === "evms" || (backend === "auto" && host.isInstalled("evms_activate"))) return host.evms();
  return host.lvm();
}

async function carryOut(
  manager: VolumeManager,
  { kind, names, refresh, dryRun }: VolumesOrder,
  leftMs: () => number,
): Promise<Outcome> {
  if (kind === "list") return done;
  const waitsFor = manager.waitsFor();
  if (waitsFor !== undefined) return { kind: "failed", reason: waitsFor };
  if (dryRun) return done;
  const activated = await manager.activate(names, leftMs());
  if (activated.kind === "failed" || !refresh) return activated;
  return (await manager.refresh?.(names, leftMs())) ?? done;
}

const done: Outcome = { kind: "done" };

function sightOf(host: VolumesHost, path: string, listed: readonly Volume[]): VolumeSight {
  const { kind: state } = host.lookAtDevice(path);
  const size = state === "usable" ? host.sizeOfDevice(path) : undefined;
  const name = listed.find((volume) => volume.path === path)?.name ?? path;
  return { name, path, state, ...(size === undefined ? {} : { size }) };
}
