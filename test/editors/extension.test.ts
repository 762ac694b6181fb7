import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expiriesOf } from "../../editors/vscode/src/expiries.ts";
import type { LastPlan } from "../../editors/vscode/src/last-plan.ts";
import { planPage, planPageCommands, type PlanPageInput } from "../../editors/vscode/src/plan-page.ts";
import { statusText } from "../../editors/vscode/src/status-text.ts";
import { compile } from "../../src/compiler/compile.ts";
import { defaultSettings } from "../../src/lsp/protocol/settings.ts";
import { clientCommands, commandNames } from "../../src/lsp/service/commands.ts";
import type { CachedCertificate, CachedChange, FactsCache, PlanCache } from "../../src/plan/world-cache.ts";

// The parts of the VS Code extension that need no VS Code, and what its manifest promises.

const now = new Date("2026-06-15T12:00:00Z");
const folder = join(import.meta.dirname, "../../editors/vscode");
const readText = (path: string): string => readFileSync(join(folder, path), "utf8");

function certificate(display_name: string, expires: string, ours = true): CachedCertificate {
  return { certificate_type: "DISTRIBUTION", display_name, serial_number: "1f", expires, ours };
}

function worldOf(...certificates: readonly CachedCertificate[]): FactsCache {
  const team = { read_at: "2026-06-15T11:00:00Z", bundle_ids: [], devices: [], profiles: [], device_lists: [] };
  return {
    kind: "facts",
    format_version: "1.0",
    timestamp: "2026-06-15T11:00:00Z",
    app_store_connect: { acme: { ...team, certificates } },
    policy_console: {},
    keystores: {},
  };
}

function planOf(changes: readonly CachedChange[], more: Partial<PlanCache> = {}): PlanCache {
  return {
    kind: "plan",
    format_version: "1.0",
    timestamp: "2026-06-15T09:00:00Z",
    spec_sha256: "0".repeat(64),
    targeted: [],
    errored: false,
    changes,
    ...more,
  };
}

const nothing: LastPlan = { plan: undefined, planIsCurrent: false, world: undefined };
const create: CachedChange = {
  address: "acme/profile/a",
  action: "create",
  reason: "It is missing.",
  targets: ["shop"],
};

function pageOf(input: Partial<PlanPageInput>): string {
  return planPage({
    ...nothing,
    now,
    fileName: "signing.yaml",
    isTrusted: true,
    target: undefined,
    style: { source: "https://style.example", href: "https://style.example/plan.css" },
    link: (command, ...args) => `command:${command}?${encodeURIComponent(JSON.stringify(args))}`,
    ...input,
  });
}

