import { describe, expect, it } from "vitest";
import { commentMarker, planMarkdown } from "../../src/cli/views/plan-markdown.ts";
import type { Change, Plan } from "../../src/plan/plan.ts";
import {
  manualCertificate,
  newCapability,
  newKey,
  planOf,
  replacedProfile,
  updatedSigningProfile,
} from "./plan-fixture.ts";

const digest = "0123456789abcdef".repeat(4);
const markdown = (plan: Plan): string => planMarkdown(plan, digest);

describe("a plan as a comment on a pull request", () => {
  it("has the marker, the counts, what is destructive, a line a change, dates and slots, and the whole plan folded away", () => {
    const plan = planOf([newKey, updatedSigningProfile, ...replacedProfile(), manualCertificate], {
      budgets: [{ kind: "certificates", owner: "acme", what: "DISTRIBUTION certificates", used: 1, adds: 1, limit: 3 }],
      expiries: [
        { address: "store/identity/acme:distribution", what: "Acme", expires: "2026-03-20T12:00:00Z", days_left: 19 },
      ],
    });
    expect(markdown(plan)).toMatchInlineSnapshot(`
      "<!-- signwright-plan -->
      ## Signing plan: 2 to add, 1 to change, 1 to destroy, 1 by hand

      > [!CAUTION]
      > This plan deletes 1 object:
      > - \`acme/profile/com.acme.shop:ios_app_adhoc\` (\`389b1451-fefa-4264-b117-cd5277662486\`): the old profile "Signwright com.acme.shop ios_app_adhoc 0f16a468", once the new one is stored (shop-adhoc)

      | | object | why | targets |
      |---|---|---|---|
      | \`+\` | \`store/key/acme:distribution\` | a private key for the certificate, kept in the store before Apple is asked | desk, shop |
      | \`~\` | \`console/signing_profile/Android Signing\` | description on the console differs | shop-android |
      | \`+/-\` | \`acme/profile/com.acme.shop:ios_app_adhoc\` | the profile lacks 1 of the devices | shop-adhoc |
      | \`-\` | \`acme/profile/com.acme.shop:ios_app_adhoc\` | the old profile "Signwright com.acme.shop ios_app_adhoc 0f16a468", once the new one is stored | shop-adhoc |
      | \`!\` | \`acme/certificate/developer_id_application\` | Apple lets only the Account Holder make it | desk&#58;developer_id |

      - Slots: acme: DISTRIBUTION certificates: 1 in use, 1 more, then 2 of 3
      - \`store/identity/acme:distribution\` until 2026-03-20 (19 days)
      - By hand: create it in the developer portal

      <details><summary>Whole plan</summary>

      \`\`\`text
      Signwright will do this, in this order:

        + store/key/acme:distribution
            a private key for the certificate, kept in the store before Apple is asked
            algorithm         = rsa
            bits              = 2048
            public_key_sha256 = (known after apply)

        ~ console/signing_profile/Android Signing
            description on the console differs
            description = old -> new
            (5 unchanged attributes hidden)

      +/- acme/profile/com.acme.shop:ios_app_adhoc
            the profile lacks 1 of the devices
            devices = 2 as before, + 00008140-001A2B3C4D5E601E  # forces replacement
            (4 unchanged attributes hidden)

        - acme/profile/com.acme.shop:ios_app_adhoc (deposed 389b1451-fefa-4264-b117-cd5277662486)
            the old profile "Signwright com.acme.shop ios_app_adhoc 0f16a468", once the new one is stored

        ! acme/certificate/developer_id_application
            Apple lets only the Account Holder make it
            certificate_type  = DEVELOPER_ID_APPLICATION
            key               = store/key/acme:developer_id_application
            public_key_sha256 = (known after apply)
            serial_number     = (known after apply)
            expires           = (known after apply)
            do:    create it in the developer portal
            check: the next plan finds it

      Slots that this plan takes:
        acme: DISTRIBUTION certificates: 1 in use, 1 more, then 2 of 3
        Apple publishes no numbers for certificates: \`limits\` in the signing file sets them.

      Next to expire:
        store/identity/acme:distribution on 2026-03-20 (19 days)

      Plan: 2 to add, 1 to change, 1 to destroy. 1 to do by hand.
      \`\`\`

      </details>

      Plan \`0123456789abcdef\` of \`signing.yaml\`, made 2026-03-01T12:00:00Z.
      "
    `);
  });

  it("is short when nothing changes", () => {
    expect(markdown(planOf([]))).toMatchInlineSnapshot(`
      "<!-- signwright-plan -->
      ## Signing plan: no changes

      No changes. What is held is what signing.yaml asks for.

      Plan \`0123456789abcdef\` of \`signing.yaml\`, made 2026-03-01T12:00:00Z.
      "
    `);
  });

  it("warns of deletes only", () => {
    expect(markdown(planOf([newKey]))).not.toContain("[!CAUTION]");
    expect(markdown(planOf([...replacedProfile()]))).toContain(
      "> [!CAUTION]\n> This plan deletes 1 object:\n> - `acme/profile/",
    );
  });

  it("warns of profiles that stay invalid, also where nothing is deleted, and only tells of those that are made anew", () => {
    const { address } = newCapability;
    const foreign = { name: "Made *by* hand", uuid: "X1", ours: false, replaced: false };
    const ours = { name: "Ours", uuid: "P1", ours: true, replaced: true };
    const leaving = planOf([newCapability], {
      blast_radius: [{ address, targets: ["shop"], profiles: [foreign, ours] }],
    });
    expect(markdown(leaving)).toContain(
      "> [!CAUTION]\n> This plan turns profiles invalid that it does not make anew:\n" +
        `> - \`${address}\`: com.acme.shop does not have it yet; turns invalid: 1 profile that this plan makes anew; 1 that is not ours: "Made &#42;by&#42; hand"; touches shop\n`,
    );
    const renewing = planOf([newCapability], { blast_radius: [{ address, targets: ["shop"], profiles: [ours] }] });
    expect(markdown(renewing)).not.toContain("[!CAUTION]");
    expect(markdown(renewing)).toContain(
      `- \`${address}\` turns invalid: 1 profile that this plan makes anew; touches shop\n`,
    );
    const both = planOf([newCapability, ...replacedProfile()], {
      blast_radius: [{ address, targets: ["shop"], profiles: [foreign] }],
    });
    expect(markdown(both)).toContain(
      "> This plan deletes 1 object, and turns profiles invalid that it does not make anew:\n> - `acme/profile/",
    );
  });

  it("says that planning failed", () => {
    expect(markdown(planOf([], { errored: true }))).toContain("## Signing plan: failed\n\nPlanning failed");
  });

  it("is the same for the same plan", () => {
    const plan = planOf([newKey, ...replacedProfile()]);
    expect(markdown(plan)).toBe(markdown(structuredClone(plan)));
  });

  describe.each([
    ["backticks", "a`b``c```d````e"],
    ["a fence", "a\n```\n</details>\n~~~\n````\n# heading"],
    ["cell borders", "a|b\\|c\\\\|d\\"],
    ["HTML", '<img src=x onerror="alert(1)"></details><script>&amp;'],
    ["mentions and issues", "@acme/admins #1 GH-2 acme/shop#3 a@b.example"],
    [
      "links",
      "[x](https://evil.example) ![y](//evil.example) https://evil.example www.evil.example <https://evil.example>",
    ],
    ["emphasis", "*a* _b_ __c__ ~~d~~ $e$ :tada:"],
    ["a comment", `--> ${commentMarker} <!--`],
    ["another line of the table", "a\r\n| `+` | forged | row |"],
    ["signs that nobody sees", "a\u0000b\u001b[31m\u202ec\u2028d"],
    ["nothing but space", "  "],
    ["a very long name", "x".repeat(100_000)],
  ])("with %s in every name", (_, evil) => {
    const plan = planOf(withNames(evil), {
      spec_path: `${evil}.yaml`,
      targeted: [evil],
      budgets: [{ kind: "certificates", owner: evil, what: evil, used: 1, adds: 1, limit: null }],
      expiries: [{ address: `store/identity/${evil}`, what: evil, expires: "2026-03-20T12:00:00Z", days_left: 19 }],
    });
    const text = markdown(plan);

    it("has one table, with four cells in each row", () => {
      const rows = text.split("\n").filter((line) => line.startsWith("|"));
      const open = withoutFence(text)
        .split("\n")
        .filter((line) => line.startsWith("|"));
      expect(open.length).toBe(plan.changes.length + 2);
      expect(rows.length).toBeGreaterThanOrEqual(open.length);
      expect(open.map((row) => borders(row))).toEqual(open.map(() => 5));
    });

    it("keeps the whole plan inside its fence", () => {
      const lines = text.split("\n");
      const start = lines.findIndex((line) => /^`{3,}text$/.test(line));
      if (start === -1) return expect(evil.length).toBeGreaterThan(10_000);
      const fence = lines[start]?.replace("text", "") ?? "";
      const end = lines.findIndex(
        (line, index) => index > start && /^ {0,3}`+\s*$/.test(line) && line.trim().length >= fence.length,
      );
      expect(lines.slice(end + 1, end + 3)).toEqual(["", "</details>"]);
    });

    it("lets no name become markup, a link or a mention", () => {
      const open = withoutFence(text);
      const own =
        /<!-- signwright-plan -->|<details><summary>Whole plan<\/summary>|<\/details>|<\/?code>|`[^`\n]*`|\[!CAUTION\]|^> |&#\d+;/gm;
      expect(open.replace(own, "").match(/[<>@[\]*~$`\\]|https?:|www\./g)).toBeNull();
      expect(open.split(commentMarker).length - 1).toBe(1);
      expect(open).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2028]/u);
    });

    it("fits into a comment", () => {
      expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    });
  });

  it.each([
    ["2,000 changes", Array.from({ length: 1000 }, (_, index) => replacedProfile(`com.acme.app${index}`)).flat()],
    ["2,000 deletes", Array.from({ length: 2000 }, (_, index) => replacedProfile(`com.acme.app${index}`)[1])],
    [
      "2,000 changes with names in Japanese",
      Array.from({ length: 2000 }, (_, index) => replacedProfile(`com.${"証明書".repeat(20)}${index}`)[0]),
    ],
  ])("fits into a comment with %s, and says how many it leaves out", (_, changes) => {
    const text = markdown(planOf(changes));
    expect(text.length).toBeLessThan(65_536);
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(Buffer.byteLength(text)).toBeGreaterThan(50_000);
    const rows = text.split("\n").filter((line) => line.startsWith("| `"));
    expect(text).toContain(`| | and ${2000 - rows.length} more | see the job's log | |`);
    expect(text.trimEnd().split("\n").at(-1)).toMatch(/^Plan `0123456789abcdef` of `signing.yaml`/);
  });
});

