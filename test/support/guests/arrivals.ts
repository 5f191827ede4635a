import type { GuestHost } from "./host.ts";

export type Arrivals = {
  /** Ends the watch. @returns the most guests whose memory was on its way to this host at one moment */
  readonly most: () => Promise<number>;
};

/** Watches on a host, ten times a second, how many copies of guests are still on their way to it. */
export function watchArrivals(host: GuestHost): Arrivals {
  const script = `most=0
    while [ ! -e /run/lab/arrivals-seen ]; do
      now=$(cat /run/xensan-xen/domains/*/state 2>/dev/null | grep -c -- --incoming)
      [ "$now" -le "$most" ] || most=$now
      sleep 0.1
    done
    rm -f /run/lab/arrivals-seen
    echo "$most"`;
  const seen = host.run("sh", ["-c", script], { timeoutMs: 240_000 });
  // Whoever asks for it is told.
  seen.catch(() => undefined);
  return {
    most: async () => {
      await host.run("touch", ["/run/lab/arrivals-seen"]);
      return Number((await seen).stdout);
    },
  };
}
