export interface Progress {
  line(text: string): void;
  seconds(): number;
  during<T>(doing: string, done: string | ((result: T) => string), work: () => Promise<T>): Promise<T>;
}

export function createProgress(write?: (line: string) => void): Progress;
