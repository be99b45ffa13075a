"""A screenshot with few colours: a page of text needs no more, and the file is a quarter."""

import struct
import zlib
from base64 import b64decode, b64encode

from playwright.sync_api import Page

_COLOURS = 160

# The browser opens the picture; its commonest colours stay, others become the nearest of them.
_REDUCE = """async ([address, most]) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { data } = paper.getImageData(0, 0, width, height);
  const key = (n) => (data[n] << 16) | (data[n + 1] << 8) | data[n + 2];
  const counts = new Map();
  for (let n = 0; n < data.length; n += 4) counts.set(key(n), (counts.get(key(n)) || 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([one]) => one);
  const far = (a, b) => [16, 8, 0].reduce(
    (sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  const places = new Map();
  for (const one of counts.keys()) {
    const near = palette.map((other, place) => [far(one, other), place]);
    places.set(one, near.reduce((best, next) => (next[0] < best[0] ? next : best))[1]);
  }
  let text = "";
  for (let n = 0; n < data.length; n += 4) text += String.fromCharCode(places.get(key(n)));
  return { width, height, palette, text: btoa(text) };
}"""


def reduced(page: Page, png: bytes) -> bytes:
    """The picture with few colours; `page` is a page that has nothing else to do."""
    address = f"data:image/png;base64,{b64encode(png).decode()}"
    found = page.evaluate(_REDUCE, [address, _COLOURS])
    width, height = int(found["width"]), int(found["height"])
    pixels = b64decode(found["text"])
    rows = b"".join(b"\0" + pixels[n * width : (n + 1) * width] for n in range(height))
    colours = b"".join(int(one).to_bytes(3, "big") for one in found["palette"])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check
