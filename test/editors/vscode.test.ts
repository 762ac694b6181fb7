import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { componentOrSkip } from "../support/require-component.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { startBrowser, type Browser } from "./support/browser.ts";
import { startCodeServer, type CodeServer } from "./support/code-server.ts";
import { eventually } from "./support/eventually.ts";
import { leaveFacts, leavePlan } from "./support/last-plan.ts";
import { textArea, vscodeWindow, type VscodeWindow } from "./support/vscode-window.ts";
import { complete, createWorkspace, executable, type Workspace } from "./support/workspace.ts";

// VS Code itself in a browser, with the extension from its package, and keys as a person types them.
// Each step leaves a picture in coverage/screenshots, for people to look at.

const codeServer = componentOrSkip("code-server", "code-server") ?? "";
const playwright = componentOrSkip("playwright-core") ?? "";
const packager = componentOrSkip("@vscode/vsce") ?? "";
const canRun = toolOrSkip("chromium") && codeServer !== "" && playwright !== "" && packager !== "";

const root = join(import.meta.dirname, "../..");
const pictures = join(root, "coverage/screenshots");

/** What a window shows only to newcomers would stand in the way. */
const settings = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "files.autoSave": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Dark Modern",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  // Text that a test can read, instead of pixels.
  "terminal.integrated.gpuAcceleration": "off",
};

