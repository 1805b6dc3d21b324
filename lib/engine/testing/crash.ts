/** What a holder dies of in a test. */
export class Crash extends Error {}

/** The call of a port at which a holder dies, counted over all ports that share it, and whether the call takes effect before. */
export interface CrashPoint {
  left: number;
  readonly after: boolean;
}

/** A port whose holder dies at the given call, and at each one after it. */
export function crashing<T extends object>(target: T, point: CrashPoint): T {
  return new Proxy(target, {
    get(object, property) {
      const member: unknown = Reflect.get(object, property);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        if (point.left < 0) throw new Crash();
        const last = point.left-- === 0;
        if (last && !point.after) throw new Crash();
        const result: unknown = await Reflect.apply(member, object, args);
        if (last) throw new Crash();
        return result;
      };
    },
  });
}

/** Whether a holder died in this; what else went wrong is thrown. */
export const diedIn = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Crash)) throw error;
      return true;
    },
  );
