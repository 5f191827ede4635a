import { Cluster } from "../../support/lab/cluster.ts";
import { marksOf } from "./traces.ts";

/**
 * A program that owns a lab, for lab.test.ts to end in every way that a program can end. It prints one line when the
 * lab runs, and with the argument "throw" ends by an error that nobody catches.
 */
async function main(): Promise<void> {
  const lab = await Cluster.start(1);
  console.log(JSON.stringify(await marksOf(lab, lab.nodes)));
  if (process.argv[2] === "throw") throw new Error("the owner of the lab fails");
  setInterval(() => undefined, 60_000);
}

void main();
