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
  router.get('/metrics', ({ response }) => {
    response.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(metrics())
  })
}
