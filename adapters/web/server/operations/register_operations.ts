import type { HttpRouterService } from '@adonisjs/core/types'
import type { WebServices } from '../web_services.js'
import { createMetrics } from './metrics.js'

/** For those who run the server: is it alive, is it ready, what does it count. Nothing personal in any of them. */
export function registerOperations(router: HttpRouterService, services: WebServices): void {
  const metrics = createMetrics(services)
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
  router.get('/metrics', ({ response }) => {
    response.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(metrics())
  })
}

/** A star on the accent's blue. */
const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f5fbf"/>' +
  '<path d="M16 5l3.2 7.2 7.8.8-5.900 5.200 1.700 7.700L16 21.900l-6.800 4 1.700-7.700L5 13l7.800-.800z" fill="#fff"/></svg>'
