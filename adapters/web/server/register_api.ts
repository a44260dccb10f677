import type { HttpRouterService } from '@adonisjs/core/types'
import { ENDPOINTS } from '#adapters/web/contract/endpoints'
import type { ProviderClient } from './accounts/oidc/provider_client.js'
import { createOperations } from './create_operations.js'
import { routePattern, serveEndpoint, type AnyOperation } from './http/serve_endpoint.js'
import type { HttpMetrics } from './operations/http_metrics.js'
import type { LiveStream } from './stream/live_stream.js'
import type { WebServices } from './web_services.js'

/** One route per endpoint of the contract, and no other below /api/v1. */
export function registerApi(router: HttpRouterService, services: WebServices, live: LiveStream, metrics: HttpMetrics, provider: ProviderClient): void {
  const operations = createOperations(services, live, provider)
  for (const endpoint of ENDPOINTS) {
    const operation = operations[endpoint.operationId] as AnyOperation
    const route = `${endpoint.method} ${endpoint.path}`
    router.route(routePattern(endpoint), [endpoint.method], async (context) => {
      metrics.name(context.request.request, route)
      context.response.header('cache-control', 'no-store')
      await serveEndpoint(services, endpoint, operation, context)
    })
  }
}
