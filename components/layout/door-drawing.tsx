/** Rows at the left, rows at the right, and which belongs to which: what this product does, as a quiet ground. */
const links = [
  { from: 1, to: 0, lit: false },
  { from: 2, to: 3, lit: true },
  { from: 3, to: 2, lit: false },
  { from: 4, to: 5, lit: false },
  { from: 5, to: 4, lit: true },
  { from: 7, to: 7, lit: false },
  { from: 8, to: 6, lit: false },
] as const;

const rowHeight = 84;
const y = (row: number) => 66 + row * rowHeight;

export function DoorDrawing() {
  return (
    <svg
      aria-hidden
      viewBox="0 0 1440 800"
      preserveAspectRatio="xMidYMid slice"
      className="pointer-events-none absolute inset-0 size-full"
      fill="none"
    >
      {Array.from({ length: 9 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing.
        <g key={row} className="stroke-line" strokeWidth="1">
          <path d={`M0 ${y(row)}H330M1110 ${y(row)}H1440`} />
        </g>
      ))}
      {links.map(({ from, to, lit }) => (
        <g key={from} className={lit ? "stroke-accent-line" : "stroke-line"} strokeWidth={lit ? 1.5 : 1}>
          <path d={`M330 ${y(from)}C720 ${y(from)} 720 ${y(to)} 1110 ${y(to)}`} />
          <circle cx="330" cy={y(from)} r="4" className="fill-canvas" />
          <circle cx="1110" cy={y(to)} r="4" className="fill-canvas" />
        </g>
      ))}
    </svg>
  );
}
