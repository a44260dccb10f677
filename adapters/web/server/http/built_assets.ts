import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json',
  '.woff': 'font/woff', '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.eot': 'application/vnd.ms-fontobject', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.gif': 'image/gif', '.webp': 'image/webp', '.wasm': 'application/wasm',
}
const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.json', '.ttf', '.eot', '.wasm'])

const ENCODERS = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
  identity: async (bytes: Buffer) => bytes,
}
type Encoding = keyof typeof ENCODERS

/** Name of a built file: no folders, no dot at the beginning. Its hash makes it the same for ever. */
const ASSET = /^\/assets\/([\w-][\w.-]*)$/

/** Answers requests for what Vite has built, each file read and compressed once; false = no such request. */
export function createBuiltAssets(folder: URL): (request: IncomingMessage, response: ServerResponse) => boolean {
  const kept = new Map<string, Promise<Buffer | null>>()
  const bytesOf = (name: string, encoding: Encoding): Promise<Buffer | null> => {
    const key = `${encoding} ${name}`
    let bytes = kept.get(key)
    if (!bytes) {
      bytes = readFile(new URL(name, folder)).then(ENCODERS[encoding]).catch(() => null)
      kept.set(key, bytes)
      // What is not there must not fill the memory with its names.
      void bytes.then((found) => found === null && kept.delete(key))
    }
    return bytes
  }
  return (request, response) => {
    const name = ASSET.exec(request.url?.split('?')[0] ?? '')?.[1]
    const mediaType = name && MEDIA_TYPES[extname(name)]
    if (!name || !mediaType || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    const encoding = COMPRESSIBLE.has(extname(name)) ? encodingOf(request.headers['accept-encoding']) : 'identity'
    void send(response, mediaType, encoding, bytesOf(name, encoding))
    return true
  }
}

function encodingOf(accepted: string | string[] | undefined): Encoding {
  const text = String(accepted ?? '')
  return /\bbr\b/.test(text) ? 'br' : /\bgzip\b/.test(text) ? 'gzip' : 'identity'
}

async function send(response: ServerResponse, mediaType: string, encoding: Encoding, bytes: Promise<Buffer | null>): Promise<void> {
  const body = await bytes
  if (body === null) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end('没有这个文件。')
    return
  }
  response.writeHead(200, {
    'content-type': mediaType, 'content-length': body.length, vary: 'accept-encoding', 'cache-control': 'public, max-age=31536000, immutable',
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  })
  response.end(body)
}
