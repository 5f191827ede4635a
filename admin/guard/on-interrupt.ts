import { isatty } from "node:tty";

/**
 * See Surroundings.onInterrupt. A terminal that goes away is no wish to end anything: what was asked for is done, and whoever
 * comes back sees it.
 */
export function onInterrupt(told: () => void): () => void {
  let isOver = false;
  const tell = () => {
    if (!isOver) told();
  };
  process.on("SIGINT", tell).on("SIGTERM", tell);
  if (process.listenerCount("SIGHUP") === 0) process.once("SIGHUP", endByHangUp);
  // Not taken off: then the next signal would end this process while it prints how all went.
  return () => {
    isOver = true;
  };
}

/**
 * Node.js 20 aborts at its end, with a core dump, where a terminal that it started on is gone: it cannot be set back
 * (ResetStdio() of node.cc). Then the process ends by the signal that it has put off.
 */
function endByHangUp(): void {
  const nothing = () => undefined;
  process.on("SIGHUP", nothing);
  process.once("exit", () => {
    if (terminals.every((each) => isatty(each))) return;
    process.off("SIGHUP", nothing);
    process.kill(process.pid, "SIGHUP");
  });
}

const terminals = [0, 1, 2].filter((each) => isatty(each));
