import { connect } from "node:net";

/** Why nothing takes a connection at a TCP port, one clause; undefined: something does. Nothing is said to it. */
export function whyNoPort(address: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (why: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(
      () => end(`nothing answers within ${Math.round(timeoutMs / 1_000)} s`),
      timeoutMs,
    );
    socket.once("connect", () => end(undefined));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      end(
        error.code === "ECONNREFUSED"
          ? "nothing listens there: see xend-relocation-server in xend-config.sxp"
          : `no connection comes about (${error.code ?? error.message})`,
      ),
    );
  });
}
