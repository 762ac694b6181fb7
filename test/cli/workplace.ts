import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAcme, type Acme, type AcmeOptions, type CliResult } from "../support/acme.ts";
import type { TestHostOptions } from "../support/test-host.ts";

/** The example with its sandbox, put back as it was before each use: a place to make mistakes in. */
export interface Workplace {
  readonly acme: Acme;
  readonly folder: string;
  /** The environment of the next run; may be changed. */
  readonly env: Record<string, string>;
  /** Replaces text of signing.yaml, which must be there. */
  readonly replace: (found: string, replacement: string) => void;
  readonly read: (path: string) => Uint8Array;
  readonly write: (path: string, content: string | Uint8Array) => void;
  readonly run: (argv: readonly string[], more?: Partial<TestHostOptions>) => Promise<CliResult>;
  /** Digest of every file below the folder, by path. */
  readonly files: () => Readonly<Record<string, string>>;
  /** Puts folder and environment back. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

/** Sets up the example once. */
export async function createWorkplace(options: AcmeOptions = {}): Promise<Workplace> {
  const acme = await createAcme(options);
  const { folder } = acme;
  const pristine = mkdtempSync(join(tmpdir(), "signwright-pristine-"));
  cpSync(folder, pristine, { recursive: true });
  const env: Record<string, string> = {};
  const reset = (): void => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    cpSync(pristine, folder, { recursive: true });
    for (const name of Object.keys(env)) Reflect.deleteProperty(env, name);
    // Without a home of its own a run would find the age identity of whoever runs the tests.
    Object.assign(env, acme.env, { HOME: join(pristine, "home") });
  };
  reset();
  return {
    acme,
    folder,
    env,
    replace: (found, replacement) => {
      acme.edit((text) => {
        if (!text.includes(found)) throw new Error(`signing.yaml has no ${found}`);
        return text.replace(found, () => replacement);
      });
    },
    read: (path) => readFileSync(join(folder, path)),
    write: (path, content) => {
      writeFileSync(join(folder, path), content);
    },
    run: (argv, more = {}) => acme.cli(argv, { env, ...more }),
    files: () => {
      const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
        statSync(join(folder, path)).isFile(),
      );
      return Object.fromEntries(
        paths.sort().map((path) => [
          path,
          createHash("sha256")
            .update(readFileSync(join(folder, path)))
            .digest("hex"),
        ]),
      );
    },
    reset,
    stop: async () => {
      await acme.stop();
      rmSync(pristine, { recursive: true, force: true });
    },
  };
}
