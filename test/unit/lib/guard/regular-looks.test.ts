import { expect, it } from "vitest";
import { regularLooks } from "../../../../lib/guard/regular-looks.ts";
import { movedClock } from "./moved-clock.ts";

it("looks once for all who want to know, and no more when nobody does", async () => {
  const clock = movedClock();
  const startMs = clock.nowMs();
  const begun: number[] = [];
  const list = async () => {
    begun.push(clock.nowMs() - startMs);
    return { kind: "listed", domains: [] } as const;
  };
  const looks = regularLooks({ toolstack: { list }, clock });
  const heard = { one: [] as number[], other: [] as number[] };
  const endOne = looks.tell((beganMs) => heard.one.push(beganMs - startMs));
  await clock.sleep(600);
  const endOther = looks.tell((beganMs) => heard.other.push(beganMs - startMs));
  await clock.sleep(500);
  expect(begun).toEqual([0, 500, 1_000]);
  expect(heard).toEqual({ one: [0, 500, 1_000], other: [1_000] });
  endOne();
  endOne();
  await clock.sleep(500);
  expect(heard).toEqual({ one: [0, 500, 1_000], other: [1_000, 1_500] });
  endOther();
  await clock.sleep(5_000);
  expect(begun).toEqual([0, 500, 1_000, 1_500]);
  // And again from the beginning.
  looks.tell((beganMs) => heard.one.push(beganMs))();
  expect(begun).toHaveLength(5);
});
