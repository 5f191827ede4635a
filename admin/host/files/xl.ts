import { type Renderer, wholeFile } from "../host-file.ts";
import { toolstackOf } from "../settings.ts";

/** xl.conf: dom0 keeps its memory, and a guest that does not fit is refused before it is built. */
export const xl: Renderer = ({ description }) => {
  if (toolstackOf(description) !== "xl") return undefined;
  const { bridge } = description.xen;
  return wholeFile("/etc/xen/xl.conf", [
    'autoballoon="off"',
    "claim_mode=1",
    ...(bridge === undefined ? [] : [`vif.default.bridge="${bridge}"`]),
  ]);
};
