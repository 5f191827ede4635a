// A thread that explores a bundled model: plain JavaScript, because a thread has no loader for TypeScript.
import { parentPort, workerData } from "node:worker_threads";

const { bundle, schedules, seed, tells } = workerData;
const { explore, tellStory } = await import(bundle);
const { counterexample, tally } = explore({ schedules, seed, shortens: tells });
parentPort?.postMessage({
  broken: counterexample?.broken.invariant,
  story: tells && counterexample ? tellStory(counterexample.schedule) : "",
  schedules: tally.schedules,
  reached: [...tally.reached],
});
