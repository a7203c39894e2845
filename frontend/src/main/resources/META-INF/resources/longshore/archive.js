// Looks into a file of images before it is sent anywhere: reads the names and sizes of a tar, plain or gzip, and the small
// documents that describe images. Layers are passed over; of a plain tar they are not even read.

const BLOCK = 512;
const MOST_HEADER = 65536;
const MOST_DOCUMENT = 1 << 20;
const MOST_ALL = 3 << 20;
const MOST_ENTRIES = 10000;
const NOTHING = JSON.stringify({ entries: [], documents: {} });
const PACKED = [[0x28, 0xb5, 0x2f, 0xfd], [0xfd, 0x37, 0x7a, 0x58], [0x42, 0x5a, 0x68]]; // zstd, xz, bzip2
const DESCRIBES = /^(manifest\.json|(blobs\/sha256\/)?[0-9a-f]{64}(\.json)?)$/;

/** A plain file: any part of it can be read alone. */
class Plain {
  constructor(file) {
    this.file = file;
    this.at = 0;
  }
  async read(count) {
    const bytes = new Uint8Array(await this.file.slice(this.at, this.at + count).arrayBuffer());
    this.at += count;
    return bytes;
  }
  async skip(count) {
    this.at += count;
  }
}

/** A gzip, which has to be unpacked from its beginning on. */
class Gzip {
  constructor(file) {
    this.reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    this.rest = new Uint8Array(0);
  }
  async more() {
    const { done, value } = await this.reader.read();
    if (!done) this.rest = value;
    return !done;
  }
  async read(count) {
    const bytes = new Uint8Array(count);
    let have = 0;
    while (have < count && (this.rest.length > 0 || (await this.more()))) {
      const part = this.rest.subarray(0, count - have);
      bytes.set(part, have);
      have += part.length;
      this.rest = this.rest.subarray(part.length);
    }
    return bytes.subarray(0, have);
  }
  async skip(count) {
    let left = count;
    while (left > 0 && (this.rest.length > 0 || (await this.more()))) {
      const part = Math.min(left, this.rest.length);
      this.rest = this.rest.subarray(part);
      left -= part;
    }
  }
}

const text = (bytes) => new TextDecoder().decode(bytes);

function number(header, from, length) {
  if (header[from] & 0x80) {
    let big = 0;
    for (let at = from + 1; at < from + length; at++) big = big * 256 + header[at];
    return big;
  }
  return parseInt(text(header.subarray(from, from + length)).replace(/[^0-7]/g, ''), 8) || 0;
}

function name(header) {
  const end = header.indexOf(0);
  return text(header.subarray(0, end < 0 || end > 100 ? 100 : end));
}

function sound(header) {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 32 : header[at];
  return sum === number(header, 148, 8);
}

/** What an extended header says of the entry after it. */
function extended(bytes) {
  const found = {};
  for (const line of text(bytes).split('\n')) {
    const record = /^\d+ (path|size)=(.*)$/.exec(line);
    if (record) found[record[1]] = record[2];
  }
  return found;
}

async function walk(source) {
  const entries = [];
  const documents = {};
  let all = 0;
  let more = {};
  while (entries.length <= MOST_ENTRIES) {
    const header = await source.read(BLOCK);
    if (header.length < BLOCK || header[0] === 0) break;
    if (!sound(header)) return entries.length ? null : NOTHING; // it is no tar at all
    const type = String.fromCharCode(header[156] || 48);
    const size = more.size === undefined ? ('0xLgKS'.includes(type) ? number(header, 124, 12) : 0) : Number(more.size);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (type === 'x' || type === 'L') {
      if (size > MOST_HEADER) return null;
      const content = await source.read(size);
      more = type === 'L' ? { ...more, path: text(content).split('\0')[0] } : { ...more, ...extended(content) };
      await source.skip(padding);
      continue;
    }
    if (type !== 'g' && type !== 'K') {
      const path = more.path || name(header);
      more = {};
      entries.push([path, type === '0' ? size : 0]);
      if (type === '0' && DESCRIBES.test(path) && size > 0 && size <= MOST_DOCUMENT) {
        const content = await source.read(size);
        if ((content[0] === 0x7b || content[0] === 0x5b) && (all += size) <= MOST_ALL) documents[path] = text(content);
        await source.skip(padding);
        continue;
      }
    }
    await source.skip(size + padding);
  }
  return JSON.stringify({ entries, documents });
}

/** What is in the file, as JSON, which is nothing of what is no tar; an empty text if a browser can't tell. */
window.longshoreLook = async (file) => {
  try {
    const first = new Uint8Array(await file.slice(0, 4).arrayBuffer());
    if (PACKED.some((magic) => magic.every((byte, at) => first[at] === byte))) return '';
    const packed = first[0] === 0x1f && first[1] === 0x8b;
    return (await walk(packed ? new Gzip(file) : new Plain(file))) || '';
  } catch {
    return '';
  }
};
