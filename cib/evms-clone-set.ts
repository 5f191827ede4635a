import { evmsScc } from "../agents/EvmsSCC/agent.ts";
import type { Parameter } from "../lib/ocf/parameter.ts";
import { refuseUnknown } from "./check-shape.ts";
import { CibError, type Path, step } from "./cib-error.ts";
import { type Clone, clone } from "./clone.ts";
import { checkMs } from "./duration.ts";
import type { Parameters } from "./nvpair.ts";
import type { Operation } from "./operation.ts";

/** What may differ from one SAN to another; all of it may be left out. */
export type EvmsCloneSetSpec = {
  /** Of the clone; the resource in it is called "evmsclone", or "<id>-evms" where the clone has another id. */
  readonly id?: string | undefined;
  /** Whose agent runs it. "heartbeat" is the packaged one, which knows none of the parameters below. */
  readonly provider?: string | undefined;
  /** Containers, volume groups or device paths that must be active. Empty: all that the backend lists. */
  readonly volumes?: readonly string[] | undefined;
  /** "auto", "evms" or "lvm". */
  readonly backend?: string | undefined;
  readonly deactivateOnStop?: boolean | undefined;
  /** Milliseconds between two monitors; 0: none is repeated. */
  readonly monitorMs?: number | undefined;
  /** Milliseconds after which a failed node is tried again; "never" is all that Heartbeat 2 knows. */
  readonly retryAfterMs?: number | "never" | undefined;
};

export const ownProvider = "xensan";
export const stockProvider = "heartbeat";

/**
 * The article's clone set: every node that joins activates its own view of the shared volumes.
 *
 * @throws CibError for values that the agent does not accept, and for parameters or monitors with the stock agent
 */
export function evmsCloneSet(spec: EvmsCloneSetSpec = {}): Clone {
  const id = spec.id ?? "evmscloneset";
  const primitiveId = id === "evmscloneset" ? "evmsclone" : `${id}-evms`;
  const provider = spec.provider ?? ownProvider;
  const path = [step("clone", id), step("primitive", primitiveId)];
  refuseUnknown(spec, known, [step("clone", id)]);
  const stock = provider === stockProvider;
  if (stock) refuseForStockAgent(spec, path);
  const retryAfterMs = spec.retryAfterMs ?? defaultRetryAfterMs;
  return clone({
    id,
    options: {
      notify: true,
      globallyUnique: false,
      cloneNodeMax: 1,
      // What needs the volumes waits for those of its own node only: without this, host2 going down would restart
      // on host1 whatever is ordered after the clone. The stock agent's clone stays as the article has it.
      interleave: stock ? undefined : true,
      // After a power cut hosts are up before the SAN is. A failed start bans the agent from its node until an
      // administrator cleans up, unless the failure is forgotten in time: then the node is tried again.
      failureTimeoutMs: retryAfterMs === "never" ? undefined : retryAfterMs,
    },
    primitive: {
      id: primitiveId,
      provider,
      type: evmsScc.name,
      parameters: stock ? {} : agentParameters(spec, path),
      operations: stock ? [] : agentOperations(spec, path),
    },
  });
}

const known = ["id", "provider", "volumes", "backend", "deactivateOnStop", "monitorMs", "retryAfterMs"];

const defaultRetryAfterMs = 10 * 60_000;

/** Below this a monitor costs more than it tells. */
const shortestMonitorMs = 1_000;

function refuseForStockAgent(spec: EvmsCloneSetSpec, path: Path): void {
  if (spec.monitorMs !== undefined && spec.monitorMs > 0) {
    throw new CibError(
      path,
      `the ${stockProvider} provider's monitor always says "not running", so a repeated monitor would restart the ` +
        `agent for ever; leave the monitor out or take provider ${ownProvider}`,
    );
  }
  const given = (["volumes", "backend", "deactivateOnStop"] as const).find(
    (name) => spec[name] !== undefined,
  );
  if (given !== undefined) {
    throw new CibError(
      path,
      `the ${stockProvider} provider's agent has no parameter "${evmsScc.parameters[given].name}"; leave it out or ` +
        `take provider ${ownProvider}`,
    );
  }
}

function agentParameters(spec: EvmsCloneSetSpec, path: Path): Parameters {
  const { backend, volumes, deactivateOnStop } = evmsScc.parameters;
  return {
    ...accepted(backend, spec.backend, path),
    ...accepted(volumes, spec.volumes?.join(" "), path),
    ...accepted(deactivateOnStop, spec.deactivateOnStop, path),
  };
}

/** The declaration itself reads the value, so that builder and agent cannot disagree. */
function accepted(
  parameter: Parameter<unknown>,
  value: string | boolean | undefined,
  path: Path,
): Parameters {
  if (value === undefined) return {};
  const text = String(value);
  if (!parameter.parse(text).ok) {
    throw new CibError(
      [...path, step("parameter", parameter.name)],
      `"${text}" is not accepted; it takes ${parameter.accepts}`,
    );
  }
  return { [parameter.name]: text };
}

function agentOperations(spec: EvmsCloneSetSpec, path: Path): readonly Operation[] {
  const { start, stop, monitor } = evmsScc.actions;
  const intervalMs = spec.monitorMs ?? (monitor.intervalSeconds ?? 30) * 1000;
  if (intervalMs !== 0) checkMs("monitorMs", intervalMs, path, shortestMonitorMs);
  const operations: Operation[] = [
    { name: "start", timeoutMs: start.timeoutSeconds * 1000 },
    { name: "stop", timeoutMs: stop.timeoutSeconds * 1000 },
  ];
  if (intervalMs > 0)
    operations.push({ name: "monitor", intervalMs, timeoutMs: monitor.timeoutSeconds * 1000 });
  return operations;
}
