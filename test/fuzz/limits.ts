/** Seconds that one input may take. */
export const maximumSeconds = 5;

/** Megabytes (1,048,576 bytes) that a process may have at a time. */
export const maximumMegabytes = 300;
