import { createRequire } from "node:module";

// As much of playwright's page as the tests use. Its own types are where only `npm ci --prefix test/components` puts them.

/** Something on a page that may not be there yet. */
export interface Locator {
  readonly first: () => Locator;
  readonly nth: (index: number) => Locator;
  readonly count: () => Promise<number>;
  readonly locator: (selector: string) => Locator;
  readonly filter: (options: { readonly hasText: string | RegExp }) => Locator;
  readonly waitFor: (options?: { readonly state?: "visible" | "hidden"; readonly timeout?: number }) => Promise<void>;
  readonly click: (options?: { readonly position?: { readonly x: number; readonly y: number } }) => Promise<void>;
  readonly hover: () => Promise<void>;
  readonly textContent: () => Promise<string | null>;
  readonly allTextContents: () => Promise<string[]>;
  readonly getAttribute: (name: string) => Promise<string | null>;
}

/** A frame of a page: webviews are frames in frames. */
export interface Frame {
  readonly locator: (selector: string) => Locator;
  readonly evaluate: <T>(expression: string) => Promise<T>;
}

/** A page of the browser. */
export interface Page extends Frame {
  readonly frames: () => readonly Frame[];
  readonly goto: (url: string) => Promise<unknown>;
  readonly keyboard: {
    readonly press: (keys: string) => Promise<void>;
    readonly type: (text: string, options?: { readonly delay: number }) => Promise<void>;
  };
  readonly screenshot: (options: { readonly path: string }) => Promise<unknown>;
  readonly setDefaultTimeout: (milliseconds: number) => void;
}

/** A browser that a test started. */
export interface Browser {
  readonly newPage: (options: {
    readonly viewport: { readonly width: number; readonly height: number };
  }) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Starts the machine's Chromium without a window. `playwright` is the folder of playwright-core. */
export async function startBrowser(playwright: string, env: NodeJS.ProcessEnv): Promise<Browser> {
  const { chromium } = createRequire(import.meta.url)(playwright) as {
    readonly chromium: { readonly launch: (options: object) => Promise<Browser> };
  };
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    // A container has no sandbox of its own to give; what is shown is ours.
    args: ["--no-sandbox", "--disable-gpu"],
    env,
  });
}
