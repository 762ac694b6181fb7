import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

const HEAD = "Device ID\tDevice Name\tDevice Platform\r\n";
const PHONE = "00008120-001A2B3C4D5E601E\tQA iPhone 15\tios\r\n";
const TABLET = "00008103-000C59E81E89001E\tQA iPad\tios\r\n";

describe("a device group in Apple's upload format", () => {
  let acme: Acme;
  const list = (text: string): void => {
    // As a spreadsheet saves Unicode text: UTF-16 with a byte order mark.
    writeFileSync(join(acme.folder, "devices.txt"), Buffer.from(`\uFEFF${text}`, "utf16le"));
  };
  beforeAll(async () => {
    acme = await createAcme();
    acme.edit((text) => text.replace(/ {2}qa:\n( {4}-.*\n)+/, "  qa: { file: devices.txt }\n"));
    list(HEAD + PHONE);
  });
  afterAll(() => acme.stop());

  it("registers its devices and puts them into the profiles", async () => {
    const applied = await acme.cli(["apply", "--auto-approve"]);
    expect([applied.code, applied.err]).toEqual([0, expect.not.stringContaining("error")]);
    expect(acme.objects("created", "devices").map((d) => d.name)).toEqual(["QA iPhone 15"]);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
  });

  it("belongs to what a saved plan was made from: a new line makes it stale, and the file is named", async () => {
    list(HEAD + PHONE + TABLET);
    expect((await acme.cli(["plan", "--out", "p.json"])).out).toContain("acme/device/00008103-000C59E81E89001E");
    list(HEAD + PHONE + TABLET.replace("QA iPad", "Ana's iPad"));
    const before = acme.sandbox.ledger().length;
    const refused = await acme.cli(["apply", "p.json"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("error[plan/spec-changed]: `devices.txt` was changed after the plan was made");
    expect(acme.writes(before)).toEqual([]);
    list(HEAD + PHONE + TABLET);
    expect((await acme.cli(["apply", "p.json"])).code).toBe(0);
    expect(acme.objects("created", "devices").map((d) => d.name)).toEqual(["QA iPhone 15", "QA iPad"]);
  });

  it("with a wrong line is an error before anything is asked", async () => {
    list(`${HEAD}${PHONE}00008103000C59E81E89001E\tQA iPad\tios\r\n`);
    const before = acme.sandbox.ledger().length;
    const { code, err } = await acme.cli(["plan"]);
    expect(code).toBe(1);
    expect(err).toContain("error[file/device-list]: line 3 of `devices.txt` is wrong");
    expect(acme.sandbox.ledger().length).toBe(before);
  });
});