// A window of somebody else's now and then swallows a key; what is broken fails twice.
describe.skipIf(!canRun)("VS Code", { retry: 1 }, () => {
  let workspace: Workspace;
  let server: CodeServer;
  let browser: Browser;
  let editor: VscodeWindow;

  const picture = async (name: string): Promise<void> => {
    await editor.page.screenshot({ path: join(pictures, `${name}.png`) });
  };
  const openWindow = async (): Promise<VscodeWindow> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(40_000);
    await page.goto(server.addressOf("signing.yaml"));
    return vscodeWindow(page, workspace, "signing.yaml");
  };

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    workspace = createWorkspace("vscode");
    workspace.write("signing.yaml", "");
    // As npm puts it into a project.
    mkdirSync(join(workspace.project, "node_modules/.bin"), { recursive: true });
    symlinkSync(executable, join(workspace.project, "node_modules/.bin/signwright"));
    const vsix = join(workspace.root, "signwright.vsix");
    execFileSync(process.execPath, [join(root, "scripts/build-extension.mjs"), "--out", vsix], { stdio: "pipe" });
    server = await startCodeServer(workspace, codeServer, vsix);
    server.set(settings);
    browser = await startBrowser(playwright, workspace.env);
    editor = await openWindow();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  it("writes a target from nothing with completion only", async () => {
    onTestFailed(() => picture("failed-completion"));
    await editor.fill("");
    await editor.pick("version");
    await editor.press("Enter");
    await editor.pick("keys");
    // The next suggestions come by themselves.
    await editor.page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
    await picture("completion");
    await editor.pick("new App Store Connect key");
    await editor.press("Tab", "Tab", "Tab", "Escape", "End", "Enter", "Home");
    await editor.press("Shift+End", "Delete");
    await editor.pick("targets");
    await editor.pick("new automatic ios target");
    await editor.press("Escape");
    await picture("target");
    expect(`${(await editor.saved()).trimEnd()}\n`).toBe(complete);
    await editor.squiggles(0);
  });

  it("marks a mistake, and mends it with a fix", async () => {
    onTestFailed(() => picture("failed-fix"));
    await editor.fill(complete.replace("platform:", "platfrom:"));
    await editor.squiggles(1);
    await editor.status(/1/);
    await editor.goTo(10, 8);
    await editor.fixes();
    await picture("fix");
    await editor.press("Enter");
    await editor.squiggles(0);
    expect(await editor.saved()).toBe(complete);
  });

  it("renames a key, and follows it", async () => {
    onTestFailed(() => picture("failed-rename"));
    await editor.fill(complete);
    await editor.goTo(14, 12);
    await editor.press("F2");
    await editor.focused(".rename-box input");
    await editor.press("Control+A");
    await editor.type("partner");
    await picture("rename");
    await editor.press("Enter");
    await eventually("the new name", editor.saved, (text) => text.includes("key: partner"));
    expect(workspace.read("signing.yaml")).toBe(
      complete.replace("  acme:", "  partner:").replace("key: acme", "key: partner"),
    );
    await editor.press("F12");
    await editor.cursorAt(3, 3);
  });

  it("shows the last plan, says when it is old, and leads to a target", async () => {
    onTestFailed(() => picture("failed-plan"));
    await editor.fill(complete);
    await editor.status(/no plan/);
    await editor.run("Signwright: Show Last Plan");
    await editor.inPanel("p", "No plan was run yet");
    await picture("plan-empty");

    const now = new Date();
    leaveFacts(workspace, now);
    leavePlan(workspace, {
      text: complete,
      at: new Date(now.getTime() - 3 * 3_600_000),
      changes: [
        {
          address: "acme/certificate/distribution",
          action: "create",
          reason: "There is no certificate of ours yet.",
          targets: ["shop"],
        },
        {
          address: "acme/profile/com.acme.shop:ios_app_store",
          action: "create",
          reason: "There is no profile named <Shop & Co> yet.",
          targets: ["shop"],
        },
        {
          address: "acme/profile/com.acme.old:ios_app_store",
          action: "delete",
          reason: "No target names it any more.",
          targets: [],
        },
      ],
    });
    await editor.inPanel(".summary", "2 to add, 1 to destroy (3 hours ago)");
    await editor.inPanel(".changes p", "There is no profile named <Shop & Co> yet.");
    const ends = await editor.inPanel("tr", "Certificate Acme");
    expect(await ends.textContent()).toContain("in 40 days");
    await editor.status(/40 days\s+3 hours ago$/);
    await editor.page.locator(".codelens-decoration").filter({ hasText: "Plan: 2 to add (3 hours ago)" }).waitFor();
    await picture("plan-dark");
    await editor.run("Preferences: Toggle between Light/Dark Themes");
    await editor.page.locator(".monaco-workbench.vs").first().waitFor();
    await picture("plan-light");

    await (await editor.inPanel("h2 a", "shop")).click();
    await editor.page.locator(".editor-instance .active-line-number").filter({ hasText: "9" }).waitFor();
    // A page that was just clicked may take the focus back.
    await editor.run("View: Focus First Editor Group");
    await editor.cursorAt(9, 3);
    await editor.focused(textArea);
    await editor.press("End", "Enter");
    await editor.type("# later");
    await editor.inPanel(".note", "was changed since");
    await editor.status(/3 hours ago\*$/);
    await picture("plan-outdated");
    await editor.press("Control+Z", "Control+Z", "Control+Z");
  });

  it("runs a plan in a terminal", async () => {
    onTestFailed(() => picture("failed-run"));
    await editor.page.locator(".codelens-decoration a").filter({ hasText: "Run plan" }).first().click();
    const terminal = editor.page.locator(".terminal-wrapper .xterm-rows");
    await eventually(
      "the terminal",
      async () => ((await terminal.count()) === 0 ? "" : ((await terminal.first().textContent()) ?? "")),
      // The variable is not set here: it is the command line that says so.
      (text) => text.includes("ACME_PRIVATE_KEY"),
      40_000,
    );
    await picture("run");
  });

  it("looks at the text only, and runs nothing, while the folder is not trusted", async () => {
    onTestFailed(() => picture("failed-trust"));
    workspace.write("signing.yaml", complete.replace("platform:", "platfrom:"));
    leaveFacts(workspace, new Date());
    leavePlan(workspace, { text: complete, at: new Date(Date.now() - 3 * 3_600_000), changes: [] });
    server.set({
      ...settings,
      "security.workspace.trust.enabled": true,
      "security.workspace.trust.startupPrompt": "never",
      "security.workspace.trust.banner": "never",
    });
    editor = await openWindow();
    await editor.squiggles(1);
    await editor.status(/no plan$/);
    await editor.run("Signwright: Show Last Plan");
    await editor.inPanel("p", "This folder is not trusted");
    const lenses = editor.page.locator(".codelens-decoration");
    await lenses.locator("a").filter({ hasText: "Run plan" }).first().click();
    await editor.page.locator(".notification-toast").filter({ hasText: "Nothing is run" }).waitFor();
    expect(await editor.page.locator(".terminal-wrapper").count()).toBe(0);
    expect(await lenses.filter({ hasText: "Plan:" }).count()).toBe(0);
    await picture("restricted");

    await (await editor.inPanel("a", "Manage trust")).click();
    await editor.page
      .locator(".workspace-trust-editor .monaco-button")
      .filter({ hasText: /^Trust$/ })
      .first()
      .click();
    await editor.inPanel(".summary", "no changes (3 hours ago)");
    // The server was told too.
    await lenses.filter({ hasText: "Plan: no changes" }).first().waitFor();
    await picture("trusted");
  });
});
