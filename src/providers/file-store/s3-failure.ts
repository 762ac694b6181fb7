import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { HttpResponse } from "../provider.ts";
import { accessRefused, unreachable } from "./store-failure.ts";

/** Error codes of S3 that a person can do something about (Amazon S3 API reference, "Error responses"). */
const REFUSALS: Readonly<Record<string, string>> = {
  AccessDenied: "these credentials may not do this",
  AllAccessDisabled: "these credentials may not do this",
  ExpiredToken: "the temporary credentials have expired",
  InvalidAccessKeyId: "there is no such access key",
  InvalidToken: "the session token does not belong to the access key",
  NoSuchBucket: "there is no such bucket",
  RequestTimeTooSkewed: "the clock of this machine is wrong by more than 15 minutes",
  SignatureDoesNotMatch: "the secret access key does not belong to the access key",
};

const OTHER_REGION = [
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
  "PermanentRedirect",
  "TemporaryRedirect",
];

/** The failure for an answer that is none that was hoped for. Only known words of the service are used, never its message. */
export function s3Failure(where: string, response: HttpResponse): DiagnosableError {
  const { status, headers } = response;
  const xml = new TextDecoder().decode(response.body.subarray(0, 64 * 1024));
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(xml)?.[1] ?? "";
  const refusal = REFUSALS[code];
  if (refusal !== undefined) return accessRefused(where, `${refusal} (${code})`);
  const region = headers["x-amz-bucket-region"] ?? /<Region>([a-z0-9-]{1,32})<\/Region>/.exec(xml)?.[1];
  if (OTHER_REGION.includes(code) || status === 301)
    return accessRefused(
      where,
      region !== undefined && /^[a-z0-9-]{1,32}$/.test(region)
        ? `the bucket is in the region ${region}: set AWS_REGION to it`
        : "the bucket is in another region: set AWS_REGION to it",
    );
  const shown = `HTTP status ${status}${code === "" ? "" : `, ${code}`}`;
  return status === 401 || status === 403
    ? accessRefused(where, shown)
    : unreachable(where, `it answers with ${shown}`);
}

/** The failure for a service on which two writers could overwrite each other. */
export function conditionsIgnored(where: string, reason: string): DiagnosableError {
  const notes = [{ message: "two runs at the same time could overwrite each other there, and lose a private key" }];
  return new DiagnosableError(createDiagnostic("file-store/conditions-ignored", { where, reason }, { notes }));
}
