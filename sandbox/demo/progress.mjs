/** Progress lines with the time since the start: `[ 12.3 s] built the application`. */
export function createProgress(write = (line) => console.log(line)) {
  const begin = performance.now();
  const stamp = () => `[${((performance.now() - begin) / 1000).toFixed(1).padStart(5)} s]`;
  const line = (text) => write(`${stamp()} ${text}`);
  return {
    line,
    /** Seconds since the start. */
    seconds: () => (performance.now() - begin) / 1000,
    /** Says that `doing` begins, says every ten seconds that it still goes on, and `done` when it ended well. */
    async during(doing, done, work) {
      line(`${doing} …`);
      const reminder = setInterval(() => line(`still ${doing} …`), 10_000);
      try {
        const result = await work();
        line(typeof done === "function" ? done(result) : done);
        return result;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}
