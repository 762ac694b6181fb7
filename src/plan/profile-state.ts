/** States in which Apple says that a profile no longer works (ProfileState of the App Store Connect API 4.4.1; `EXPIRED` is undocumented, codemagic-cli-tools enums.py). */
const dead: ReadonlySet<string> = new Set(["INVALID", "EXPIRED"]);

/**
 * Whether a profile's state, as Apple shows it, says that it no longer works. The words are open: one that nobody knows yet, or none,
 * says nothing, because a profile made in its place would have it as well, in every run.
 */
export function isDeadState(state: string): boolean {
  return dead.has(state);
}
