import type { OutgoingRequest } from './send_request.js'

/** Most redirects of one call. */
export const MOST_REDIRECTS = 3

/** Headers that say nothing of the case and hold no secret: all that another origin gets to see. */
const HARMLESS = ['accept', 'accept-encoding', 'user-agent']
const OF_THE_BODY = ['content-type', 'content-length']

/**
 * The request that a redirect asks for, or null where it is not to be followed: no place named, a step down from https, or a 301 or 302
 * to anything but a reading request, of which nobody knows whether it has been carried out. RFC 9110 §15.4. Whether the place may be called is
 * judged by who calls it.
 */
export function redirected(request: OutgoingRequest, status: number, location: string | undefined): OutgoingRequest | null {
  const url = location === undefined ? null : URL.parse(location, request.url.href)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || (request.url.protocol === 'https:' && url.protocol === 'http:')) return null
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (![301, 302, 303, 307, 308].includes(status) || (!isReading && (status === 301 || status === 302))) return null
  const becomesGet = status === 303 && !isReading
  url.hash = ''
  const isElsewhere = url.origin !== request.url.origin
  // what another origin must not see does not go there, and a body may be that
  if (isElsewhere && request.body !== null && !becomesGet) return null
  const headers = Object.entries(request.headers).filter(([name]) => (isElsewhere ? HARMLESS.includes(name) : !becomesGet || !OF_THE_BODY.includes(name)))
  return { method: becomesGet ? 'GET' : request.method, url, headers: Object.fromEntries(headers), body: becomesGet ? null : request.body }
}
