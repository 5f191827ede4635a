import { checkCount, checkFlag, checkWord, refuseUnknown } from "./check-shape.ts";
import { CibError, type Path } from "./cib-error.ts";
import { checkMs } from "./duration.ts";

/** Options of any resource. What is undefined is not written: the cluster's default. */
export type ResourceOptions = {
  /** false: the cluster starts, stops and moves nothing; it only looks. */
  readonly managed?: boolean | undefined;
  /** What the cluster does with a resource that is active on two nodes; its default stops all and starts one. */
  readonly multipleActive?: "block" | "stop-only" | "stop-start" | undefined;
  readonly targetRole?: "Started" | "Stopped" | undefined;
  /** How much a resource wants to stay where it is. */
  readonly stickiness?: number | "INFINITY" | undefined;
  /** Pacemaker only: after how many milliseconds a failure is forgotten and the resource tried again. */
  readonly failureTimeoutMs?: number | undefined;
};

/** Options that only a clone has. */
export type CloneOptions = ResourceOptions & {
  /** Whether instances hear before and after an instance is started or stopped. */
  readonly notify?: boolean | undefined;
  /** The default is true in Heartbeat 2 and false in Pacemaker. */
  readonly globallyUnique?: boolean | undefined;
  /** Whether instances are started one after the other. */
  readonly ordered?: boolean | undefined;
  /** Whether what depends on the clone waits for the instance on its own node only. */
  readonly interleave?: boolean | undefined;
  readonly cloneMax?: number | undefined;
  readonly cloneNodeMax?: number | undefined;
};

const common = ["managed", "multipleActive", "targetRole", "stickiness", "failureTimeoutMs"];
const cloneOnly = ["notify", "globallyUnique", "ordered", "interleave", "cloneMax", "cloneNodeMax"];

/** @throws CibError */
export function resourceOptions(options: ResourceOptions, path: Path): ResourceOptions {
  refuseUnknown(options, common, path);
  checkCommon(options, path);
  return { ...options };
}

/** @throws CibError */
export function cloneOptions(options: CloneOptions, path: Path): CloneOptions {
  refuseUnknown(options, [...common, ...cloneOnly], path);
  checkCommon(options, path);
  for (const name of ["notify", "globallyUnique", "ordered", "interleave"] as const) {
    checkFlag(name, options[name], path);
  }
  checkCount("cloneMax", options.cloneMax, path);
  checkCount("cloneNodeMax", options.cloneNodeMax, path);
  return { ...options };
}

function checkCommon(options: ResourceOptions, path: Path): void {
  checkFlag("managed", options.managed, path);
  checkWord("multipleActive", options.multipleActive, ["block", "stop-only", "stop-start"], path);
  checkWord("targetRole", options.targetRole, ["Started", "Stopped"], path);
  checkMs("failureTimeoutMs", options.failureTimeoutMs, path);
  const { stickiness } = options;
  if (stickiness !== undefined && stickiness !== "INFINITY" && !Number.isInteger(stickiness)) {
    throw new CibError(
      path,
      `stickiness is ${JSON.stringify(stickiness)}; it takes a whole number or INFINITY`,
    );
  }
}
