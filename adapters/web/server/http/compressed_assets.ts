import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json',
}
const ENCODERS = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
}
type Encoding = keyof typeof ENCODERS

/** Name of a built file: no folders, no dots at the beginning. Its hash makes it the same for ever. */
const ASSET = /^\/assets\/([\w-][\w.-]*)$/

/** Answers a request for a built script or style sheet compressed, each compressed once; false = not such a request. */
export function createCompressedAssets(folder: URL): (request: IncomingMessage, response: ServerResponse) => boolean {
  const compressed = new Map<string, Promise<Buffer | null>>()
  const bytesOf = (name: string, encoding: Encoding): Promise<Buffer | null> => {
    const key = `${encoding} ${name}`
    let bytes = compressed.get(key)
    if (!bytes) compressed.set(key, (bytes = compress(new URL(name, folder), encoding)))
    return bytes
  }
  return (request, response) => {
    const name = ASSET.exec(request.url?.split('?')[0] ?? '')?.[1]
    const mediaType = name && MEDIA_TYPES[extname(name)]
    const encoding = encodingOf(request.headers['accept-encoding'])
    if (!name || !mediaType || !encoding || request.method !== 'GET') return false
    void send(response, mediaType, encoding, bytesOf(name, encoding))
    return true
  }
}

const encodingOf = (accepted: string | string[] | undefined): Encoding | null => {
  const text = String(accepted ?? '')
  return /\bbr\b/.test(text) ? 'br' : /\bgzip\b/.test(text) ? 'gzip' : null
}

async function compress(file: URL, encoding: Encoding): Promise<Buffer | null> {
  try {
    return await ENCODERS[encoding](await readFile(file))
  } catch {
    return null
  }
}

async function send(response: ServerResponse, mediaType: string, encoding: Encoding, bytes: Promise<Buffer | null>): Promise<void> {
  const body = await bytes
  if (body === null) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end('没有这个文件。')
    return
  }
  response.writeHead(200, {
    'content-type': mediaType, 'content-encoding': encoding, 'content-length': body.length, vary: 'accept-encoding',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  response.end(body)
}
