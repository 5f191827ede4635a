import { deferred } from "../lib/system/deferred.ts";

/**
 * Answers each line, several at once. Where one cannot be answered no more are read, and what has begun comes to its end before it
 * is said.
 *
 * @throws what the first that failed threw
 */
export async function answerEach(
  lines: AsyncIterable<string>,
  answer: (line: string) => Promise<void>,
): Promise<void> {
  const pending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const failed = deferred();
  const reading = lines[Symbol.asyncIterator]();
  try {
    while (failures.length === 0) {
      const next = await Promise.race([reading.next(), failed.promise]);
      if (next === undefined || next.done === true) break;
      const answered = answer(next.value)
        .catch((error: unknown) => {
          failures.push(error);
          failed.resolve();
        })
        .finally(() => pending.delete(answered));
      pending.add(answered);
    }
    await Promise.all(pending);
  } finally {
    void reading.return?.();
  }
  if (failures.length > 0) throw failures[0];
}
