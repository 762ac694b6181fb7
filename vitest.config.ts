import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are what CI has; child processes, key generation and servers need room beside the workers.
    maxWorkers: 2,
    // Only for what hangs: a busy machine is no failure.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    // Tests say what they depend on; nothing of the person's own environment may decide a result.
    env: {
      NO_COLOR: "1",
      FORCE_COLOR: "",
      CI: "",
      SIGNWRIGHT_IDENTITY: "",
      SIGNWRIGHT_LOG: "",
      TZ: "Asia/Kathmandu",
      LC_ALL: "C",
    },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/generated/**", "src/cli/main.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 88, functions: 88, branches: 78, statements: 88 },
    },
  },
});
