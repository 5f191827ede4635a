import { afterAll, afterEach, beforeAll } from "vitest";
import { Cluster, type ClusterOptions } from "../../support/lab/cluster.ts";
import { installXensan } from "../../support/lab/xensan.ts";

/** For tests that wait for a cluster; their own deadlines are shorter and say more. */
export const patient = { timeout: 120_000 };

/**
 * One cluster with xensan installed for all tests of a file, since a start takes six seconds. A test that fails says
 * where the logs of all nodes are.
 *
 * @returns what gives the cluster, once it runs
 */
export function useCluster(nodeCount: number, options: ClusterOptions = {}): () => Cluster {
  let lab: Cluster | undefined;
  beforeAll(async () => {
    const prepare = async (node: Parameters<typeof installXensan>[0]) => {
      await installXensan(node);
    };
    lab = await Cluster.start(nodeCount, { prepare, ...options });
  }, 180_000);
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail" && lab) {
      console.error(`The logs of all nodes of "${task.name}" are in ${await lab.collectLogs()}.`);
    }
  }, 60_000);
  afterAll(() => lab?.end(), 60_000);
  return () => {
    if (lab) return lab;
    throw new Error("The cluster did not start.");
  };
}
