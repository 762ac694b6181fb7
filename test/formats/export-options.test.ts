import { parse } from "plist";
import { describe, expect, it } from "vitest";
import { writeExportOptions } from "../../src/formats/export-options.ts";

describe("writeExportOptions", () => {
  const options = {
    method: "app-store-connect",
    teamId: "A1B2C3D4E5",
    signingCertificate: "Apple Distribution: Acme & Söhne",
    profiles: { "com.acme.shop.widget": "Widget 1", "com.acme.shop": "Shop 1" },
  } as const;

  it("writes what Xcode reads, and leaves out what was not given", () => {
    expect(parse(writeExportOptions(options))).toEqual({
      destination: "export",
      manageAppVersionAndBuildNumber: false,
      method: "app-store-connect",
      provisioningProfiles: { "com.acme.shop": "Shop 1", "com.acme.shop.widget": "Widget 1" },
      signingCertificate: "Apple Distribution: Acme & Söhne",
      signingStyle: "manual",
      teamID: "A1B2C3D4E5",
    });
    expect(
      parse(
        writeExportOptions({
          ...options,
          installerCertificate: "3rd Party",
          iCloudContainerEnvironment: "Production",
          destination: "upload",
        }),
      ),
    ).toMatchObject({
      installerSigningCertificate: "3rd Party",
      iCloudContainerEnvironment: "Production",
      destination: "upload",
    });
  });

  it("writes the same text whatever the order of the profiles", () => {
    const reversed = Object.fromEntries(Object.entries(options.profiles).toReversed());
    expect(writeExportOptions({ ...options, profiles: reversed })).toBe(writeExportOptions(options));
    expect(writeExportOptions(options)).toMatch(/^<\?xml[\s\S]*<\/plist>\n$/);
  });
});
