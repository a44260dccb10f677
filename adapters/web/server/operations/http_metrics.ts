import type { IncomingMessage, ServerResponse } from 'node:http'
import { createHistogram } from '#adapters/metrics/prometheus'

/** Counts requests by route, status and time. */
export interface HttpMetrics {
  /** Says which route of the contract answers a request; one that nobody names is `page` or `other`. */
  name(request: IncomingMessage, route: string): void
  /** Observes a request to its end. */
  watch(request: IncomingMessage, response: ServerResponse): void
  text(): string
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const unnamed = (request: IncomingMessage): string => (/^\/(?:api|engine-rest)\//.test(request.url ?? '') ? 'other' : 'page')

export const createHttpMetrics = (): HttpMetrics => {
  const routes = new WeakMap<IncomingMessage, string>()
  const requests = createHistogram('xingliu_http_request_seconds', 'HTTP requests by route of the contract and status', SECONDS)
  return {
    name: (request, route) => void routes.set(request, route),
    watch(request, response) {
      const begun = performance.now()
      response.once('finish', () => {
        // a live stream lasts as long as its page
        if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return
        requests.observe((performance.now() - begun) / 1000, { route: routes.get(request) ?? unnamed(request), status: String(response.statusCode) })
      })
    },
    text: requests.text,
  }
}
