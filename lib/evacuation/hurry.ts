import type { Clock } from "../system/clock.ts";
import { mayExecute } from "../xen/domain.ts";
import type { MigrationEnd } from "../xen/migration-end.ts";
import type { Migration, Toolstack } from "../xen/toolstack.ts";

/**
 * A toolstack whose migration, when it takes longer than `afterMs`, has its guest asked to shut down, if it still executes
 * here: without its guest a migration ends by itself. The migration is never signalled, and past the moment in which the
 * source stops nothing is asked any more.
 */
export function hurrying(toolstack: Toolstack, clock: Clock, afterMs: number, asked: () => void): Toolstack {
  const migrate = async (migration: Migration, timeoutMs: number): Promise<MigrationEnd> => {
    const over = new AbortController();
    const hurry = async () => {
      await clock.sleep(afterMs, over.signal);
      const listing = await toolstack.list(lookMs);
      const source =
        listing.kind === "listed"
          ? listing.domains.find(({ domid }) => domid === migration.domid)
          : undefined;
      if (over.signal.aborted || source === undefined || !mayExecute(source.state)) return;
      asked();
      await toolstack.shutdown(migration.domid, true, lookMs);
    };
    // Ended by the abort, its sleep rejects.
    hurry().catch(() => undefined);
    try {
      return await toolstack.migrate(migration, timeoutMs);
    } finally {
      over.abort();
    }
  };
  return { ...toolstack, migrate };
}

const lookMs = 10_000;
