import { writeFileAtomically } from "../../lib/system/atomic-file.ts";
import { refuseDash, whyNotReplaced } from "../files/named-file.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { StatusOptions } from "./command.ts";
import type { Status } from "./document.ts";
import { isWell } from "./findings.ts";
import { lookAtAll } from "./look.ts";
import { renderStatus } from "./text.ts";
import { watch } from "./watch.ts";

export async function showStatus(
  terminal: Terminal,
  surroundings: Surroundings,
  options: StatusOptions,
): Promise<void> {
  if (options.html !== undefined) checkPagePath(options.html);
  if (options.watch) return watch(terminal, surroundings, options);
  const host = await openThisHost(surroundings);
  const screen = screenOf(terminal, surroundings);
  const status = await shownOn(screen, "status", "asking all hosts", () =>
    lookAtAll(host, surroundings.machine),
  );
  await deliver(terminal, status, options);
}

/** Prints or writes one look, in the form that was asked for, and says how this run ends. */
export async function deliver(
  terminal: Terminal,
  status: Status,
  { json, html }: Pick<StatusOptions, "json" | "html">,
): Promise<void> {
  if (html !== undefined) {
    const { renderPage } = await import("./page/page.ts");
    writePage(html, renderPage(status));
  } else if (json) terminal.out(`${JSON.stringify(status, undefined, 2)}\n`);
  else terminal.out(renderStatus(status));
  terminal.endWith(isWell(status) ? adminExit.done : adminExit.refused);
}

/** Before anybody is asked. @throws AdminError usage, where something is there that a page does not replace */
function checkPagePath(path: string): void {
  refuseDash("--html", path, "the page goes to a file");
  const why = told(path, () => whyNotReplaced(path));
  if (why === undefined) return;
  const sentence = `${path} ${why}: name a plain file with --html, or one that is not there yet.`;
  throw new AdminError(adminExit.usage, sentence);
}

/** @throws AdminError where it cannot be written; what was there before is there still */
export function writePage(path: string, page: string): void {
  // Again, since asking all hosts takes time, and watching any.
  checkPagePath(path);
  told(path, () => writeFileAtomically(path, page, 0o644));
}

function told<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AdminError(
      adminExit.refused,
      `${path} was not written (${why}): name a file in a folder that exists.`,
    );
  }
}
