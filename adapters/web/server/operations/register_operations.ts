import type { HttpRouterService } from '@adonisjs/core/types'
import type { WebServices } from '../web_services.js'
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { HttpMetrics } from './http_metrics.js'
import { createMetrics } from './metrics.js'

/** For those who run the server: is it alive, is it ready, what does it count. Nothing personal in any of them. */
export function registerOperations(router: HttpRouterService, services: WebServices, http: HttpMetrics): void {
  const metrics = createMetrics(services, http)
  router.get('/healthz', ({ response }) => response.header('cache-control', 'no-store').send({ status: 'alive' }))
  router.get('/readyz', async ({ response }) => {
    response.header('cache-control', 'no-store')
    try {
      await services.checkDatabase()
      response.send({ status: 'ready' })
    } catch {
      response.status(503).header('retry-after', '5').send({ status: 'database unreachable' })
    }
  })
  router.get('/favicon.svg', ({ response }) => {
    response.header('content-type', 'image/svg+xml').header('cache-control', 'public, max-age=86400').send(FAVICON)
  })
  router.get('/metrics', async ({ request, response }) => {
    response.header('cache-control', 'no-store')
    if (!mayReadMetrics(request.request, services.settings.metricsToken)) return response.status(403).send('METRICS_TOKEN, or a call from this machine, is needed.\n')
    return response.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await metrics())
  })
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip']

/** With the token from anywhere; without one from this machine alone, and not through a proxy on it. */
function mayReadMetrics(request: IncomingMessage, token: string | null): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token ?? ''}`)
  if (token !== null && given.length === wanted.length && timingSafeEqual(given, wanted)) return true
  return LOOPBACK.has(request.socket.remoteAddress ?? '') && !FORWARDED.some((name) => name in request.headers)
}

/** A star on the accent's blue. */
const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f5fbf"/>' +
  '<path d="M16 5l3.2 7.2 7.8.8-5.900 5.200 1.700 7.700L16 21.900l-6.800 4 1.700-7.700L5 13l7.800-.800z" fill="#fff"/></svg>'
