import { checkFlag, checkWord, refuseUnknown } from "./check-shape.ts";
import { CibError, type Path, step } from "./cib-error.ts";
import { checkMs } from "./duration.ts";

/** What the cluster does with a resource, and when it gives up. */
export type Operation = {
  readonly name: string;
  /** Milliseconds between two runs; 0 or absent: only when the cluster needs it. */
  readonly intervalMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly startDelayMs?: number | undefined;
  readonly onFail?: "ignore" | "block" | "stop" | "restart" | "fence" | undefined;
  readonly role?: "Started" | "Stopped" | undefined;
  readonly enabled?: boolean | undefined;
};

const known = ["name", "intervalMs", "timeoutMs", "startDelayMs", "onFail", "role", "enabled"];

/**
 * @param around path of the resource that the operation is for
 * @throws CibError
 */
export function operation(spec: Operation, around: Path = []): Operation {
  const path = [...around, step("op", spec.name)];
  refuseUnknown(spec, known, path);
  if (typeof spec.name !== "string" || !/^[a-z][a-z_-]*$/.test(spec.name)) {
    throw new CibError(path, "an operation's name has small letters, _ and -");
  }
  checkMs("intervalMs", spec.intervalMs, path);
  checkMs("timeoutMs", spec.timeoutMs, path, 1);
  checkMs("startDelayMs", spec.startDelayMs, path);
  checkWord("onFail", spec.onFail, ["ignore", "block", "stop", "restart", "fence"], path);
  checkWord("role", spec.role, ["Started", "Stopped"], path);
  checkFlag("enabled", spec.enabled, path);
  if (spec.intervalMs && spec.name !== "monitor") {
    throw new CibError(path, `intervalMs is ${spec.intervalMs}; only a monitor is repeated`);
  }
  return { ...spec };
}

/** Both clusters take one operation for each name and interval: the first wins, in silence. */
export function operations(specs: readonly Operation[], path: Path): readonly Operation[] {
  const seen = new Set<string>();
  return specs.map((spec) => {
    const key = `${spec.name} ${spec.intervalMs ?? 0}`;
    if (seen.has(key)) {
      throw new CibError(
        [...path, step("op", spec.name)],
        "there is another one with the same name and interval",
      );
    }
    seen.add(key);
    return operation(spec, path);
  });
}
