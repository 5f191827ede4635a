import { describe, expect, it } from "vitest";
import { answerEach } from "../../../../admin/peer/answer-each.ts";

/** Lines that come when a test says so. */
function scene() {
  const went: string[] = [];
  const ends = new Map<string, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  const waiting: {
    readonly resolve: (result: IteratorResult<string>) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  const come = async (result: IteratorResult<string>) => {
    waiting.shift()?.resolve(result);
    await settled();
  };
  const lines: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise((resolve, reject) => void waiting.push({ resolve, reject })),
      return: async () => {
        went.push("reads no more");
        return { done: true, value: undefined };
      },
    }),
  };
  const over = answerEach(lines, async (line) => {
    went.push(line);
    await new Promise<void>((resolve, reject) => ends.set(line, { resolve, reject }));
    went.push(`${line} done`);
  });
  const ended = over.then(
    () => went.push("over"),
    (error: Error) => went.push(`over: ${error.message}`),
  );
  return {
    ...{ went, ended },
    says: (line: string) => come({ done: false, value: line }),
    ends: () => come({ done: true, value: undefined }),
    breaks: async () => {
      waiting.shift()?.reject(new Error("read ECONNRESET"));
      await settled();
    },
    finish: async (line: string) => {
      ends.get(line)?.resolve();
      await settled();
    },
    fail: async (line: string) => {
      ends.get(line)?.reject(new Error(`${line} failed`));
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("lines that are answered", () => {
  it("do not wait for each other", async () => {
    const { went, ended, says, ends, finish } = scene();
    await says("a");
    await says("b");
    await finish("b");
    await says("c");
    await finish("a");
    await finish("c");
    await ends();
    await ended;
    expect(went).toEqual(["a", "b", "b done", "c", "a done", "c done", "reads no more", "over"]);
  });

  it("come to their end where there are no more", async () => {
    const { went, ended, says, ends, finish } = scene();
    await says("a");
    await ends();
    expect(went).toEqual(["a"]);
    await finish("a");
    await ended;
    expect(went.slice(1)).toEqual(["a done", "reads no more", "over"]);
  });

  it("come to their end where no more can be read, before that is said", async () => {
    const { went, ended, says, breaks, finish } = scene();
    await says("a");
    await breaks();
    expect(went).toEqual(["a"]);
    await finish("a");
    await ended;
    expect(went.slice(1)).toEqual(["a done", "reads no more", "over: read ECONNRESET"]);
  });

  it("are read no more where one fails, and those that have begun come to their end before that is said", async () => {
    const { went, ended, says, finish, fail } = scene();
    await says("a");
    await says("b");
    await fail("b");
    await says("c");
    expect(went).toEqual(["a", "b"]);
    await finish("a");
    await ended;
    expect(went.slice(2)).toEqual(["a done", "reads no more", "over: b failed"]);
  });
});
