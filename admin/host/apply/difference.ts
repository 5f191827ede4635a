import { createTwoFilesPatch } from "diff";
import { absolute } from "../../files/facts.ts";
import type { Decision } from "./decision.ts";

/** What would change in a file, as diff -u shows it; empty where nothing would. Passwords in it are not shown. */
export function differenceOf(root: string, { path, before, after }: Decision): string {
  if (before === after) return "";
  const name = absolute(root, path);
  const from = before === undefined ? "/dev/null" : name;
  const to = after === undefined ? "/dev/null" : name;
  const patch = createTwoFilesPatch(
    from,
    to,
    shown(before),
    shown(after),
    "as it is",
    "from the cluster file",
    {
      context: 3,
    },
  );
  return patch.slice(patch.indexOf("--- "));
}

/** As UTF-8, for a person; whoever looks over a shoulder or into a log does not see what opens a console. */
function shown(text: string | undefined): string {
  return Buffer.from(text ?? "", "latin1")
    .toString("utf8")
    .replaceAll(/(\(vncpasswd\s+)(?:'(?!')[^']*'?|"[^"]*"?|[^'"\s)][^\s)]*)/g, "$1…");
}
