/** Logged Markdown and HTML as a piece of document in which nothing can run. Heavy: loaded lazily. */
import createDOMPurify from "dompurify";
import { Marked } from "marked";
import { isSafeImage, isSafeLink, leavesOrigin } from "~/lib/safe_url";

/** Structure and text, nothing that runs, frames, posts, or is styled by its writer. */
const TAGS = [
  ...["h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "kbd"],
  ...["ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "b", "i", "s", "del", "ins", "sub"],
  ...["sup", "mark", "a", "img", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"],
  ...["details", "summary", "input", "div", "span", "figure", "figcaption"],
];
const ATTRIBUTES = [
  ...["href", "src", "alt", "title", "start", "colspan", "rowspan", "scope", "open"],
  ...["type", "checked", "disabled"],
];

/** Headings of a text stand below those of the page. */
const HEADING_SHIFT = 2;

/** Tags that a text may hold beside its Markdown, bare; what else looks like one is shown as text. */
const BARE_TAG =
  /^<\/?(?:b|blockquote|br|code|del|details|div|em|hr|i|ins|kbd|li|mark|ol|p|pre|s|strong|sub|summary|sup|ul)\s*\/?>$/i;

/** Browsers complain aloud of these before the purifier takes them away; nobody should be alarmed. */
const LOUD =
  /<(style|script)\b[\s\S]*?(?:<\/\1\s*>|$)|\s(?:on\w+|style)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: { html: ({ text }) => text.replace(/<[^>]*>?/g, bareOrText) },
  walkTokens: (token) => {
    if (token.type === "heading")
      token["depth"] = Math.min(6, Number(token["depth"]) + HEADING_SHIFT);
  },
});

const purifier = createDOMPurify(window);
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node instanceof HTMLAnchorElement) secureLink(node);
  else if (node instanceof HTMLImageElement) secureImage(node);
  else if (node instanceof HTMLInputElement) secureBox(node);
});

/** A Markdown text. */
export function markdownFragment(text: string): DocumentFragment {
  return purified(marked.parse(text, { async: false }));
}

/** A piece of HTML that somebody logged. */
export function htmlFragment(html: string): DocumentFragment {
  return purified(html.replace(LOUD, ""));
}

function purified(html: string): DocumentFragment {
  return purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

function bareOrText(tag: string): string {
  return BARE_TAG.test(tag) ? tag : tag.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function secureLink(link: HTMLAnchorElement): void {
  const href = link.getAttribute("href");
  if (href === null) return;
  if (!isSafeLink(href, document.baseURI)) {
    link.removeAttribute("href");
    return;
  }
  link.rel = "noopener noreferrer nofollow";
  if (leavesOrigin(href, document.baseURI)) link.target = "_blank";
}

function secureImage(image: HTMLImageElement): void {
  if (isSafeImage(image.getAttribute("src") ?? "", document.baseURI)) {
    image.loading = "lazy";
    return;
  }
  // What cannot be shown still says what it was.
  image.replaceWith(document.createTextNode(image.alt === "" ? "[image]" : `[${image.alt}]`));
}

/** Only the boxes of task lists, and those cannot be changed. */
function secureBox(box: HTMLInputElement): void {
  if (box.type !== "checkbox") {
    box.remove();
    return;
  }
  box.disabled = true;
  box.setAttribute("aria-label", box.checked ? "done" : "to do");
}
