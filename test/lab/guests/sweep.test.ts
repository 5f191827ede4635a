import { describe, expect, it } from "vitest";
import type { Strike } from "./strike.ts";
import { stepsOfMigration, sweep, worthStriking } from "./sweep.ts";

/** `npm run lab:guests -- --all` */
const all = process.env["XENSAN_ALL"] === "yes";

const chosen: readonly Strike[] = [
  { blow: "kill", on: "destination", at: "unpause 1" },
  { blow: "kill", on: "source", at: "migrate.permitted 1" },
  { blow: "cut", on: "source", at: "migrate.permitted 1" },
  { blow: "kill", on: "destination", at: "migrate-receive.copied 1" },
  { blow: "kill", on: "source", at: "migrate.destroyed 1" },
  { blow: "cut", on: "destination", at: "migrate-receive.offered 1" },
];

describe("a migration between two real hosts", () => {
  it("can lose a host or the network at any step: after repair there is one writer and nothing lost", {
    timeout: all ? 120 * 60_000 : 15 * 60_000,
  }, async () => {
    const strikes = all ? await everyStrike() : chosen;
    expect(await sweep(strikes, all ? 3 : 2)).toEqual([]);
  });

  it("is struck where something changes", () => {
    const steps = [
      "list 1",
      "ssh receive 1",
      "ssh receive done 1",
      "sanlock client gets done 2",
      "migrate 1",
    ];
    expect(worthStriking(steps)).toEqual(["ssh receive 1", "ssh receive done 1", "migrate 1"]);
  });
});

async function everyStrike(): Promise<readonly Strike[]> {
  const steps = await stepsOfMigration();
  const blows = ["kill", "cut"] as const;
  const hosts = ["source", "destination"] as const;
  return blows.flatMap((blow) => hosts.flatMap((on) => steps[on].map((at) => ({ blow, on, at }))));
}
