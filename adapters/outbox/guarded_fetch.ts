import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { placeFor, type AllowedPlace } from '#adapters/http_task/allow_list'
import { checkedAddress, type Resolve } from '#adapters/http_task/checked_address'

/** More than this is nobody's receipt. */
const ANSWER_LIMIT = 1_048_576
/** Connections kept to one target. */
const MOST_SOCKETS = 256

export interface GuardedFetch {
  fetch: typeof fetch
  /** Ends the connections that are kept. */
  close(): void
}

/**
 * `fetch` over kept connections that goes to the places an operator allows and nowhere else: the address connected to is the one that was checked,
 * whatever the name says the next moment. Follows no redirect; an answer of more than 1 MB is cut.
 */
export function createGuardedFetch(places: readonly AllowedPlace[], resolve: Resolve): GuardedFetch {
  const agents = [true, false].map((allowsPrivate) => {
    const lookup: LookupFunction = (hostname, options, done) => {
      checkedAddress(hostname, allowsPrivate, resolve).then(
        (to) => (options.all ? done(null, [to]) : done(null, to.address, to.family)),
        (error: NodeJS.ErrnoException) => done(error, ''),
      )
    }
    const settings = { keepAlive: true, maxSockets: MOST_SOCKETS, lookup }
    return { allowsPrivate, http: new HttpAgent(settings), https: new HttpsAgent(settings) }
  })

  const guarded = async (input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    const place = placeFor(places, url)
    if (place === undefined) throw new ForbiddenPlace(url)
    // what is written as an address is never looked up
    const bare = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0) await checkedAddress(bare, place.allowsPrivate, resolve)
    const agent = agents.find(({ allowsPrivate }) => allowsPrivate === place.allowsPrivate)!
    const body = init.body === undefined || init.body === null ? null : typeof init.body === 'string' ? Buffer.from(init.body) : Buffer.from(init.body as Uint8Array)
    const headers = Object.fromEntries(new Headers(init.headers))
    const options: RequestOptions = {
      method: init.method ?? 'GET', agent: url.protocol === 'https:' ? agent.https : agent.http,
      headers: body === null ? headers : { ...headers, 'content-length': String(body.length) }, ...(init.signal ? { signal: init.signal } : {}),
    }
    return send(url, options, body)
  }
  return {
    fetch: guarded,
    close() {
      for (const { http, https } of agents) {
        http.destroy()
        https.destroy()
      }
    },
  }
}

/** Nothing is sent there. */
export class ForbiddenPlace extends Error {
  readonly code = 'E_TARGET_FORBIDDEN'
  constructor(url: URL) {
    super(`${url.origin}${url.pathname} 不在允许对接的地址之内。请系统管理员在 DELIVERY_ALLOW 中加入该地址。`)
  }
}

function send(url: URL, options: RequestOptions, body: Buffer | null): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (incoming) => {
      readAll(incoming).then((bytes) => resolve(responseOf(incoming, bytes)), reject)
    })
    request.once('error', reject)
    request.end(body ?? undefined)
  })
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > ANSWER_LIMIT) {
      incoming.destroy()
      throw Object.assign(new Error('对方的应答超过 1 MB。请与对方核对接口。'), { code: 'E_ANSWER_TOO_LARGE' })
    }
    chunks.push(chunk)
  }
  if (!incoming.complete) throw Object.assign(new Error('对方的应答没有传完。'), { code: 'ECONNRESET' })
  return Buffer.concat(chunks)
}

/** Statuses that a `Response` may not have a body with. */
const BODILESS = new Set([204, 205, 304])

function responseOf(incoming: IncomingMessage, bytes: Buffer): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const status = incoming.statusCode ?? 0
  if (status < 200 || status > 599) throw Object.assign(new Error(`对方返回了不合规的状态码 ${status}。`), { code: 'E_ANSWER_STATUS' })
  return new Response(BODILESS.has(status) ? null : new Uint8Array(bytes), { status, headers })
}
