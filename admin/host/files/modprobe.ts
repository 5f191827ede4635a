import { blockIn, type Renderer, wholeFile } from "../host-file.ts";
import { platformOf } from "../settings.ts";

/** Options of kernel modules. SLES 10 has one file for all that an administrator adds. */
export const modprobe: Renderer = ({ description }) => {
  if (description.modules.length === 0) return undefined;
  const lines = description.modules.map(({ name, options }) => `options ${name} ${options.join(" ")}`);
  return platformOf(description) === "sles"
    ? blockIn("/etc/modprobe.conf.local", lines)
    : wholeFile("/etc/modprobe.d/xensan.conf", lines);
};
