import { type Renderer, wholeFile } from "../host-file.ts";

/** logd.cf of Heartbeat's log daemon, which is read only where ha.cf says use_logd. */
export const logd: Renderer = ({ description }) =>
  description.dialect === "heartbeat2" ? wholeFile("/etc/logd.cf", ["logfacility daemon"]) : undefined;
