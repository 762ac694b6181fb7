/** What a person can set, under `signwright` in the editor's settings; for each folder on its own. */
export interface Settings {
  /** Whether the files that a signing file names are read, to check what they hold. */
  readonly readFiles: boolean;
  readonly inlayHints: boolean;
  readonly codeLens: boolean;
}

/** What holds where nothing is set. */
export const defaultSettings: Settings = { readFiles: true, inlayHints: true, codeLens: true };

/** Reads the settings that an editor sends. What is missing or of another form is as nothing was set. */
export function settingsOf(value: unknown): Settings {
  const given: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const flag = (name: keyof Settings): boolean => {
    const set = given[name];
    return typeof set === "boolean" ? set : defaultSettings[name];
  };
  return { readFiles: flag("readFiles"), inlayHints: flag("inlayHints"), codeLens: flag("codeLens") };
}
