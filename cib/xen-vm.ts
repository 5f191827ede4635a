import { xenVm } from "../agents/XenVM/agent.ts";
import type { Parameter } from "../lib/ocf/parameter.ts";
import { guestNameProblem } from "../lib/xen/guest-name.ts";
import { refuseUnknown } from "./check-shape.ts";
import { CibError, type Path, step } from "./cib-error.ts";
import { checkMs } from "./duration.ts";
import { ownProvider } from "./evms-clone-set.ts";
import type { Parameters } from "./nvpair.ts";
import type { Operation } from "./operation.ts";
import { type Primitive, primitive } from "./primitive.ts";

/** What may differ from one guest to another; all but the name may be left out. */
export type XenVmSpec = {
  /** The guest's name in Xen. */
  readonly name: string;
  /** Of the resource; the guest's name where it is left out. */
  readonly id?: string | undefined;
  /** Whose agent runs it. */
  readonly provider?: string | undefined;
  /** Absolute path of the guest's configuration; left out, the agent takes the cluster file's. */
  readonly config?: string | undefined;
  /** Milliseconds between two monitors. */
  readonly monitorMs?: number | undefined;
};

/**
 * A guest that the cluster watches and does not touch: unmanaged, and blocked where it seems to run twice. It stands
 * alone: an order or a group would stop what it needs under it, or hang the cluster's own stop.
 *
 * @throws CibError for a name that no guest can have, and values that the agent does not accept
 */
export function xenGuest(spec: XenVmSpec): Primitive {
  const { name } = spec;
  const id = spec.id ?? name;
  const path = [step("primitive", id)];
  refuseUnknown(spec, ["name", "id", "provider", "config", "monitorMs"], path);
  const problem = guestNameProblem(name);
  if (problem !== undefined) throw new CibError(path, problem.replace(/\.$/, ""));
  return primitive({
    id,
    provider: spec.provider ?? ownProvider,
    type: xenVm.name,
    options: { managed: false, multipleActive: "block" },
    parameters: { name, ...accepted(xenVm.parameters.config, spec.config, path) },
    operations: operationsOf(spec, path),
  });
}

/** Below this a monitor costs more than it tells. */
const shortestMonitorMs = 5_000;

/**
 * One monitor, of the role Started: with one of the role Stopped, Pacemaker 2.1.5 shows a guest that somebody started by
 * hand as a failed action (measured). The others only say how long an action may take, should the cluster be let.
 */
function operationsOf({ monitorMs }: XenVmSpec, path: Path): readonly Operation[] {
  const { start, stop, monitor, migrate_to, migrate_from } = xenVm.actions;
  const intervalMs = monitorMs ?? (monitor.intervalSeconds ?? 30) * 1_000;
  checkMs("monitorMs", intervalMs, path, shortestMonitorMs);
  const timeoutMs = monitor.timeoutSeconds * 1_000;
  return [
    { name: "start", timeoutMs: start.timeoutSeconds * 1_000 },
    { name: "stop", timeoutMs: stop.timeoutSeconds * 1_000 },
    { name: "migrate_to", timeoutMs: migrate_to.timeoutSeconds * 1_000 },
    { name: "migrate_from", timeoutMs: migrate_from.timeoutSeconds * 1_000 },
    { name: "monitor", intervalMs, timeoutMs, role: "Started" },
  ];
}

/** The declaration itself reads the value, so that builder and agent cannot disagree. */
function accepted(parameter: Parameter<unknown>, value: string | undefined, path: Path): Parameters {
  if (value === undefined) return {};
  if (parameter.parse(value).ok) return { [parameter.name]: value };
  throw new CibError(
    [...path, step("parameter", parameter.name)],
    `"${value}" is not accepted; it takes ${parameter.accepts}`,
  );
}
