import { describe, expect, it } from "vitest";
import {
  automatic,
  bundleId,
  certificate,
  device,
  DONE,
  fileCertificate,
  identities,
  inDays,
  planFor,
  specOf,
  storedIdentity,
  storedKey,
  type World,
} from "./world.ts";

/** What a plan says of its certificates: those of the profile, else what is wrong. */
function outcome(fields: Record<string, string>, world: World): readonly string[] {
  const planned = planFor(specOf({ app: automatic(fields) }), world);
  const profiles = planned.changes.flatMap((c) => (c.type === "profile" ? (c.after?.certificates ?? []) : []));
  const said = planned.diagnostics.map(
    ({ code, address, message, notes, help }) =>
      `${code} @ ${address ?? ""}: ${[message, ...notes.map((n) => n.message), help ?? ""].join("; ")}`,
  );
  expect(planned.changes.filter((c) => c.type === "certificate" || c.type === "key")).toEqual([]);
  return [...profiles, ...said];
}

describe("`certificate:` of an automatic target: the identity of a file", () => {
  const given = (
    shown: Parameters<typeof certificate>[2] | undefined,
    fields: Record<string, string> = {},
    file: Parameters<typeof fileCertificate>[1] = {},
  ): readonly string[] =>
    outcome(
      { certificate: "own", ...fields },
      {
        bundle_ids: DONE.bundle_ids ?? [],
        devices: [device("00008110-001A2B3C4D5E601E")],
        certificates: [certificate("f1", "somebody's"), ...(shown ? [certificate("c9", "theirs", shown)] : [])],
        files: {
          identities: new Map([["own", { path: "signing/own.p12", certificate: fileCertificate("c9", file) }]]),
        },
      },
    );
  const used = ["serial:c9"];
  const mac = { platform: "macos", installer: "false" };

  it.each<[sentence: string, said: readonly string[], expected: readonly string[]]>([
    ["is in the profile, and none is made", given({}), used],
    ["may be one of an older type", given({ certificate_type: "IOS_DISTRIBUTION" }), used],
    ["may be for the Mac alone", given({ certificate_type: "MAC_APP_DISTRIBUTION" }, mac), used],
    [
      "may be a Developer ID",
      given({ certificate_type: "DEVELOPER_ID_APPLICATION" }, { ...mac, profile_type: "developer_id" }),
      used,
    ],
    [
      "may be a Developer ID of the second generation",
      given({ certificate_type: "DEVELOPER_ID_APPLICATION_G2" }, { ...mac, profile_type: "developer_id" }),
      used,
    ],
    [
      "may be of a type that nobody knows yet, which Apple judges",
      given({ certificate_type: "DISTRIBUTION_V9" }),
      used,
    ],
    [
      "is said to be for something else",
      given({ certificate_type: "DEVELOPMENT" }),
      [
        `rule/certificate-kind @ targets.app/certificate: the certificate of \`own\` is for DEVELOPMENT, but \`profile_type: app_store\` needs one for DISTRIBUTION or IOS_DISTRIBUTION; Apple has it as Acme c9 (DEVELOPMENT), serial c9, until ${inDays(300).slice(0, 10)}; the target is for ios; name a certificate of the right kind`,
      ],
    ],
    [
      "for the Mac is none for iOS",
      given({ certificate_type: "MAC_APP_DISTRIBUTION" }).map((s) => s.slice(0, 21)),
      ["rule/certificate-kind"],
    ],
    [
      "is said to be revoked, or another team's, when Apple does not have it",
      given(undefined),
      [
        "app-store-connect/not-found @ targets.app/certificate: Apple does not know the certificate of `own` (serial c9); it was revoked, or is of another team; name a certificate that the team has, or leave `certificate` out: then Signwright makes one",
      ],
    ],
    [
      "is said to be another team's when it says so itself",
      given(undefined, {}, { teamId: "ZZZZZZZZZZ" }),
      [
        "app-store-connect/not-found @ targets.app/certificate: Apple does not know the certificate of `own` (serial c9); it is of team ZZZZZZZZZZ, and `acme` sees another one; name a certificate that the team has, or leave `certificate` out: then Signwright makes one",
      ],
    ],
    // That it has expired was told when the file was read.
    ["makes no profile once it has expired", given({ expires: inDays(-1) }, {}, { notAfter: inDays(-1) }), []],
  ])("%s", (_, said, expected) => {
    expect(said).toEqual(expected);
  });

  it("is taken as it is: no window renews what Signwright did not make", () => {
    expect(given({ expires: inDays(1) }, {}, { notAfter: inDays(1) })).toEqual(used);
  });

  it("stands beside those of the team in a development profile", () => {
    expect(given({ certificate_type: "DEVELOPMENT" }, { profile_type: "development", certificates: "all" })).toEqual(
      used,
    );
    const named = { profile_type: "development", certificates: "[c9]" };
    expect(given({ certificate_type: "DEVELOPMENT" }, named)).toEqual(used);
  });
});

