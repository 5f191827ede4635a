import { chrony } from "./files/chrony.ts";
import { corosync } from "./files/corosync.ts";
import { evms } from "./files/evms.ts";
import { haCf } from "./files/ha-cf.ts";
import { hosts } from "./files/hosts.ts";
import { logd } from "./files/logd.ts";
import { lvm } from "./files/lvm.ts";
import { modprobe } from "./files/modprobe.ts";
import { multipath } from "./files/multipath.ts";
import { ntp } from "./files/ntp.ts";
import { order } from "./files/order.ts";
import { sanlockConf, sanlockStart, wdmd } from "./files/sanlock.ts";
import { xend } from "./files/xend.ts";
import { xendomains } from "./files/xendomains.ts";
import { xl } from "./files/xl.ts";
import type { Host, HostFile, Renderer } from "./host-file.ts";

/** In the order in which the parts of a host come up. */
const renderers: readonly Renderer[] = [
  hosts,
  ntp,
  chrony,
  modprobe,
  multipath,
  lvm,
  evms,
  haCf,
  logd,
  corosync,
  xend,
  xl,
  sanlockConf,
  sanlockStart,
  wdmd,
  xendomains,
];

/** Every configuration file that the cluster file asks for on one host. */
export function renderHost(host: Host): readonly HostFile[] {
  return [...renderers.flatMap((render) => render(host) ?? []), ...order(host)];
}
