import { argument } from "./roff.ts";

/** Of the manual pages; set at a release, so that equal sources give equal bytes. */
const date = "2026-11-26";

export function heading(title: string, section: 7 | 8, version: string): readonly string[] {
  return [
    `.\\" Made from the declarations of xensan ${version}: edit those, not this file.`,
    `.TH ${argument(title)} ${section} "${date}" ${argument(`xensan ${version}`)} "Xen guests on shared disks"`,
  ];
}