describe("a step by hand", () => {
  const file = {
    path: ".signwright/requests/acme.certSigningRequest",
    content: "-----BEGIN X-----\nAAAA\n-----END X-----\n",
  };
  const stepWith = (content: string): string =>
    markdown(
      planOf([
        { ...manualCertificate, manual: { instructions: "first\nthen", check: "seen", file: { ...file, content } } },
      ]),
    );

  it("is a list of what to do, with what it takes as a block to copy", () => {
    expect(stepWith(file.content)).toContain(
      [
        "- By hand: first",
        "  - then",
        "  - `.signwright/requests/acme.certSigningRequest`:",
        "",
        "    ```text",
        "    -----BEGIN X-----",
        "    AAAA",
        "    -----END X-----",
        "    ```",
      ].join("\n"),
    );
  });

  it("leaves out what is too long for a comment, and no text ends its block", () => {
    expect(stepWith("A".repeat(5000))).not.toContain("AAAA");
    expect(stepWith("```\n# loud")).toContain("    ````text\n    ```\n    # loud\n    ````");
  });
});

function withNames(evil: string): readonly Change[] {
  const [create, remove] = replacedProfile(evil);
  return [
    { ...create, reason: evil, targets: [evil] },
    { ...remove, reason: evil, deposed: evil, targets: [evil] },
    { ...manualCertificate, reason: evil, targets: [evil], manual: { instructions: evil, check: evil } },
  ];
}

/** Borders that end a cell, as GitHub's table extension counts them: every one that no backslash escapes. */
function borders(row: string): number {
  return row.replace(/\\[!-/:-@[-`{-~]/g, "").split("|").length - 1;
}

function withoutFence(text: string): string {
  return text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/m, "");
}
