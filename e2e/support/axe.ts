import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

interface Violation {
  readonly id: string;
  readonly help: string;
  /** Beginnings of the elements, as they stand in the page. */
  readonly where: readonly string[];
}

/** The rules whose outcome depends on colours, and so on the theme. */
export const colourRules: readonly string[] = ["color-contrast", "link-in-text-block"];

/** Which of these rules the page as it stands breaks; without any named, which of WCAG 2.2 A and AA, of those that can be checked by a program. */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<readonly Violation[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe.withTags(wcag)).analyze();
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html.slice(0, 200)) }));
}

/** Fails when the page as it stands breaks a rule of WCAG 2.2 A or AA that can be checked by a program. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page), `accessibility of ${page.url()}`).toEqual([]);
}

/** Turns the page to the light or the dark, and waits until all its colours have turned. */
async function turnTo(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const turning = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(turning.map(({ finished }) => finished));
  });
}

/** In both themes, since colours differ. Leaves the page in the light. */
export async function expectAccessibleByDayAndNight(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await turnTo(page, colorScheme);
    await expectAccessible(page);
  }
  await turnTo(page, "light");
}

const looks = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 800, height: 900 } },
] as const;

/** The same on a wide screen in the light and on a tablet in the dark, where nothing may be wider than the page. Leaves the page as it was. */
export async function expectAccessibleInEveryLook(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  for (const { colorScheme, viewport } of looks) {
    await page.setViewportSize(viewport);
    await turnTo(page, colorScheme);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `pixels by which ${name} is wider than ${viewport.width}`).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  }
  await turnTo(page, "light");
  await page.setViewportSize(before);
}