describe("`certificates:` of a development target: serial numbers", () => {
  const serial = "7d3a5c0e1f2b4869";
  const world: World = {
    bundle_ids: [bundleId("com.acme.shop")],
    devices: [device("00008110-001A2B3C4D5E601E")],
    certificates: [
      certificate("c1", "k1", { certificate_type: "DEVELOPMENT" }),
      certificate(serial, "ana", { certificate_type: "IOS_DEVELOPMENT" }),
      certificate("e1", "eve", { certificate_type: "DEVELOPMENT", expires: inDays(-3) }),
      certificate("d1", "dan"),
      certificate("a0", "max", { certificate_type: "MAC_APP_DEVELOPMENT" }),
    ],
    stored: [storedKey("development", "k1"), storedIdentity("development", "c1", "k1")],
    files: identities({}),
  };
  const asked = (certificates: string, platform = "ios"): readonly string[] =>
    outcome(
      { platform, profile_type: "development", certificates, devices: "all" },
      { ...world, devices: [...(world.devices ?? []), device("m1", { device_class: "MAC", platform: "MAC_OS" })] },
    );
  const until = inDays(300).slice(0, 10);
  const problem = (which: string, ...more: readonly string[]): string =>
    `app-store-connect/not-found @ targets.app/certificates: ${[`Apple does not know a valid development certificate with serial ${which}`, ...more].join("; ")}`;
  const correct = "remove it from `certificates`, or correct the serial number";

  it.each<[sentence: string, certificates: string, expected: readonly string[]]>([
    ["are those of the team that they name, beside our own", `["${serial}"]`, [`serial:${serial}`, "serial:c1"]],
    ["are read with upper case and leading zeros", `["007D3A5C0E1F2B4869"]`, [`serial:${serial}`, "serial:c1"]],
    ["may name our own too", `["C1"]`, ["serial:c1"]],
    ["that nobody has are an error", '["dead"]', ["serial:c1", problem("dead", correct)]],
    [
      "with a slip are an error that knows the near one",
      '["7d3a5c0e1f2b4868"]',
      ["serial:c1", problem("7d3a5c0e1f2b4868", `the team of \`acme\` has \`${serial}\``)],
    ],
    [
      "of one that has expired are an error that says so",
      '["e1"]',
      [
        "serial:c1",
        problem(
          "e1",
          `it is Acme e1 (DEVELOPMENT), serial e1, until ${inDays(-3).slice(0, 10)}: it has expired`,
          correct,
        ),
      ],
    ],
    [
      "of one for distribution are an error that says so",
      '["d1"]',
      [
        "serial:c1",
        problem(
          "d1",
          `it is Acme d1 (DISTRIBUTION), serial d1, until ${until}, which no development profile for ios holds`,
          correct,
        ),
      ],
    ],
    [
      "of one for the Mac are an error for iOS",
      '["a0"]',
      [
        "serial:c1",
        problem(
          "a0",
          `it is Acme a0 (MAC_APP_DEVELOPMENT), serial a0, until ${until}, which no development profile for ios holds`,
          correct,
        ),
      ],
    ],
  ])("%s", (_, certificates, expected) => {
    expect(asked(certificates)).toEqual(expected);
  });

  it("are judged by the platform: what is for the Mac alone is in a Mac's profile, and what is for iOS alone is not", () => {
    expect(asked('["a0"]', "macos")).toEqual(["serial:a0", "serial:c1"]);
    expect(asked(`["${serial}"]`, "macos")).toHaveLength(2);
    expect(asked("all", "macos")).toEqual(["serial:a0", "serial:c1"]);
  });
});
