"""Finds characters that a page shows without a real glyph: the boxes of a missing font.

Each visible character is drawn on a canvas in the font of its own element and compared with how the same font draws
characters that no font has. Where the two are the same picture, the reader sees a box.
"""

from playwright.async_api import Frame, Page

FIND = r"""
() => {
  const nobodys = ["\u0378", "\u{e1fe}", "\u{10fffd}"];
  const size = 48;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const drawn = (character, font) => {
    context.clearRect(0, 0, size, size);
    context.font = font;
    context.fillText(character, 6, 36);
    return context.getImageData(0, 0, size, size).data.join();
  };
  const boxes = new Map();
  const boxesOf = (font) => {
    if (!boxes.has(font)) {
      const pictures = nobodys.map((character) => drawn(character, font));
      boxes.set(font, new Set(pictures.filter((one) => pictures.filter((other) => other === one).length > 1)));
    }
    return boxes.get(font);
  };
  const seen = new Set();
  const missing = new Set();
  const look = (text, element) => {
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || !element.getClientRects().length) return;
    const font = `${style.fontStyle} ${style.fontWeight} 28px ${style.fontFamily}`;
    for (const character of text) {
      if (/^[\s\p{Cc}\p{Cf}\p{Mn}\p{Variation_Selector}]$/u.test(character) || seen.has(font + character)) continue;
      seen.add(font + character);
      if (boxesOf(font).has(drawn(character, font))) missing.add(character);
    }
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) look(walk.currentNode.data, walk.currentNode.parentElement);
  for (const field of document.querySelectorAll("input, textarea"))
    if (field.type !== "file") look(field.value + (field.placeholder ?? ""), field);
  return { missing: [...missing], looked: seen.size };
}
"""


async def missing_glyphs(page: Page | Frame) -> set[str]:
    """The characters on the page that are drawn as a box. Raises AssertionError when there was nothing to look at."""
    found = await page.evaluate(FIND)
    assert found["looked"], "the page shows no text"
    return set(found["missing"])
