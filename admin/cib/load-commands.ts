import type { Dialect } from "../../lib/cluster/dialect.ts";

/** How cluster options in FILE are loaded. Both make what is not there and change what is there. */
export const loadCommands: { readonly [D in Dialect]: string } = {
  heartbeat2: "cibadmin -U -o crm_config -x FILE",
  pacemaker: "cibadmin -M -c -o crm_config -x FILE",
};
