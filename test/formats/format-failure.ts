import { FormatError, type FormatCode } from "../../src/formats/format-error.ts";

/** The code with which reading fails, or `"read"`; anything that is no `FormatError` is a bug and is thrown on. */
export async function outcomeOf(read: () => unknown): Promise<FormatCode | "read"> {
  try {
    await read();
    return "read";
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
}

/** The error with which reading fails. */
export async function failureOf(read: () => unknown): Promise<FormatError> {
  try {
    await read();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("it was read");
}
