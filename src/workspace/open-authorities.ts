import { X509Certificate } from "node:crypto";
import type { Compilation } from "../compiler/compile.ts";
import type { AppStoreConnectKey, PolicyConsoleKey } from "../compiler/target.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { isSignedBy } from "../formats/certificate-chain.ts";
import { readCertificates, type CertificateFacts } from "../formats/certificate.ts";
import { contentKindOf, describeKind } from "../formats/content-kind.ts";
import { diagnosticOf, FormatError, formatError } from "../formats/format-error.ts";
import { isoSeconds } from "../formats/iso-seconds.ts";
import { writePem } from "../formats/pem.ts";
import { readFileBounded, resolveInside } from "../host/files.ts";
import { rangeOf } from "./sources.ts";

/** A key whose server may have certificate authorities of its own. */
export type ServerKey = AppStoreConnectKey | PolicyConsoleKey;

/** Where the file is, and what is asked of it. */
interface AuthorityOptions {
  readonly compilation: Compilation;
  /** The folder of the signing file. */
  readonly root: string;
  /** The time at which one of the authorities must hold; whether it does is left open without. */
  readonly now?: Date;
}

/** More than every public authority together. */
const FILE_LIMIT = 1024 * 1024;

/**
 * Reads the `ca_file` of a key, PEM or DER, as PEM; `undefined` when the key has none. A server's own self-signed certificate is an
 * authority too. Throws `DiagnosableError` when the file cannot be read, holds no certificate, or none that could vouch for a server.
 */
export async function openAuthorities(
  key: ServerKey,
  { compilation, root, now }: AuthorityOptions,
): Promise<string | undefined> {
  const path = key.caFile;
  if (path === undefined) return undefined;
  const range = rangeOf(compilation, ["keys", key.name, "ca_file"]);
  const bytes = await readFileBounded(await resolveInside(root, path, range), FILE_LIMIT, { shown: path, range });
  try {
    const authorities = authoritiesIn(bytes);
    const date = authorities.map(({ notAfter }) => notAfter).reduce((a, b) => (a > b ? a : b));
    if (now !== undefined && date < isoSeconds(now)) {
      const what = `certificate authority in \`${path}\``;
      const help = "replace the file by what whoever runs the server, or the proxy before it, gives you";
      throw new DiagnosableError(createDiagnostic("rule/expired", { what, date }, { range, help }));
    }
    return authorities.map(({ der }) => writePem("CERTIFICATE", der)).join("");
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DiagnosableError(diagnosticOf(error, path, { range }), { cause: error });
  }
}

/** Intermediate authorities are kept: a server may leave them out. */
function authoritiesIn(bytes: Uint8Array): readonly CertificateFacts[] {
  const expected = "the certificate of an authority (PEM)";
  const kind = contentKindOf(bytes);
  if (kind !== "certificate") throw formatError("format/wrong-kind", { found: describeKind(kind), expected });
  const certificates = readCertificates(bytes);
  const authorities = certificates.filter(
    (certificate) => isAuthority(certificate) || isSignedBy(certificate, certificate),
  );
  if (authorities.length > 0) return authorities;
  const found = `the certificate of ${certificates[0]?.commonName ?? "a server"}, which vouches for no other`;
  throw formatError("format/wrong-kind", { found, expected });
}

/** Whether a certificate may issue others (basic constraints, RFC 5280 4.2.1.9). */
function isAuthority({ der }: CertificateFacts): boolean {
  try {
    return new X509Certificate(der).ca;
  } catch {
    return false;
  }
}
