// Preloaded into a server that a test looks at: on SIGUSR2 it collects garbage and writes the size of what is left, in bytes.
const { writeFileSync, renameSync } = require("node:fs");
const file = process.env.SIGNWRIGHT_TEST_MEMORY_FILE;
process.on("SIGUSR2", () => {
  for (let round = 0; round < 4; round++) globalThis.gc();
  writeFileSync(`${file}.new`, String(process.memoryUsage().heapUsed));
  renameSync(`${file}.new`, file);
});
