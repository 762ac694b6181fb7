import {
  errorResponse,
  forbidden,
  notAuthorized,
  notFound,
  rateLimitExceeded,
  type ApiErrorContent,
} from "./api-error.ts";

/** An answer that is no error object of the API. */
interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

const forbiddenTitle = "This request is forbidden for security reasons";
const entityTitle = "There is a problem with the request entity";
const parameterTitle = "A parameter has an invalid value";

/** Errors of the live API as people saw them; the text decides as much as the code, so it is kept. Sources stand beside each. */
const seen = {
  // codemagic api_session.py; cli-tools #502
  "not-authorized": notAuthorized().content,
  // codemagic fixture; sharezone #1981
  "agreements-missing": {
    status: 403,
    code: "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
    title: "A required agreement is missing or has expired.",
    detail: "This request requires an in-effect agreement that has not been signed or has expired.",
    links: { see: "/agreements" },
  },
  // fastlane/docs #1050
  "role-too-low": forbidden().content,
  // fastlane api_client.rb
  "membership-lapsed": {
    status: 403,
    code: "FORBIDDEN_ERROR",
    title: forbiddenTitle,
    detail: "Team ID: 'ABCDE12345' is not associated with an active membership",
  },
  // bitrise-steplib #14
  "wrong-program": {
    status: 403,
    code: "FORBIDDEN_ERROR",
    title: forbiddenTitle,
    detail: "Unable to find a team with the given Content Provider ID",
  },
  // fastlane #27149
  "account-holder-only": {
    status: 403,
    code: "FORBIDDEN_ERROR",
    title: forbiddenTitle,
    detail: "This operation can only be performed by the Account Holder.",
  },
  // codemagic #467; fastlane FB21181137
  "filter-value-refused": {
    status: 400,
    code: "PARAMETER_ERROR.INVALID",
    title: parameterTitle,
    detail: "'DEVELOPER_ID_APPLICATION_G2' is not a valid filter value for the attribute 'certificateType'",
    source: { parameter: "filter[certificateType]" },
  },
  // bitrise error.go; go-xcode #263
  "cursor-refused": {
    status: 400,
    code: "PARAMETER_ERROR.INVALID",
    title: parameterTitle,
    detail: "'eyJvZmZzZXQiOiIyMDAifQ' is not a valid cursor for this request",
    source: { parameter: "cursor" },
  },
  // codemagic fixture
  "not-found": notFound("bundleIds", "6A7B8C9D0E").content,
  // codemagic docs; fastlane; eas-cli
  "certificate-quota": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "You already have a current Distribution certificate or a pending certificate request.",
  },
  // bitrise profiles.go
  "profile-name-taken": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "Multiple profiles found with the name 'Shop'. Please remove the duplicate profiles and try again.",
  },
  // myappcloud #2
  "app-id-not-on-team": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "There is no App ID with ID 'com.acme.shop' on this team.",
  },
  // Kebechet/setup-apple-certificate #7
  "app-id-not-allowed": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "You are not allowed to create 'iOS' profile with App ID '6A7B8C9D0E'",
  },
  // codemagic #200
  "device-class-invalid": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "Invalid deviceClass for profile type.",
  },
  // codemagic #26
  "devices-not-allowed": {
    status: 409,
    code: "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED",
    title: "A relationship is not allowed in the provided entity",
    detail: "No devices can be associated to Provisioning Profiles for the App Store.",
  },
  // fastlane #17426, #20551
  "device-exists": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "A device with number '00008120-001A2B3C4D5E601E' already exists on this team.",
  },
  // eas-cli #1731
  "identifier-taken": {
    status: 409,
    code: "ENTITY_ERROR.ATTRIBUTE.INVALID",
    title: "The provided entity includes an attribute with an invalid value",
    detail: "An App ID with Identifier 'com.acme.shop' is not available. Please enter a different string.",
  },
  // fastlane-old/spaceship #6, from Apple's portal; the words of this API were not seen
  "no-current-devices": {
    status: 409,
    code: "ENTITY_ERROR",
    title: entityTitle,
    detail: "There are no current devices on this team matching the provided device IDs.",
  },
  // fastlane #17384, where only the title was read
  "attribute-type": {
    status: 409,
    code: "ENTITY_ERROR.ATTRIBUTE.TYPE",
    title: "An attribute in the provided entity has the wrong type",
  },
  // codemagic fixture
  "state-invalid": {
    status: 409,
    code: "STATE_ERROR.ENTITY_STATE_INVALID",
    title: "The request cannot be fulfilled because of the state of another resource.",
    detail: "The entity is not in a valid state.",
    meta: {
      associatedErrors: {
        "/v1/certificates/": [
          {
            id: "1f5b7a80-5f2c-4f0e-9f5e-0c6f6f6f6f6f",
            status: "409",
            code: "ENTITY_ERROR.ATTRIBUTE.INVALID",
            title: "The provided entity includes an attribute with an invalid value",
            detail: "The certificate has been revoked.",
          },
        ],
      },
    },
  },
  // developer forums 731014; bitrise
  "rate-limit": rateLimitExceeded().content,
  // fastlane; codemagic
  "unexpected-error": {
    status: 500,
    code: "UNEXPECTED_ERROR",
    title: "An unexpected error occurred.",
    detail: "An unexpected error occurred on the server side. If this issue continues, contact us.",
  },
  "gateway-timeout": {
    status: 504,
    code: "UNEXPECTED_ERROR",
    title: "An unexpected error occurred.",
    detail: "An unexpected error occurred on the server side. If this issue continues, contact us.",
  },
  // fastlane #19264
  "bad-gateway": { status: 502, body: "Could not process this request" },
} as const satisfies Readonly<Record<string, ApiErrorContent | PlainAnswer>>;

/** How a scenario names an error of the live API. */
export type AppleErrorName = keyof typeof seen;

/** The errors of the live API that a scenario can name. */
export const appleErrorNames: readonly string[] = Object.keys(seen);

/** The answer that carries an error of the live API. */
export function appleErrorResponse(name: AppleErrorName, headers: Readonly<Record<string, string>> = {}): Response {
  const error: ApiErrorContent | PlainAnswer = seen[name];
  return "body" in error
    ? new Response(error.body, { status: error.status, headers: { "Content-Type": "text/plain", ...headers } })
    : errorResponse(error, headers);
}
