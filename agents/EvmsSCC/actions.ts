import { exitCode } from "../../lib/ocf/exit-code.ts";
import type { Handlers } from "../../lib/ocf/run-agent.ts";
import type { evmsScc } from "./agent.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import { monitor } from "./monitor.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { validate } from "./validate.ts";

type Declaration = typeof evmsScc;

export function actionsOn(
  host: Host,
): Handlers<Declaration["parameters"], keyof Declaration["actions"] & string> {
  return {
    start: (call) => start(call, host),
    stop: (call) => stop(call, host),
    monitor: (call) => monitor(call, host),
    status: (call) => monitor(call, host),
    notify,
    "validate-all": (call) => validate(call, host),
  };
}

/** Each node activates for itself at its own start, so what the peers do needs no answer. */
async function notify(call: EvmsSccCall) {
  const { type, operation, startNodes, stopNodes } = call.notification();
  call.log.debug(`notified of ${type} ${operation}: start on [${startNodes}], stop on [${stopNodes}]`);
  return exitCode.success;
}
