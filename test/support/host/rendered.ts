import type { HostFile } from "../../../admin/host/host-file.ts";
import { renderHost } from "../../../admin/host/render-host.ts";
import { wholeText } from "../../../admin/host/whole-text.ts";
import { describing, nodeOf } from "./clusters.ts";

/** What stands in one file of one host. @throws Error where the cluster file asks for no such file */
export function rendered(clusterText: string, path: string, name = "host1"): string {
  return wholeText(fileAt(clusterText, path, name));
}

export function fileAt(clusterText: string, path: string, name = "host1"): HostFile {
  const description = describing(clusterText);
  const file = renderHost({ description, node: nodeOf(description, name) }).find(
    (each) => each.path === path,
  );
  if (file === undefined) throw new Error(`there is no ${path} for ${name}`);
  return file;
}
