import { importSPKI, jwtVerify, type CryptoKey, type JWTPayload } from "jose";

import { isJsonObject } from "../json-value.ts";
import type { ApiKeyOptions } from "../sandbox-options.ts";
import { forbidden, notAuthorized, parameterInvalid } from "./api-error.ts";

/** Longest life of a token that Apple accepts for every endpoint, in seconds (DOC generating-tokens-for-api-requests). */
const longestLifeSeconds = 20 * 60;

/** Decides which API key a request comes with. */
export interface TokenVerifier {
  /** @throws ApiError 401 for a token that Apple would not take, 403 for an individual key. */
  verify(authorization: string | null): Promise<ApiKeyOptions>;
}

interface KnownKey {
  readonly options: ApiKeyOptions;
  readonly publicKey: CryptoKey;
}

/**
 * Creates a verifier for the given keys.
 * @throws Error when a public key is no P-256 key in PEM.
 */
export async function createTokenVerifier(
  keys: readonly ApiKeyOptions[],
  audience: string,
  clock: () => Date,
): Promise<TokenVerifier> {
  const known = new Map<string, KnownKey>();
  for (const options of keys)
    known.set(options.keyId, {
      options,
      publicKey: await importSPKI(options.publicKeyPem, "ES256"),
    });
  return {
    async verify(authorization) {
      const token = tokenOf(authorization);
      const key = token === undefined ? undefined : known.get(keyIdOf(authorization));
      if (token === undefined || key === undefined) throw notAuthorized();
      const payload = await verifySignature(token, key.publicKey, {
        audience,
        currentDate: clock(),
      });
      checkLife(payload, clock());
      // A scope that lists nothing is no scope (report of a Terraform provider); Apple's words were not noted.
      if (Array.isArray(payload["scope"]) && payload["scope"].length === 0)
        throw parameterInvalid("scope", "The scope of the token is empty");
      if (key.options.issuerId === undefined) {
        if (payload.iss !== undefined || payload.sub !== "user") throw notAuthorized();
        // Apple's page on API keys: individual keys cannot use the provisioning endpoints, which are all that is here.
        throw forbidden();
      }
      if (payload.iss !== key.options.issuerId) throw notAuthorized();
      return key.options;
    },
  };
}

function tokenOf(authorization: string | null): string | undefined {
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? "")?.[1];
}

/** The key ID that a request's token names, before anything of the token is checked; empty when it names none. */
export function keyIdOf(authorization: string | null): string {
  const [encodedHeader = ""] = tokenOf(authorization)?.split(".") ?? [];
  try {
    const header: unknown = JSON.parse(Buffer.from(encodedHeader, "base64url").toString("utf8"));
    const keyId = isJsonObject(header) ? header["kid"] : undefined;
    return typeof keyId === "string" ? keyId : "";
  } catch {
    return "";
  }
}

async function verifySignature(
  token: string,
  key: CryptoKey,
  { audience, currentDate }: { audience: string; currentDate: Date },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["ES256"],
      audience,
      currentDate,
      requiredClaims: ["exp"],
    });
    return payload;
  } catch {
    throw notAuthorized();
  }
}

function checkLife({ iat, exp = 0 }: JWTPayload, now: Date): void {
  const nowSeconds = Math.ceil(now.getTime() / 1000);
  if (iat !== undefined && iat > nowSeconds) throw notAuthorized();
  if (exp - (iat ?? nowSeconds) > longestLifeSeconds) throw notAuthorized();
}
