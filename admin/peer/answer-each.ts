import { deferred } from "../../lib/system/deferred.ts";

/**
 * Answers each line, several at once. Where one cannot be answered, or no more can be read, none is read any more, and what has
 * begun comes to its end before it is said.
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
  const fail = (error: unknown) => {
    failures.push(error);
    failed.resolve();
  };
  try {
    while (failures.length === 0) {
      const next = await Promise.race([reading.next().catch(fail), failed.promise]);
      if (next === undefined || next.done === true) break;
      const answered = answer(next.value)
        .catch(fail)
        .finally(() => pending.delete(answered));
      pending.add(answered);
    }
    await Promise.all(pending);
  } finally {
    void reading.return?.();
  }
  if (failures.length > 0) throw failures[0];
}
