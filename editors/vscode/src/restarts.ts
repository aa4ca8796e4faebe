// How often a server that dies is started again: a few times in a while, then never more.

const MOST = 4;
const MINUTES = 3;

/** Answers, for a death at a time in milliseconds, whether the server is started again. */
export function restarts(): (now: number) => boolean {
  let deaths: number[] = [];
  return (now) => {
    deaths = [...deaths.filter((at) => at > now - MINUTES * 60_000), now];
    return deaths.length <= MOST;
  };
}
