import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The labs start real clusters on one machine: one after the other.
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/golden/**/*.test.ts"],
          setupFiles: ["test/support/fast-check.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "lab",
          include: ["test/lab/{pacemaker,sanlock,ssh,disks}/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
