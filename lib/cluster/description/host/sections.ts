import * as z from "zod";
import { text, word } from "../scalars.ts";
import { corosync } from "./corosync.ts";
import { heartbeat } from "./heartbeat.ts";
import { modules } from "./modules.ts";
import { multipath } from "./multipath.ts";
import { domainRule } from "./rules.ts";
import { sanlock } from "./sanlock.ts";
import { time } from "./time.ts";
import { volumes } from "./volumes.ts";
import { xen } from "./xen.ts";

export const platforms = ["debian", "sles"] as const;

/** The keys of the cluster file that only `xensan host` reads: what it writes on each host. */
export const hostSections = {
  platform: word(platforms).optional().meta({
    description:
      "Where the hosts' configuration files are: debian, or sles for SLES 10. Default: sles with heartbeat2, else debian.",
  }),
  domain: text(domainRule).optional().meta({
    description:
      "DNS domain of the hosts, for /etc/hosts and for whom xend lets in: at most 188 characters. Default: none.",
  }),
  /** Left out, these three are not written at all. */
  time: time.optional(),
  multipath: multipath.optional(),
  modules,
  heartbeat,
  corosync,
  volumes: volumes.optional(),
  xen,
  sanlock,
};

const sections = z.object(hostSections);
export type HostSections = Readonly<z.output<typeof sections>>;
