import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { componentOrSkip } from "../support/require-component.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { eventually } from "./support/eventually.ts";
import { leaveFacts } from "./support/last-plan.ts";
import { startNeovim, type NeovimSession } from "./support/neovim-session.ts";
import { complete, createWorkspace, type Workspace } from "./support/workspace.ts";

// Neovim itself, with the configuration of docs/editors.md, and keys as a person types them.

const neovim = componentOrSkip("neovim") ?? "";

describe.skipIf(!toolOrSkip("nvim") || neovim === "")("Neovim", () => {
  let workspace: Workspace;
  let editor: NeovimSession | undefined;

  beforeEach(() => {
    workspace = createWorkspace("neovim");
  });
  afterEach(async () => {
    await editor?.close();
    editor = undefined;
    workspace.remove();
  });

  const open = async (text: string): Promise<NeovimSession> => {
    editor = await startNeovim(workspace, neovim, workspace.write("signing.yaml", text));
    return editor;
  };
  const codes = async (session: NeovimSession, wanted: readonly string[]): Promise<void> => {
    await session.diagnostics((found) => found.map(({ code }) => code).join() === wanted.join());
  };

  it("writes a target from nothing with completion only", async () => {
    leaveFacts(workspace, new Date());
    const session = await open("");
    await session.type("i");
    await session.pick("version");
    await session.type("<CR>");
    await session.pick("keys");
    await session.type("<CR>acme:<CR>");
    for (const key of ["type", "app_store_connect"]) await session.pick(key);
    await session.type("<CR>");
    await session.pick("issuer_id");
    await session.type("57246542-96fe-1a63-e053-0824d011072a<CR>");
    await session.pick("key_id");
    await session.type("2X9R4HXF34<CR>");
    await session.pick("private_key");
    await session.type("<CR><C-d><C-d>");
    await session.pick("targets");
    await session.type("<CR>shop:<CR>");
    for (const [key, value] of [
      ["platform", "ios"],
      ["method", "automatic"],
      ["profile_type", "app_store"],
      ["bundle_id", "com.acme.shop"],
    ] as const) {
      await session.pick(key);
      await session.pick(value);
      await session.type("<CR>");
    }
    // The rest of a half-typed word.
    await session.type("ke");
    await session.pick("key");
    await session.pick("acme");
    await session.type("<Esc>");
    expect(`${await session.text()}\n`).toBe(complete);
    await codes(session, []);
  });

  it("marks a mistake while it is there, and mends it", async () => {
    const session = await open(complete);
    await session.type("/platform<CR>cwplatfrom<Esc>");
    const [mistake] = await session.diagnostics((found) => found.length > 0);
    expect(mistake).toMatchObject({ lnum: 9, col: 4, end_col: 12, code: "schema/unknown-key" });
    await session.type("u");
    await codes(session, []);
    await session.type("<C-r>");
    await codes(session, ["schema/unknown-key"]);
    await session.answer("gra", "1<CR>");
    await codes(session, []);
    expect(`${await session.text()}\n`).toBe(complete);
  });

  it("renames a key where it is defined and where it is used", async () => {
    const session = await open(complete);
    await session.type("G$");
    await session.answer("grn", "<C-u>partner<CR>");
    const renamed = complete.replace("  acme:", "  partner:").replace("key: acme", "key: partner");
    await eventually("the new name", session.text, (text) => `${text}\n` === renamed);
    await session.type(":w<CR>");
    expect(workspace.read("signing.yaml")).toBe(renamed);
  });

  it("follows a name to where it is defined", async () => {
    const session = await open(complete);
    await session.type("G$gd");
    await eventually("the definition", session.cursor, ([line, column]) => line === 3 && column === 3);
  });

  it("says what a key means", async () => {
    const session = await open(complete);
    await session.type("/profile_type<CR>K");
    const shown = await eventually(
      "the window",
      () => session.lua("return #vim.api.nvim_list_wins() > 1 and vim.fn.getbufline(vim.fn.winbufnr(2), 1, '$') or {}"),
      (lines) => Array.isArray(lines) && lines.length > 0,
    );
    expect((shown as string[]).join("\n")).toContain("development");
  });

  it("formats the file", async () => {
    const session = await open(complete.replace("    platform: ios", "    platform:   ios  "));
    await session.type("grf");
    await eventually("the text", session.text, (text) => `${text}\n` === complete);
  });

  it("runs a plan in a terminal of the person's own", async () => {
    const session = await open(complete);
    await session.type("/shop<CR>i<Esc>");
    await eventually(
      "the lens",
      () => session.lua("return #vim.lsp.codelens.get(0)"),
      (lenses) => lenses === 1,
    );
    await session.type("grl");
    // The variable is not set here: it is the command line that says so.
    await eventually("the terminal", session.text, (text) => text.includes("ACME_PRIVATE_KEY"), 60_000);
    expect(await session.lua("return vim.bo.buftype")).toBe("terminal");
  });
});
