/** A text as it may stand in an answer or a log: itself, and in every writing by which programs put text into other text. */
export function writingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ s: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
      secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
      bytes.toString("hex"),
      ...["base64", "base64url"].flatMap((alphabet) => asBase64(bytes, alphabet as BufferEncoding)),
    ]),
  ];
}

/** Base64 writes three bytes by four letters: what a text becomes depends on how many bytes stand before it. Letters that its neighbours share are left out. */
function asBase64(bytes: Buffer, alphabet: BufferEncoding): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString(alphabet)
      .replaceAll("=", "");
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(first, last);
  });
}

/** Names of the secrets that stand in a text in any writing. */
export function secretsIn(text: string, secrets: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...secrets].filter(([, writings]) => writings.some((each) => text.includes(each))).map(([name]) => name);
}
