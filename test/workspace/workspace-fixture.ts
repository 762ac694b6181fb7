import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { compile, type Compilation } from "../../src/compiler/compile.ts";
import { createSecretResolver, type ResolveSecret } from "../../src/host/secrets.ts";
import type { FileFindings } from "../../src/compiler/check-file-facts.ts";
import { gatherFileFacts } from "../../src/workspace/gather-file-facts.ts";

/** A folder with a signing file and the files that it names; it goes with the test. */
export interface Workspace {
  readonly root: string;
  readonly compilation: Compilation;
  /** Resolves secrets from {@link ENVIRONMENT}. */
  readonly resolveSecret: ResolveSecret;
  readonly gather: () => Promise<FileFindings>;
  /** What `validate` and the editor do: no secret is resolved. */
  readonly gatherOffline: () => Promise<FileFindings>;
}

/** Secrets of these tests by the name of their variable. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  P12_PASSWORD: "p12 pass",
  STORE_PASSWORD: "store pass",
  KEY_PASSWORD: "key pass",
  WRONG_PASSWORD: "wrong",
};

const KEYS = {
  own: "{ type: certificate, file: signing/own.p12, password: { env: P12_PASSWORD } }",
  upload: "{ type: keystore, file: android/upload.jks, password: { env: STORE_PASSWORD } }",
};

const TARGETS = {
  partner:
    "{ platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.shop, certificate: own, profiles: [signing/shop.mobileprovision] }",
  shop: "{ platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload }",
};

export interface WorkspaceWish {
  /** Files by their path below the root. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Entries of `keys` as YAML; `own` is a PKCS#12 file and `upload` a keystore unless they say otherwise. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Targets as YAML; without them `partner` (iOS, manual) and `shop` (Android). */
  readonly targets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** `defaults` as YAML. */
  readonly defaults?: string;
  /** `devices` as YAML. */
  readonly devices?: string;
}

export function makeWorkspace({
  files = {},
  keys = {},
  targets = TARGETS,
  env = {},
  defaults = "{}",
  devices = "{}",
}: WorkspaceWish): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "workspace-")));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const lines = (entries: Readonly<Record<string, string>>): string =>
    Object.entries(entries)
      .map(([name, value]) => `  ${name}: ${value}\n`)
      .join("");
  const text = `version: 1\nkeys:\n${lines({ ...KEYS, ...keys })}defaults: ${defaults}\ndevices: ${devices}\ntargets:\n${lines(targets)}`;
  const compilation = compile({ name: "signing.yaml", text });
  const wrong = compilation.diagnostics.filter(({ severity }) => severity === "error");
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join("; "));
  const resolveSecret = createSecretResolver({
    root,
    env: { ...ENVIRONMENT, ...env },
    trust: false,
    platform: "linux",
  });
  return {
    root,
    compilation,
    resolveSecret,
    gather: () => gatherFileFacts(compilation, { root, resolveSecret }),
    gatherOffline: () => gatherFileFacts(compilation, { root, resolveSecret: undefined }),
  };
}

/** Each finding with its code, its message, and the text that it is about. */
export function told({ diagnostics }: FileFindings): readonly string[] {
  return diagnostics.map(
    ({ severity, code, message, range }) =>
      `${severity} ${code}: ${message} @ ${range ? range.file.text.slice(range.start, range.end) : "nowhere"}`,
  );
}
