import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./eventually.ts";
import type { Locator, Page } from "./browser.ts";
import type { Workspace } from "./workspace.ts";

/** A window of VS Code that a test types into, with one file in front. */
export interface VscodeWindow {
  readonly page: Page;
  /** Gives the file another text, on the disk, and waits until the window shows it. */
  readonly fill: (text: string) => Promise<void>;
  /** Types keys one by one: `Control+End`, or a text. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** Asks for completion where it is not shown already, and takes what has this label. Throws when there is none. */
  readonly pick: (label: string) => Promise<void>;
  /** The text as it is on the disk after saving. */
  readonly saved: () => Promise<string>;
  /** Runs a command by its title. */
  readonly run: (title: string) => Promise<void>;
  /** Waits until keys go to what the selector names. */
  readonly focused: (selector: string) => Promise<void>;
  /** Puts the cursor on a line of the text, from 1. */
  readonly goTo: (line: number, column?: number) => Promise<void>;
  /** Waits until the cursor is there. */
  readonly cursorAt: (line: number, column?: number) => Promise<void>;
  /** Waits for something with this text in a webview, and gives it. */
  readonly inPanel: (selector: string, text: string | RegExp) => Promise<Locator>;
  /** Opens the list of fixes at the cursor. */
  readonly fixes: () => Promise<void>;
  readonly status: (fits: RegExp) => Promise<string>;
  readonly squiggles: (number: number) => Promise<void>;
}

/** What takes the keys of the file in front. */
export const textArea = ".editor-instance .monaco-editor :is(textarea, .native-edit-context)";

/** Waits until a page shows the file in an editor, with the language server behind it. */
export async function vscodeWindow(page: Page, workspace: Workspace, file: string): Promise<VscodeWindow> {
  const editor = page.locator(".editor-instance .monaco-editor").first();
  const lines = editor.locator(".view-lines");
  const suggestions = page.locator(".suggest-widget.visible");
  const statusItem = page.locator("#signwright\\.signwright\\.signwright\\.status");
  const position = page.locator("#status\\.editor\\.selection");
  await lines.waitFor();
  await page.locator("#status\\.editor\\.mode").filter({ hasText: "Signing" }).waitFor();
  await statusItem.waitFor();

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const textOf = (locator: Locator) => async (): Promise<string> =>
    ((await locator.count()) === 0 ? "" : ((await locator.first().textContent()) ?? "")).replaceAll("\u00a0", " ");
  const shownText = (): Promise<string> =>
    page.evaluate<string>(
      `[...document.querySelectorAll(".editor-instance .monaco-editor .view-lines .view-line")]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map((line) => line.textContent.replaceAll("\u00a0", " ").trimEnd()).join("\\n")`,
    );
  const cursorAt = async (line: number, column?: number): Promise<void> => {
    const wanted = `Ln ${line}, Col ${column ?? ""}`;
    await eventually("the cursor", textOf(position), (text) => (column ? text === wanted : text.startsWith(wanted)));
  };
  const focused = async (selector: string): Promise<void> => {
    await eventually(
      `the focus on ${selector}`,
      () => page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`),
      Boolean,
    );
  };
  const quickInput = ".quick-input-widget input";
  const run = async (title: string): Promise<void> => {
    await press("F1");
    await focused(quickInput);
    await page.keyboard.type(title, { delay: 5 });
    await page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: title }).waitFor();
    await press("Enter");
  };

  return {
    page,
    press,
    run,
    cursorAt,
    focused,
    async fill(text) {
      // What an earlier test left unsaved would be kept.
      if ((await page.locator(".tab.active.dirty").count()) > 0) await run("File: Revert File");
      workspace.write(file, text);
      await eventually("the text", shownText, (shown) => shown.trimEnd() === text.replace(/ +$/gm, "").trimEnd());
      await lines.click({ position: { x: 200, y: 5 } });
      await press("Control+Home");
    },
    async type(text) {
      await page.keyboard.type(text, { delay: 10 });
    },
    async pick(label) {
      const wanted = suggestions.locator(".monaco-list-row").filter({ hasText: label }).first();
      const focused = suggestions.locator(".monaco-list-row.focused .label-name");
      if ((await suggestions.count()) === 0) await press("Control+Space");
      await wanted.waitFor();
      // A list that comes anew, because what is typed was looked at meanwhile, begins at its top again: it has to stay.
      for (let stays = 0, left = 60; stays < 3; left--) {
        const found = await textOf(focused)();
        if (left === 0) throw new Error(`${label} is not offered, but ${found}`);
        stays = found === label ? stays + 1 : 0;
        if (stays === 0) await press("ArrowDown");
        await sleep(50);
      }
      const before = await shownText();
      await press("Enter");
      await eventually("the accepted item", shownText, (shown) => shown !== before);
    },
    async saved() {
      await press("Control+S");
      await page.locator(".tab.active.dirty").waitFor({ state: "hidden" });
      return workspace.read(file);
    },
    async goTo(line, column = 1) {
      await press("Control+G");
      await focused(quickInput);
      await page.keyboard.type(`${line}:${column}`);
      await press("Enter");
      await cursorAt(line, column);
      await focused(textArea);
    },
    async inPanel(selector, text) {
      let found: Locator | undefined;
      // Whenever the page changes, its frames are other ones.
      await eventually(
        `${selector} with ${String(text)} in the panel`,
        async () => {
          const places = page.frames().map((frame) => frame.locator(selector).filter({ hasText: text }).first());
          const counts = await Promise.all(places.map((place) => place.count().catch(() => 0)));
          found = places[counts.findIndex((count) => count > 0)];
          return found !== undefined;
        },
        Boolean,
      );
      if (!found) throw new Error(`no ${selector}`);
      return found;
    },
    async fixes() {
      const first = page.locator(".action-widget .monaco-list-row.action.focused");
      // Before the mistake is known to the server it has no fix.
      for (let left = 10; (await first.count()) === 0 && left > 0; left--) {
        await press("Control+.");
        await first.waitFor({ timeout: 2_000 }).catch(() => press("Escape"));
      }
      await first.waitFor();
    },
    status: (fits) => eventually("the status", textOf(statusItem), (text) => fits.test(text)),
    squiggles: async (number) => {
      await eventually(
        "squiggles",
        () => editor.locator(".squiggly-error").count(),
        (count) => count === number,
      );
    },
  };
}
