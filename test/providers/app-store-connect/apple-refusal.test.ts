import { describe, expect, test } from "vitest";
import { appleErrorsOf } from "../../../src/providers/app-store-connect/apple-error.ts";
import { AppleRefusal, isBadCursor } from "../../../src/providers/app-store-connect/apple-refusal.ts";

function refusal(status: number, error: unknown, what = 'the profile "Shop 1a2b3c4d"'): AppleRefusal {
  const body = new TextEncoder().encode(JSON.stringify({ errors: [error] }));
  return new AppleRefusal(status, appleErrorsOf(body), { key: "acme", what });
}

// Every row of Apple's errors as they were seen; 401, 429 and 5xx never get here.
const seen: readonly (readonly [status: number, code: string, detail: string, diagnostic: string])[] = [
  [
    403,
    "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
    "an in-effect agreement that has not been signed or has expired",
    "agreement-missing",
  ],
  [403, "FORBIDDEN_ERROR", "The API key in use does not allow this request", "forbidden"],
  [403, "FORBIDDEN_ERROR", "Team ID: 'ACME123456' is not associated with an active membership", "membership-lapsed"],
  [403, "FORBIDDEN_ERROR", "Unable to find a team with the given Content Provider ID", "wrong-program"],
  [403, "FORBIDDEN_ERROR", "This operation can only be performed by the Account Holder", "account-holder-only"],
  [400, "PARAMETER_ERROR.INVALID", "'DEVELOPER_ID_APPLICATION_G2' is not a valid filter value", "conflict"],
  [400, "PARAMETER_ERROR.INVALID", "'abc' is not a valid cursor for this request", "unavailable"],
  [404, "NOT_FOUND", "There is no resource of type 'bundleIds' with id 'X'", "not-found"],
  [
    409,
    "ENTITY_ERROR",
    "You already have a current Distribution certificate or a pending certificate request.",
    "quota-reached",
  ],
  [
    409,
    "ENTITY_ERROR",
    "Multiple profiles found with the name 'Shop'. Please remove the duplicate profiles and try again.",
    "name-taken",
  ],
  [409, "ENTITY_ERROR", "There is no App ID with ID 'com.acme.shop' on this team.", "not-found"],
  [409, "ENTITY_ERROR", "You are not allowed to create 'iOS' profile with App ID 'X'", "conflict"],
  [409, "ENTITY_ERROR", "Invalid deviceClass for profile type.", "conflict"],
  [
    409,
    "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED",
    "No devices can be associated to Provisioning Profiles for the App Store.",
    "conflict",
  ],
  [
    409,
    "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
    "You must provide a value for the relationship 'devices' with this request",
    "conflict",
  ],
  [
    409,
    "ENTITY_ERROR.ATTRIBUTE.INVALID",
    "An App ID with Identifier 'com.acme.shop' is not available. Please enter a different string.",
    "identifier-taken",
  ],
  [409, "ENTITY_ERROR.ATTRIBUTE.TYPE", "a type", "conflict"],
  [422, "ENTITY_UNPROCESSABLE", "something", "conflict"],
];

describe("refusal", () => {
  test.each(seen)("%i %s: %s → %s", (status, code, detail, diagnostic) => {
    const { diagnostic: found } = refusal(status, {
      status: String(status),
      code,
      title: "Title",
      detail,
    });
    expect(found.code).toBe(`app-store-connect/${diagnostic}`);
    expect(found.help ?? found.message).not.toBe("");
  });

  test("text in the title counts, and so do nested errors", () => {
    expect(
      refusal(409, { code: "ENTITY_ERROR", title: "Multiple profiles found with the name 'Shop'." }).diagnostic.code,
    ).toBe("app-store-connect/name-taken");
    const nested = refusal(409, {
      code: "STATE_ERROR.ENTITY_STATE_INVALID",
      title: "Invalid",
      detail: "The entity is not valid.",
      meta: {
        associatedErrors: {
          "/v1/profiles": [{ code: "X", title: "Y", detail: "The certificate has expired." }],
        },
      },
    });
    expect(nested.diagnostic.message).toContain("The entity is not valid.; The certificate has expired.");
  });

  test("an agreement says where it waits", () => {
    const { message } = refusal(403, {
      code: "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
      title: "T",
      links: { see: "/agreements" },
    }).diagnostic;
    expect(message).toContain("(/agreements)");
  });

  test("the name of what is taken comes from what was asked for", () => {
    expect(
      refusal(409, { code: "ENTITY_ERROR", title: "Multiple profiles found with the name" }).diagnostic.message,
    ).toContain("`Shop 1a2b3c4d`");
  });

  test("errors of any shape never crash", () => {
    for (const error of [
      null,
      1,
      "x",
      [],
      {},
      { code: 1, title: null, detail: [], meta: { associatedErrors: [1] }, links: "x", source: 3 },
    ]) {
      expect(refusal(409, error).diagnostic.code).toBe("app-store-connect/conflict");
    }
    for (const body of ["", "Could not process this request", "[]", '{"errors":{}}'])
      expect(appleErrorsOf(new TextEncoder().encode(body))).toEqual([]);
  });

  test("what a server writes cannot steer the terminal or bring a token back", () => {
    const { message } = refusal(409, {
      code: "X",
      detail: "a\u001b[2Jb\nc eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl d",
    }).diagnostic;
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message).not.toContain("eyJ");
  });

  test("only Apple's own cursor makes a bad cursor", () => {
    expect(
      isBadCursor(
        refusal(400, {
          code: "PARAMETER_ERROR.INVALID",
          title: "T",
          detail: "'x' is not a valid cursor for this request",
          source: { parameter: "cursor" },
        }),
      ),
    ).toBe(true);
    expect(
      isBadCursor(
        refusal(400, {
          code: "PARAMETER_ERROR.INVALID",
          title: "T",
          detail: "'x' is not a valid filter value",
        }),
      ),
    ).toBe(false);
  });
});
