import { describe, expect, it } from "vitest";
import { checkFileFacts } from "../../../src/compiler/check-file-facts.ts";
import { compile } from "../../../src/compiler/compile.ts";
import type { FileFacts } from "../../../src/compiler/file-facts.ts";
import { checkDiagnostics } from "../../support/check-diagnostics.ts";
import { digest, factsOf, NOW } from "../planning/world.ts";

const HEAD = `version: 1
keys:
  acme: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: K } }
devices: { qa: { file: devices.txt } }
targets:
`;

const LIST: Pick<FileFacts, "deviceLists"> = {
  deviceLists: new Map([
    [
      "qa",
      {
        path: "devices.txt",
        sha256: digest("devices"),
        devices: [
          { udid: "00008110-001A2B3C4D5E601E", name: "QA", platform: "ios" },
          { udid: "00008103-001A2B3C4D5E603E", name: "Build Mac", platform: "mac" },
        ],
      },
    ],
  ]),
};

/** Targets with marks, checked with what the list holds. */
function checkTargets(targets: string, files: Partial<FileFacts> = LIST): void {
  checkDiagnostics(`${HEAD}${targets}`, (file) => {
    const compilation = compile(file);
    expect(compilation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    return checkFileFacts(compilation, factsOf({ files }), NOW);
  });
}

function target(platform: string, more = ""): string {
  return `  ${platform}:
    platform: ${platform}
    method: automatic
    profile_type: development
    bundle_id: com.acme.${platform}
    key: acme
    devices: [qa]
${more}`;
}

describe("a device list", () => {
  it("holds Macs, which only Mac targets take, and iOS targets with include_macs", () => {
    checkTargets(`${target("ios")}#             ^^ error rule/device-platform: device \`Build Mac\` is a Mac, which no ios profile can hold
`);
    checkTargets(target("ios", "    include_macs: true\n"));
  });

  it("holds others, which are taken for what the target needs until Apple says their class, but by no Mac target", () => {
    checkTargets(`${target("tvos")}#             ^^ error rule/device-platform: device \`Build Mac\` is a Mac, which no tvos profile can hold
${target("macos")}#             ^^ error rule/device-platform: device \`QA\` is an iOS device, which no macos profile can hold
`);
  });

  it("that was not read has nothing to be said of", () => {
    checkTargets(target("macos"), {});
  });
});
