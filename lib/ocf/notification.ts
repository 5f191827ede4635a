import type { Variables } from "./environment.ts";

/** What a clone with notify=true is told about its peers. */
export type Notification = {
  readonly type: string;
  readonly operation: string;
  readonly startNodes: readonly string[];
  readonly stopNodes: readonly string[];
  readonly activeNodes: readonly string[];
};

const prefix = "OCF_RESKEY_CRM_meta_notify_";

/** Pacemaker 2.1.5 passes an empty list as one blank (measured); Heartbeat 2 leaves it unset. */
export function parseNotification(variables: Variables): Notification {
  const nodes = (name: string) => (variables[prefix + name] ?? "").split(" ").filter((node) => node !== "");
  return {
    type: variables[`${prefix}type`] ?? "",
    operation: variables[`${prefix}operation`] ?? "",
    startNodes: nodes("start_uname"),
    stopNodes: nodes("stop_uname"),
    activeNodes: nodes("active_uname"),
  };
}
