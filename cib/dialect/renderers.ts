import type { Dialect } from "../../lib/cluster/dialect.ts";
import { heartbeat2 } from "./heartbeat2.ts";
import { pacemaker } from "./pacemaker.ts";
import type { Renderer } from "./renderer.ts";

export const renderers: { readonly [D in Dialect]: Renderer } = { heartbeat2, pacemaker };
