/** Fails with a message meant for us when a condition that must hold by construction does not. Never for user input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
