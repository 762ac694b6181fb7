const MEBIBYTE = 1024 * 1024;

/** The most entries of an archive or files of a bundle; the largest apps have some ten thousand. */
export const maximumFiles = 100_000;

/** Bytes of an archive's directory. */
export const maximumDirectorySize = 32 * MEBIBYTE;

/** Bytes of one unpacked entry. Apple takes apps of at most 4 GB (App Store Connect help, "Maximum build file sizes"). */
export const maximumEntrySize = 4096 * MEBIBYTE;

/** How many times larger a whole archive may unpack to: code and pictures stay far below, bombs far above. */
export const maximumRatio = 100;

/** Bytes that any archive may unpack to, whatever its ratio: small archives of empty files are no bombs. */
export const harmlessSize = 64 * MEBIBYTE;

/** Bytes of an entry that is unpacked at once; a larger one is unpacked piece by piece. */
export const smallEntrySize = 4 * MEBIBYTE;
