import { importPKCS8, SignJWT, type CryptoKey } from "jose";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import type { Secret } from "../../secret/secret.ts";
import type { Clock } from "../provider.ts";

/** The audience of a token: the App Store Connect API, or the API of the Enterprise Program. */
export type TokenAudience = "appstoreconnect-v1" | "apple-developer-enterprise-v1";

/** What a token is made of. */
interface TokenOptions {
  /** The key's name in the spec, for messages. */
  readonly name: string;
  readonly audience: TokenAudience;
  readonly issuerId: string;
  readonly keyId: string;
  /** PKCS#8 PEM of an EC P-256 key. */
  readonly privateKey: () => Promise<Secret>;
  readonly clock: Clock;
}

/** Gives the bearer token of a key. */
export interface TokenSource {
  /** A token that holds for at least one more minute; signed anew only when needed. Throws `secret/malformed` for a wrong key. */
  token(): Promise<string>;
  /** Forgets the signed token: Apple sometimes refuses a good one (codemagic-cli-tools #502). */
  renew(): void;
}

/** Seconds by which `iat` is dated back: Apple refuses a token from the future, and clocks differ. */
const BACK_DATED = 60;
/** Seconds from `iat` to `exp`. Apple refuses more than 20 minutes, and clocks that run ahead made 20 fail (Cap-go/capgo.app#2840). */
const LIFETIME = 15 * 60;
/** Seconds before `exp` from which a token is no longer used. */
const MARGIN = 60;

/** Creates the source of ES256 tokens for one App Store Connect team key (Apple: "Generating Tokens for API Requests"). */
export function createTokenSource(options: TokenOptions): TokenSource {
  let key: Promise<CryptoKey> | undefined;
  let signed: { readonly issuedAt: number; readonly token: Promise<string> } | undefined;

  const sign = async (issuedAt: number): Promise<string> => {
    key ??= importKey(options);
    return new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: options.keyId, typ: "JWT" })
      .setIssuer(options.issuerId)
      .setAudience(options.audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME)
      .sign(await key);
  };

  return {
    token() {
      const now = Math.floor(options.clock().getTime() / 1000);
      if (signed === undefined || now < signed.issuedAt || now > signed.issuedAt + LIFETIME - MARGIN) {
        const issuedAt = now - BACK_DATED;
        signed = { issuedAt, token: sign(issuedAt) };
      }
      return signed.token;
    },
    renew() {
      signed = undefined;
    },
  };
}

async function importKey(options: TokenOptions): Promise<CryptoKey> {
  const pem = await options.privateKey();
  try {
    return await importPKCS8(pem.revealText(), "ES256");
  } catch {
    // The cause is left out: an error about a key could quote it.
    throw new DiagnosableError(
      createDiagnostic("secret/malformed", {
        key: `keys.${options.name}.private_key`,
        where: "its reference",
        expected: "a private key of App Store Connect (.p8, an EC P-256 key)",
        found: "something else",
      }),
    );
  }
}
