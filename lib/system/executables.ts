import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";

/** Whether one of the folders of a search path (colon-separated) holds an executable file of that name. */
export function isExecutableOn(searchPath: string, program: string): boolean {
  return searchPath.split(":").some((folder) => {
    if (!folder.startsWith("/")) return false;
    try {
      const file = join(folder, program);
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}
