/** Stands where nothing was entered or found. */
export function NotSet({ word = "none" }: { word?: string }) {
  return (
    <span className="text-ink-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">{word}</span>
    </span>
  );
}
