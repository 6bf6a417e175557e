/** Which addresses logged text may point at. */

const LINK_SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** Pictures that a browser only paints; an SVG in an image element runs no script. */
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml)[;,]/i;

/** Whether a link may be followed: the web, mail, or something here. `base` is the page's address. */
export function isSafeLink(href: string, base: string): boolean {
  const url = parsed(href, base);
  return url !== null && LINK_SCHEMES.has(url.protocol);
}

/** Whether a picture may be fetched: from where the page came from, or written out in the text. */
export function isSafeImage(src: string, base: string): boolean {
  const text = src.trim();
  if (DATA_IMAGE.test(text)) return true;
  const url = parsed(text, base);
  return url !== null && url.origin === new URL(base).origin;
}

/** Whether a link leads away from the page's origin. */
export function leavesOrigin(href: string, base: string): boolean {
  return parsed(href, base)?.origin !== new URL(base).origin;
}

function parsed(text: string, base: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}
