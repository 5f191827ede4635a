import { marked } from "./block.ts";
import type { HostFile } from "./host-file.ts";

/** What stands in a file that has nothing else in it. */
export function wholeText(file: HostFile): string {
  return file.extent === "block" ? marked(file.content) : file.content;
}