/** What a person reads. */
function textOf(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

describe("the page of a plan", () => {
  it("says why there is nothing to see", () => {
    expect(textOf(pageOf({}))).toMatch(/No plan was run yet\. .* Run plan Validate$/);
    const untrusted = pageOf({ isTrusted: false, plan: planOf([create]) });
    expect(textOf(untrusted)).toMatch(/not trusted, so what the last plan left is not read\. Manage trust$/);
    expect(untrusted).not.toContain("acme/profile/a");
    expect(textOf(pageOf({ plan: planOf([]), planIsCurrent: true }))).toContain("there is nothing to change");
  });

  it("groups changes by the targets that want them, each once", () => {
    const shared = { ...create, address: "acme/certificate/b", targets: ["desk", "shop"] };
    const gone: CachedChange = { address: "acme/profile/c", action: "delete", reason: "Nobody.", targets: [] };
    const text = textOf(pageOf({ plan: planOf([shared, create, gone]), planIsCurrent: true }));
    expect(text).toContain("Plan: 2 to add, 1 to destroy (3 hours ago)");
    expect(text).toContain("desk , shop + acme/certificate/b It is missing. shop + acme/profile/a It is missing.");
    expect(text).toContain("No target any more - acme/profile/c Nobody.");
    expect(text).toContain("What goes away Removed Felt by acme/profile/c no target");
    expect(text.match(/acme\/certificate\/b/g)).toHaveLength(1);
  });

  it("names who feels a removal", () => {
    const gone: CachedChange = {
      address: "acme/profile/c",
      action: "delete",
      reason: "New.",
      targets: ["desk", "shop"],
    };
    expect(textOf(pageOf({ plan: planOf([gone]) }))).toContain("Felt by acme/profile/c desk, shop");
  });

  it("says when it is not to be relied on", () => {
    const notes = (plan: PlanCache, planIsCurrent: boolean): number =>
      pageOf({ plan, planIsCurrent }).split('class="note"').length - 1;
    expect(notes(planOf([create]), true)).toBe(0);
    expect(notes(planOf([create]), false)).toBe(1);
    expect(notes(planOf([create], { errored: true, targeted: ["shop"] }), false)).toBe(3);
  });

  it("marks the target that was asked for, and its variants", () => {
    const variant = { ...create, targets: ["shop:ad_hoc"] };
    const marked = (target: string): boolean =>
      pageOf({ plan: planOf([variant]), target }).includes('<section class="asked">');
    expect([marked("shop"), marked("sho"), marked("desk")]).toEqual([true, false, false]);
  });

  it("shows text of others as text", () => {
    const hostile = `<img src=x onerror="alert('1')">&amp;`;
    const change: CachedChange = { address: hostile, action: "create", reason: hostile, targets: [hostile] };
    const html = pageOf({
      plan: planOf([change], { targeted: [hostile] }),
      world: worldOf(certificate(hostile, "2026-07-15T12:00:00Z")),
      fileName: hostile,
    });
    expect(html).not.toContain("<img");
    expect(html).not.toMatch(/="[^"]*'1'/);
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;");
  });

  it("runs nothing: no script, and no source but its style", () => {
    const html = pageOf({ plan: planOf([create]) });
    expect(html).toContain(`content="default-src 'none'; style-src https://style.example;"`);
    expect(html).not.toMatch(/<script| on\w+=|style="/);
    const linked = [...html.matchAll(/command:([\w.]+)/g)].map((match) => match[1]);
    expect(linked.filter((name) => !planPageCommands.some((each) => each === name))).toEqual([]);
  });
});

describe("what ends", () => {
  it("is ours, has not ended yet, and comes in the order of ending", () => {
    const world = worldOf(
      certificate("later", "2026-09-01T00:00:00Z"),
      certificate("theirs", "2026-06-16T00:00:00Z", false),
      certificate("over", "2026-06-01T00:00:00Z"),
      certificate("unknown", ""),
      certificate("next", "2026-07-01T00:00:00Z"),
    );
    expect(expiriesOf(world, now).map(({ what }) => what)).toEqual(["Certificate next", "Certificate later"]);
    expect(expiriesOf(undefined, now)).toEqual([]);
  });
});

describe("the status bar", () => {
  it.each<[string, LastPlan, { errors: number; warnings: number }, string, boolean]>([
    ["nothing known", nothing, { errors: 0, warnings: 0 }, "Signwright  $(checklist) no plan", false],
    [
      "mistakes",
      nothing,
      { errors: 2, warnings: 1 },
      "Signwright  $(error) 2  $(warning) 1  $(checklist) no plan",
      false,
    ],
    [
      "a plan and what ends",
      { plan: planOf([]), planIsCurrent: true, world: worldOf(certificate("Acme", "2026-07-26T00:00:00Z")) },
      { errors: 0, warnings: 0 },
      "Signwright  $(watch) 40 days  $(checklist) 3 hours ago",
      false,
    ],
    [
      "an outdated plan and an end that is near",
      { plan: planOf([]), planIsCurrent: false, world: worldOf(certificate("Acme", "2026-06-20T00:00:00Z")) },
      { errors: 0, warnings: 0 },
      "Signwright  $(watch) 4 days  $(checklist) 3 hours ago*",
      true,
    ],
  ])("%s", (_, last, found, text, isSoon) => {
    expect(statusText(last, found, now)).toMatchObject({ text, isSoon });
  });
});

describe("the manifest", () => {
  const manifest = JSON.parse(readText("package.json")) as {
    readonly contributes: {
      readonly commands: readonly { readonly command: string; readonly title: string }[];
      readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
      readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
      readonly walkthroughs: readonly {
        readonly steps: readonly { readonly media: { readonly markdown: string } }[];
      }[];
    };
  };
  const { commands, configuration, menus, walkthroughs } = manifest.contributes;
  const names = commands.map(({ command }) => command).sort();
  const page = readText("README.md");

  it("has the commands that the extension and the server carry out, and no others", () => {
    const registered = [...readText("src/extension.ts").matchAll(/^ {4}"(signwright\.\w+)":/gm)].map(
      (match) => match[1] ?? "",
    );
    expect(names).toEqual([...registered, ...commandNames].sort());
    expect(names).toEqual(expect.arrayContaining(Object.values(clientCommands)));
    const hidden = (menus["commandPalette"] ?? []).filter(({ when }) => when === "false").map(({ command }) => command);
    for (const { command, title } of commands)
      if (!hidden.includes(command)) expect(page).toContain(`| Signwright: ${title} |`);
  });

  it("has the settings of the server, with the same defaults", () => {
    for (const [name, value] of Object.entries(defaultSettings)) {
      expect(configuration.properties[`signwright.${name}`]?.default).toBe(value);
      expect(page).toContain(`| \`signwright.${name}\` |`);
    }
  });

  it("names files that are there", () => {
    const named = JSON.stringify(manifest).match(/"(?:\.\/)?(?:images|syntaxes|snippets|walkthrough)\/[^"]+"/g) ?? [];
    const paths = [...named.map((each) => JSON.parse(each) as string), "language-configuration.json"];
    expect(paths.length).toBeGreaterThan(walkthroughs.flatMap(({ steps }) => steps).length + 4);
    expect(paths.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  });

  it("has templates that are right as they are", () => {
    const templates = JSON.parse(readText("snippets/signing.json")) as Readonly<
      Record<string, { readonly body: readonly string[] }>
    >;
    expect(Object.keys(templates)).toHaveLength(2);
    for (const { body } of Object.values(templates)) {
      const text = body.join("\n").replace(/\$\{\d:([^}]*)\}/g, "$1");
      expect(compile({ name: "signing.yaml", text }).diagnostics).toEqual([]);
    }
  });
});
