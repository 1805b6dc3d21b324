const secretKey = /password|passphrase|secret|token|authorization|credential|private_?key/i;
const passwordInAddress = /(\/\/[^/@\s:]*):[^/@\s]+@/g;

/** Stands where a secret was. */
export const removed = "[removed]";

/** Whether text under this key must not be shown or kept, whatever it holds. */
export function namesSecret(key: string): boolean {
  return secretKey.test(key);
}

/** The text with each password inside an address replaced. */
export function withoutPasswords(text: string): string {
  return text.replace(passwordInAddress, `$1:${removed}@`);
}
