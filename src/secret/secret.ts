const REDACTED = "<redacted>";

/**
 * A secret value that cannot be printed by accident: `String(s)`, JSON, `console.log` and template literals give `<redacted>`.
 * The bytes live in a private field; only {@link Secret.revealBytes} and {@link Secret.revealText} give them out.
 */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(value: Uint8Array | string) {
    this.#bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  }

  /** The secret as bytes. Keep the result local: never log, store or interpolate it. */
  revealBytes(): Uint8Array {
    return this.#bytes;
  }

  /** The secret decoded as UTF-8. Keep the result local: never log, store or interpolate it. */
  revealText(): string {
    return new TextDecoder().decode(this.#bytes);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}
