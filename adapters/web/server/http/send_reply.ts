import type { HttpContext } from '@adonisjs/core/http'
import type { Endpoint } from '#adapters/web/contract/endpoint'
import type { CookieChange, Reply } from './api_call.js'

/** Writes an operation's answer with the endpoint's status of success; cookies are `Secure` where the server stands behind TLS. */
export function sendReply(context: HttpContext, endpoint: Endpoint, reply: Reply, secure: boolean): void {
  const { response } = context
  if ('stream' in reply) {
    reply.stream(response.response)
    return
  }
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.header(name, value)
  const status = Number(Object.keys(endpoint.responses).find((code) => Number(code) < 300))
  if ('bytes' in reply) {
    response.status(status).header('content-type', reply.mediaType)
    response.send(typeof reply.bytes === 'string' ? reply.bytes : Buffer.from(reply.bytes))
    return
  }
  if (reply.cookies) response.header('set-cookie', reply.cookies.map((cookie) => cookieText(cookie, secure)))
  if (endpoint.responses[status] === null) {
    response.status(204).send(null)
    return
  }
  response.status(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(reply.body))
}

/** SameSite=Lax, and Secure where the connection is; without `seconds` it goes with the browser. */
export function cookieText(cookie: CookieChange & { path?: string; seconds?: number }, secure: boolean): string {
  const age = cookie.value === null ? '; Max-Age=0' : cookie.seconds === undefined ? '' : `; Max-Age=${cookie.seconds}`
  return `${cookie.name}=${cookie.value ?? ''}; Path=${cookie.path ?? '/'}; SameSite=Lax${cookie.httpOnly ? '; HttpOnly' : ''}${secure ? '; Secure' : ''}${age}`
}
