import { type Renderer, wholeFile } from "../host-file.ts";
import {
  renderXendomainsSettings,
  type XendomainsSettings,
  xendomainsSettingsPath,
} from "../order/xendomains-settings.ts";
import { platformOf, toolstackOf } from "../settings.ts";

/** What xendomains does at a stop: it empties the host, with the hook. */
export const xendomains: Renderer = ({ description }) => {
  const script: XendomainsSettings["script"] = platformOf(description) === "sles" ? "sysconfig" : "debian";
  const text = renderXendomainsSettings({
    script,
    toolstack: toolstackOf(description),
    stopSeconds: description.evacuation.shutdownSeconds,
    leftover: description.evacuation.leftover,
  });
  return wholeFile(xendomainsSettingsPath(script), text.trimEnd().split("\n"));
};
