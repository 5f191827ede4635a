/** The resource's id as administrators know it: Heartbeat 2 adds ":N" to the instances of a clone. */
export function resourceOf(instance: string): string {
  return instance.replace(/:\d+$/, "");
}
