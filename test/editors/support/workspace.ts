import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import manifest from "../../../package.json" with { type: "json" };

/** A signing file in which nothing is wrong. */
export const complete = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ACME_PRIVATE_KEY }
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    key: acme
`;

/** The command line that was built here. */
export const executable = join(import.meta.dirname, "../../..", manifest.bin.signwright);

/** A folder with a home and a project of its own, and an environment in which `signwright` is the one that was built here. */
export interface Workspace {
  readonly root: string;
  readonly home: string;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  /** Writes a file of the project, and gives its path. */
  readonly write: (path: string, text: string) => string;
  readonly read: (path: string) => string;
  readonly remove: () => void;
}

/** Makes one. Nothing of the person's own settings is in it. */
export function createWorkspace(name: string): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `signwright-${name}-`)));
  const [home, project, bin] = ["home", "project", "bin"].map((each) => join(root, each)) as [string, string, string];
  for (const folder of [home, project, bin]) mkdirSync(folder);
  symlinkSync(executable, join(bin, "signwright"));
  const xdg = Object.fromEntries(
    ["CONFIG", "DATA", "STATE", "CACHE"].map((kind) => [`XDG_${kind}_HOME`, join(home, kind.toLowerCase())]),
  );
  return {
    root,
    home,
    project,
    env: {
      ...xdg,
      HOME: home,
      TMPDIR: root,
      LANG: "C.UTF-8",
      NO_COLOR: "1",
      PATH: [bin, process.env["PATH"] ?? ""].join(delimiter),
    },
    write(path, text) {
      const file = join(project, path);
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    read: (path) => readFileSync(join(project, path), "utf8"),
    remove: () => {
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
