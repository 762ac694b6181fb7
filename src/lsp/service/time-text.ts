const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** How long until a date: `in 42 days`, `today`, `3 days ago`. An unreadable date gives it as it is. */
export function daysUntil(date: string, now: Date): string {
  const left = Date.parse(date) - now.getTime();
  if (Number.isNaN(left)) return date;
  if (left < 0) return left > -DAY ? "today" : `${count(Math.floor(-left / DAY), "day")} ago`;
  return left < DAY ? "today" : `in ${count(Math.floor(left / DAY), "day")}`;
}

/** How long ago something was: `just now`, `5 minutes ago`, `3 hours ago`, `2 days ago`. */
export function timeSince(date: string, now: Date): string {
  const past = now.getTime() - Date.parse(date);
  if (Number.isNaN(past)) return date;
  if (past < MINUTE) return "just now";
  if (past < HOUR) return `${count(Math.floor(past / MINUTE), "minute")} ago`;
  return past < DAY ? `${count(Math.floor(past / HOUR), "hour")} ago` : `${count(Math.floor(past / DAY), "day")} ago`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
