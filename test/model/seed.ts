import fc from "fast-check";

/** The seed of a test run, as test/support/fast-check.ts has set it; without one every run draws other schedules. */
export function seedOfRun(): number {
  return fc.readConfigureGlobal()?.seed ?? Math.floor(Math.random() * 2 ** 31);
}
