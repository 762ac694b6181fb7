import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

/** A diagnostic as it comes out of the guarded compiler. */
export interface GuardedDiagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Whether help or a fix says what to do. */
  readonly isHelpful: boolean;
  /** The ranges of notes and fixes. */
  readonly otherRanges: readonly (readonly [start: number, end: number])[];
}

/** Compiles in another thread, so that a text on which the compiler never ends, or eats all memory, fails its test and not the whole run. */
export interface GuardedCompiler {
  /** Rejects with the beginning of the text when the compiler throws, is not done after a minute, or needs more than 1.5 GB. */
  readonly compile: (text: string) => Promise<readonly GuardedDiagnostic[]>;
  readonly close: () => Promise<void>;
}

// A hang guard: far above what any text takes, also on a busy machine. It is no measure of speed.
const HANG = 60_000;
const MEMORY_MB = 1_500;

/** Starts the thread; it must be closed. */
export async function startGuardedCompiler(): Promise<GuardedCompiler> {
  const code = await workerCode();
  let worker = start(code);
  return {
    compile: (text) =>
      new Promise((resolve, reject) => {
        const fail = (reason: string): void => {
          done();
          void worker.terminate();
          worker = start(code);
          reject(new Error(`${reason}: ${JSON.stringify(text.slice(0, 300))}`));
        };
        const timer = setTimeout(() => {
          fail(`the compiler is not done after ${HANG / 1000} s`);
        }, HANG);
        const onError = (error: Error): void => {
          fail(`the compiler threw ${error.message}`);
        };
        const onMessage = (found: readonly GuardedDiagnostic[]): void => {
          done();
          resolve(found);
        };
        const done = (): void => {
          clearTimeout(timer);
          worker.off("error", onError).off("message", onMessage);
        };
        worker.on("error", onError).on("message", onMessage).postMessage(text, []);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

function start(code: string): Worker {
  return new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
}

async function workerCode(): Promise<string> {
  const source = `
    import { parentPort } from "node:worker_threads";
    import { compile } from "./src/compiler/compile.ts";
    const offsets = (range) => [range?.start ?? -1, range?.end ?? -1];
    parentPort.on("message", (text) => {
      parentPort.postMessage(
        compile({ name: "signing.yaml", text }).diagnostics.map(({ code, severity, message, range, help, fixes, notes }) => ({
          code, severity, message, start: range?.start ?? -1, end: range?.end ?? -1,
          isHelpful: help !== undefined || fixes.length > 0,
          otherRanges: [
            ...notes.flatMap((note) => (note.range ? [offsets(note.range)] : [])),
            ...fixes.flatMap((fix) => fix.edits.map((edit) => offsets(edit.range))),
          ],
        })),
      );
    });`;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL("../..", import.meta.url)), loader: "js" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
