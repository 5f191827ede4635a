import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/golden/**/*.test.ts"],
          setupFiles: ["test/support/fast-check.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
          // The slow ones wait for processes.
          maxWorkers: 2,
          // A third of their processor time went into a process for each file. So tests put back what they change in theirs.
          isolate: false,
        },
      },
      {
        test: {
          name: "model",
          include: ["test/model/**/*.test.ts"],
          setupFiles: ["test/support/fast-check.ts"],
          testTimeout: 900_000,
          maxWorkers: 2,
        },
      },
      lab("lab", "{pacemaker,ssh,disks,order}"),
      lab("lease", "sanlock"),
      lab("hand-over", "hand-over"),
      lab("lab-guests", "guests", 4),
      lab("host", "host"),
      lab("page", "page"),
    ],
  },
});

/** Labs start real daemons on one machine: one file after the other, or a few at a time where they mostly wait. */
function lab(name: string, folders: string, filesAtATime = 1) {
  return {
    test: {
      name,
      include: [`test/lab/${folders}/**/*.test.ts`],
      testTimeout: 180_000,
      hookTimeout: 180_000,
      fileParallelism: filesAtATime > 1,
      maxWorkers: filesAtATime,
    },
  };
}
