import { randomBytes } from "node:crypto";

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** An id of 10 upper-case letters and digits, as Apple's resources have them. */
export function randomAppleId(): string {
  return Array.from(randomBytes(10), (byte) => letters.charAt(byte % letters.length)).join("");
}
