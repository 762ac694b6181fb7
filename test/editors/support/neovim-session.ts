import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codeBlock } from "./code-block.ts";
import { eventually } from "./eventually.ts";
import type { Workspace } from "./workspace.ts";

/** A diagnostic as Neovim has it; lines and columns from 0. */
export interface NeovimDiagnostic {
  readonly lnum: number;
  readonly col: number;
  readonly end_col: number;
  readonly message: string;
  readonly code: string | undefined;
}

/** A Neovim that a test types into. */
export interface NeovimSession {
  /** Types keys (`<C-x><C-o>`, `<CR>`), and waits until Neovim has worked through them. */
  readonly type: (keys: string) => Promise<void>;
  /** Asks for completion, and takes the first word that begins so. Throws when there is none. */
  readonly pick: (word: string) => Promise<void>;
  /** Types keys that end in a question of Neovim, and answers it. */
  readonly answer: (keys: string, answer: string) => Promise<void>;
  readonly text: () => Promise<string>;
  /** Line and column of the cursor, both from 1. */
  readonly cursor: () => Promise<readonly [number, number]>;
  /** The diagnostics, once they fit. */
  readonly diagnostics: (fits: (found: readonly NeovimDiagnostic[]) => boolean) => Promise<readonly NeovimDiagnostic[]>;
  readonly lua: (code: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Api {
  readonly on: (event: "notification", listener: (method: string, events: readonly Redraw[]) => void) => void;
  readonly uiAttach: (width: number, height: number, options: object) => Promise<void>;
  readonly input: (keys: string) => Promise<number>;
  readonly lua: (code: string) => Promise<unknown>;
  readonly request: (method: string, args: readonly unknown[]) => Promise<unknown>;
}

type Redraw = readonly [string, ...(readonly unknown[])[]];

/** Starts Neovim with the configuration of the docs, in a home of its own, and opens a file in it. */
export async function startNeovim(workspace: Workspace, component: string, file: string): Promise<NeovimSession> {
  const configuration = join(workspace.home, "config/nvim/plugin/signwright.lua");
  mkdirSync(dirname(configuration), { recursive: true });
  writeFileSync(configuration, codeBlock("Neovim", "lua"));
  const child = spawn("nvim", ["--embed", "-n", "-i", "NONE", file], {
    cwd: workspace.project,
    env: workspace.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  const { attach } = createRequire(import.meta.url)(component) as { readonly attach: (options: object) => Api };
  const silent = () => silentLogger;
  const silentLogger = { level: "none", info: silent, warn: silent, error: silent, debug: silent };
  const api = attach({ proc: child, options: { logger: silentLogger } });
  let menu: readonly string[] = [];
  let selected = -1;
  api.on("notification", (method, events) => {
    if (method !== "redraw") return;
    for (const [event, ...batches] of events) {
      const [first, second] = batches.at(-1) ?? [];
      if (event === "popupmenu_show") {
        menu = (first as readonly (readonly string[])[]).map(([word = ""]) => word);
        selected = second as number;
      } else if (event === "popupmenu_select") selected = first as number;
      else if (event === "popupmenu_hide") [menu, selected] = [[], -1];
    }
  });
  await api.uiAttach(100, 40, { ext_popupmenu: true });
  await eventually(
    "the server",
    () => lua("return #vim.lsp.buf_get_clients(0)"),
    (clients) => clients === 1,
  );

  function lua(code: string): Promise<unknown> {
    return api.lua(code);
  }
  const settled = async (): Promise<void> => {
    // Typed keys are handled before a request that is not urgent.
    await eventually(
      "the keys",
      () => api.request("nvim_get_mode", []) as Promise<{ blocking: boolean }>,
      ({ blocking }) => !blocking,
    );
    await lua("return 1");
  };
  const text = async (): Promise<string> =>
    ((await lua("return vim.api.nvim_buf_get_lines(0, 0, -1, true)")) as string[]).join("\n");
  const line = (): Promise<string> => lua("return vim.api.nvim_get_current_line()") as Promise<string>;
  const type = async (keys: string): Promise<void> => {
    await api.input(keys);
    await settled();
  };
  return {
    type,
    async pick(word) {
      const before = await text();
      menu = [];
      await api.input("<C-x><C-o>");
      // A word that is the only one is inserted without a menu.
      await eventually("the menu", async () => menu.length > 0 || (await text()) !== before, Boolean);
      const wanted = menu.findIndex((each) => each.startsWith(word));
      if (wanted < 0 && menu.length > 0) throw new Error(`no ${word} among ${menu.join(", ")}`);
      for (let next = selected + 1; next <= wanted; next++) {
        await api.input("<C-n>");
        await eventually(
          "the selection",
          () => Promise.resolve(selected),
          (now) => now === next,
        );
      }
      if (menu.length > 0) await type("<C-y>");
      if (!(await line()).includes(word)) throw new Error(`${word} was not taken: ${await line()}`);
    },
    async answer(keys, answer) {
      await api.input(keys);
      await eventually(
        "the question",
        () => api.request("nvim_get_mode", []) as Promise<{ mode: string }>,
        ({ mode }) => mode.startsWith("c") || mode.startsWith("r"),
      );
      await api.input(answer);
      await settled();
    },
    text,
    cursor: async () => (await lua("return {vim.fn.line('.'), vim.fn.col('.')}")) as [number, number],
    diagnostics: (fits) =>
      eventually(
        "the diagnostics",
        async () =>
          (await lua(
            `return vim.tbl_map(function(d)
              return { lnum = d.lnum, col = d.col, end_col = d.end_col, message = d.message, code = d.user_data.lsp.code }
            end, vim.diagnostic.get(0))`,
          )) as NeovimDiagnostic[],
        fits,
      ),
    lua,
    async close() {
      await api.input("<C-\\><C-n>:qall!<CR>");
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
