import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAcme, type Acme } from "../support/acme.ts";

/** The example after `apply` and `export`: what a build has to sign with. */
export interface ExportedAcme extends Acme {
  /** A file of the export, by its path below the export's folder. */
  readonly exported: (path: string) => Uint8Array;
  /** The password of every exported file with a key. */
  readonly password: string;
  /** Runs `verify --json` on bytes that are written under a name first. */
  readonly verify: (file: string, bytes: Uint8Array, ...flags: readonly string[]) => Promise<Verification>;
  /** Runs `verify --json` as it is. */
  readonly verifyJson: (...argv: readonly string[]) => Promise<Verification>;
}

/** What `verify --json` said. */
export interface Verification {
  readonly code: number;
  readonly verified: boolean;
  readonly targets: readonly string[];
  /** Codes of what failed, each once, sorted. */
  readonly failed: readonly string[];
  readonly document: {
    readonly format_version: string;
    readonly artefact?: {
      readonly kind: string;
      readonly identifiers: readonly string[];
      readonly signers: readonly { readonly sha256: string }[];
    };
    readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly summary: string }[];
  };
}

/** Runs the example up to the point where a build begins. */
export async function createExportedAcme(): Promise<ExportedAcme> {
  const acme = await createAcme();
  for (const argv of [
    ["apply", "--auto-approve"],
    ["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD"],
  ]) {
    const { code, err } = await acme.cli(argv);
    if (code !== 0) throw new Error(`signwright ${argv.join(" ")} failed: ${err}`);
  }
  const verifyJson = async (...argv: readonly string[]): Promise<Verification> => {
    const { code, out, err } = await acme.cli(["verify", "--json", ...argv]);
    if (out === "") throw new Error(`verify wrote no document: ${err}`);
    const document = JSON.parse(out) as Verification["document"] & {
      readonly verified?: boolean;
      readonly targets?: readonly { readonly target: string }[];
    };
    const codes = document.diagnostics.filter(({ severity }) => severity === "error").map((d) => d.code);
    return {
      code,
      verified: document.verified ?? false,
      targets: (document.targets ?? []).map(({ target }) => target),
      failed: [...new Set(codes)].sort(),
      document,
    };
  };
  return {
    ...acme,
    exported: (path) => new Uint8Array(readFileSync(join(acme.folder, "out", path))),
    password: acme.env["EXPORT_PASSWORD"] ?? "",
    verifyJson,
    verify: (file, bytes, ...flags) => {
      writeFileSync(join(acme.folder, file), bytes);
      return verifyJson(...flags, file);
    },
  };
}

/** A copy with one bit of one byte turned. */
export function withChangedByte(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0x01;
  return changed;
}
