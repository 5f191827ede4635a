import { rehearse } from "../../lib/guard/rehearse.ts";
import type { OpenedHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import type { Terminal } from "../terminal.ts";
import { type Conclusion, conclude, conclusionOf, rehearsalConclusion } from "./conclude.ts";
import { operate, orderFor } from "./operate.ts";
import type { Work } from "./work.ts";

export type Task = {
  readonly work: Work;
  /** What would be done with the guest: "started here". */
  readonly deed: string;
  /** Why it is not even begun: one sentence. */
  readonly objection: string | undefined;
};

export type Form = { readonly dryRun?: boolean; readonly json?: boolean };

/** Does it, or says what would be done, prints how that ended, and ends with its exit code. */
export async function perform(
  terminal: Terminal,
  surroundings: Surroundings,
  host: OpenedHost,
  task: Task,
  form: Form,
): Promise<void> {
  const conclusion = await concluded(terminal, surroundings, host, task, form);
  conclude(terminal, conclusion, form.json === true);
}

export async function concluded(
  terminal: Terminal,
  surroundings: Surroundings,
  host: OpenedHost,
  { work, deed, objection }: Task,
  { dryRun = false }: Form,
): Promise<Conclusion> {
  const subject = { command: work.command, guest: work.guest.name, host: host.here };
  if (objection !== undefined) {
    const ending = { kind: "refused", reason: objection } as const;
    return { ...conclusionOf(subject, { ending }), dryRun };
  }
  if (!dryRun) return conclusionOf(subject, await operate(terminal, surroundings, host, work));
  const rehearsed = await shownOn(screenOf(terminal, surroundings), work.guest.name, "asking all hosts", () =>
    rehearse(work.program(orderFor(surroundings, work)), work.effects),
  );
  return rehearsalConclusion(subject, deed, rehearsed);
}
