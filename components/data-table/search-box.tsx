"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import { hrefWith, type SearchParams } from "@/lib/format/table-state";

interface SearchBoxProps {
  label: string;
  initial: string;
  path: string;
  params: SearchParams;
}

/** Puts what is typed into the address a moment after the last key; `/` jumps here from anywhere on the page. */
export function SearchBox({ label, initial, path, params }: SearchBoxProps) {
  const router = useRouter();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(initial);
  const sent = useRef(initial);

  useEffect(() => {
    // The address changed by itself (back, "clear"): follow it unless the person is typing.
    if (initial !== sent.current && document.activeElement !== box.current) setText(initial);
    sent.current = initial;
  }, [initial]);

  const send = useCallback(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    sent.current = wanted;
    router.replace(hrefWith(path, params, { q: wanted }), { scroll: false });
  }, [text, path, params, router]);

  useEffect(() => {
    const timer = setTimeout(send, 220);
    return () => clearTimeout(timer);
  }, [send]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.key !== "/" ||
        event.ctrlKey ||
        event.metaKey ||
        target.closest("input, textarea, select, [role=dialog]")
      )
        return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <form
      action={path}
      className="relative min-w-44 flex-1 basis-full sm:max-w-72 sm:basis-52"
      onSubmit={(event) => event.preventDefault()}
    >
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint"
        strokeWidth={1.75}
      />
      <input
        ref={box}
        type="search"
        name="q"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        // At once, or it would come after a press on a row and take that back.
        onBlur={send}
        className="control peer h-8 w-full pr-9 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      <span
        aria-hidden
        className="pointer-events-none absolute top-1.5 right-2 peer-focus:hidden pointer-coarse:hidden"
      >
        <Kbd>/</Kbd>
      </span>
    </form>
  );
}
