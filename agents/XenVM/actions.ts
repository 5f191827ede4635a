import type { Handlers } from "../../lib/ocf/run-agent.ts";
import type { xenVm } from "./agent.ts";
import type { Host } from "./host.ts";

type Declaration = typeof xenVm;

/** Each action is loaded when it is asked for: the monitor, which runs all the time, must not pay for the others. */
export function actionsOn(
  host: Host,
): Handlers<Declaration["parameters"], keyof Declaration["actions"] & string> {
  return {
    start: async (call) => (await import("./start.ts")).start(call, host),
    stop: async (call) => (await import("./stop.ts")).stop(call, host),
    monitor: async (call) => (await import("./monitor.ts")).monitor(call, host),
    status: async (call) => (await import("./monitor.ts")).status(call, host),
    migrate_to: async (call) => (await import("./migrate.ts")).migrateTo(call, host),
    migrate_from: async (call) => (await import("./migrate.ts")).migrateFrom(call, host),
    "validate-all": async (call) => (await import("./validate.ts")).validate(call, host),
  };
}
